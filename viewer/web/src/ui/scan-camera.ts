/** Reads QR codes from the camera: by the browser's own reader where it has one, else by jsQR on each frame. */

type Read = (frame: HTMLCanvasElement) => Promise<string | null>;

interface Detector {
  detect(source: CanvasImageSource): Promise<readonly { readonly rawValue: string }[]>;
}
interface DetectorClass {
  new (options: { readonly formats: readonly string[] }): Detector;
  getSupportedFormats(): Promise<readonly string[]>;
}

const EVERY_MS = 120;
const AGAIN_MS = 2500;
const SIDE = 720;

async function ownReader(): Promise<Read | null> {
  const found = (globalThis as { readonly BarcodeDetector?: DetectorClass }).BarcodeDetector;
  if (!found || !(await found.getSupportedFormats()).includes("qr_code")) return null;
  const detector = new found({ formats: ["qr_code"] });
  return async (frame) => (await detector.detect(frame))[0]?.rawValue ?? null;
}

async function decoder(): Promise<Read> {
  const { default: jsQR } = await import("jsqr");
  return (frame) => {
    const picture = frame.getContext("2d", { willReadFrequently: true })?.getImageData(0, 0, frame.width, frame.height);
    const found = picture ? jsQR(picture.data, picture.width, picture.height, { inversionAttempts: "dontInvert" }) : null;
    return Promise.resolve(found?.data ?? null);
  };
}

/** A running camera; `onCode` gets each code once until it was out of sight for a while. */
export class Camera {
  private stream: MediaStream | null = null;
  private timer = 0;
  private last = "";
  private seenAt = 0;
  private readonly frame = document.createElement("canvas");

  constructor(
    private readonly view: HTMLVideoElement,
    private readonly onCode: (text: string) => void,
  ) {}

  /** Asks for the camera at the back; fails with the browser's own error. */
  async start(): Promise<void> {
    const devices = navigator.mediaDevices as MediaDevices | undefined;
    if (!devices) throw new DOMException("no camera", "NotFoundError");
    this.stream = await devices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } }, audio: false });
    this.view.srcObject = this.stream;
    await this.view.play();
    const read = (await ownReader()) ?? (await decoder());
    const step = async (): Promise<void> => {
      if (!this.stream) return;
      this.tell(await this.look(read));
      this.timer = window.setTimeout(() => void step(), EVERY_MS);
    };
    await step();
  }

  stop(): void {
    window.clearTimeout(this.timer);
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.view.srcObject = null;
  }

  private async look(read: Read): Promise<string | null> {
    const { videoWidth, videoHeight } = this.view;
    if (videoWidth === 0) return null;
    const scale = Math.min(1, SIDE / Math.max(videoWidth, videoHeight));
    this.frame.width = Math.round(videoWidth * scale);
    this.frame.height = Math.round(videoHeight * scale);
    this.frame.getContext("2d", { willReadFrequently: true })?.drawImage(this.view, 0, 0, this.frame.width, this.frame.height);
    return read(this.frame).catch(() => null);
  }

  private tell(text: string | null): void {
    const now = performance.now();
    if (text === null || text === "") return;
    const isNew = text !== this.last || now - this.seenAt > AGAIN_MS;
    this.last = text;
    this.seenAt = now;
    if (isNew) this.onCode(text);
  }
}
