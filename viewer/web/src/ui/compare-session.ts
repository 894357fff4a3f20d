/** Asking the headset, and the document. */

import { parseComparison, type ComparisonDocument } from "../core/comparison";
import { FetchError, fileName, XrError } from "../core/problem";

export async function askSession(): Promise<XRSession> {
  if (!navigator.xr) throw new XrError("WebXR");
  try {
    return await navigator.xr.requestSession("immersive-vr", { requiredFeatures: ["local-floor"], optionalFeatures: ["hand-tracking", "bounded-floor"] });
  } catch (error) {
    throw new XrError(error instanceof Error ? error.message : String(error));
  }
}


/** Reads a comparison document; throws FetchError, DocumentError, or AbortError when `signal` fires. */
export async function readComparison(url: string, signal: AbortSignal): Promise<ComparisonDocument> {
  const response = await fetch(url, { headers: { Accept: "application/json" }, signal }).catch((error: unknown) => {
    throw signal.aborted ? error : new FetchError(fileName(url), 0);
  });
  if (!response.ok) throw new FetchError(fileName(url), response.status);
  return parseComparison(await response.json());
}
