import { deviceFrom, type Device } from "../core/budget";

interface Hints {
  readonly deviceMemory?: number;
  readonly connection?: { readonly saveData?: boolean };
}

/** What this browser is, from its own signals; an element's `device` attribute wins (kiosks). */
export function currentDevice(stated: string | null): Device {
  if (stated === "phone" || stated === "desktop" || stated === "headset") return stated;
  const hints = navigator as Navigator & Hints;
  return deviceFrom({
    userAgent: navigator.userAgent,
    coarsePointer: matchMedia("(pointer: coarse)").matches,
    shortSide: Math.min(screen.width, screen.height),
    memoryGb: hints.deviceMemory ?? null,
    saveData: hints.connection?.saveData ?? false,
  });
}

/** Whether a headset session of this kind can be asked for. */
export async function supportsXr(mode: XRSessionMode): Promise<boolean> {
  try {
    return (await navigator.xr?.isSessionSupported(mode)) ?? false;
  } catch {
    return false; // a permission policy of an embedding page forbids it
  }
}

/** Whether a link with rel=ar opens Apple's Quick Look here. */
export function hasQuickLook(): boolean {
  return document.createElement("a").relList.supports("ar");
}
