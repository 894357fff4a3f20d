/** Workbench: the field kit, which keeps itself on the device. */

import "../styles/field.css";
import { defineField, FieldElement } from "../ui/field";

defineField();
const kit = document.querySelector("cd-field");
if (kit instanceof FieldElement) void keepPage(kit);

/** The page and its parts are kept by a worker that answers while there is no network. */
async function keepPage(element: FieldElement): Promise<void> {
  if (!("serviceWorker" in navigator)) {
    element.showReady("notReady");
    return;
  }
  element.showReady("preparing");
  try {
    await navigator.serviceWorker.register("/field-worker.js", { scope: new URL("./", location.href).pathname });
    await navigator.serviceWorker.ready;
    element.showReady("ready");
  } catch {
    element.showReady("notReady");
  }
}
