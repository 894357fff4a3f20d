/** What a view of the stage is: enough to come back to it, share it, or make it a step of a tour. */

export const LIGHTS = ["gallery", "raking", "contour", "even"] as const;
export type Light = (typeof LIGHTS)[number];

export interface ViewerState {
  /** Degrees around the object, 0 = front, positive to the right. */
  readonly azimuth: number;
  /** Degrees above the horizon. */
  readonly elevation: number;
  /** Distance from the target as a multiple of the framing distance. */
  readonly zoom: number;
  readonly light: Light;
}

export const HOME: ViewerState = { azimuth: 28, elevation: 14, zoom: 1, light: "gallery" };

export function isLight(value: string): value is Light {
  return (LIGHTS as readonly string[]).includes(value);
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

function turned(azimuth: number): number {
  return ((((azimuth + 180) % 360) + 360) % 360) - 180;
}

/** Brings a state back into what the stage can show. */
export function normalise(state: ViewerState): ViewerState {
  return {
    azimuth: turned(state.azimuth),
    elevation: clamp(state.elevation, -20, 88),
    zoom: clamp(state.zoom, 0.15, 4),
    light: state.light,
  };
}

/** A short form for the address: `v=28,14,1,gallery`. */
export function encodeState(state: ViewerState): string {
  const round = (value: number, digits: number) => String(Number(value.toFixed(digits)));
  return `v=${round(state.azimuth, 1)},${round(state.elevation, 1)},${round(state.zoom, 2)},${state.light}`;
}

/** Reads the short form anywhere in an address fragment; null when there is none or it is damaged. */
export function decodeState(fragment: string): ViewerState | null {
  const match = /(?:^|[#&])v=([-\d.]+),([-\d.]+),([-\d.]+),([a-z]+)/.exec(fragment);
  if (!match) return null;
  const [azimuth, elevation, zoom] = [match[1], match[2], match[3]].map(Number);
  const light = match[4] ?? "";
  if (azimuth === undefined || elevation === undefined || zoom === undefined || !isLight(light)) return null;
  if (![azimuth, elevation, zoom].every(Number.isFinite)) return null;
  return normalise({ azimuth, elevation, zoom, light });
}
