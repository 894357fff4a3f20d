/**
 * The worker that keeps the field kit's page for times without network. The server puts `self.KIT` before it: the
 * version, the pages, and the files that they need.
 */

interface Kept {
  readonly version: string;
  readonly pages: readonly string[];
  readonly files: readonly string[];
}
interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Asked extends Event {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Worker {
  readonly KIT: Kept;
  readonly location: Location;
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(name: "install" | "activate", listen: (event: Waiting) => void): void;
  addEventListener(name: "fetch", listen: (event: Asked) => void): void;
}

const worker = self as unknown as Worker;
const PREFIX = "cuudinh-field-";
const NAME = PREFIX + worker.KIT.version;
const PAGE_WAIT_MS = 4000;

worker.addEventListener("install", (event) => {
  event.waitUntil(keepAll().then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(forgetOld().then(() => worker.clients.claim()));
});

worker.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== worker.location.origin) return;
  if (worker.KIT.pages.includes(address.pathname)) event.respondWith(freshPage(event.request, address.pathname));
  else if (worker.KIT.files.includes(address.pathname)) event.respondWith(keptFile(event.request));
});

async function keepAll(): Promise<void> {
  const cache = await caches.open(NAME);
  await cache.addAll([...worker.KIT.files]);
  for (const page of worker.KIT.pages) await keepPage(cache, page);
}

/** A page is kept only as itself: a way to the login is not the page. */
async function keepPage(cache: Cache, page: string): Promise<void> {
  const answer = await fetch(page, { credentials: "same-origin" });
  if (answer.ok && !answer.redirected) await cache.put(page, answer);
}

async function forgetOld(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== NAME).map((name) => caches.delete(name)));
}

/** The page from the network where that is quick, else as it was kept. */
async function freshPage(request: Request, page: string): Promise<Response> {
  const cache = await caches.open(NAME);
  const kept = await cache.match(page);
  try {
    const signal = kept ? AbortSignal.timeout(PAGE_WAIT_MS) : null;
    const answer = await fetch(request.url, { credentials: "same-origin", signal });
    if (answer.ok && !answer.redirected) await cache.put(page, answer.clone());
    if (answer.redirected) return Response.redirect(answer.url);
    return answer.status >= 500 && kept ? kept : answer;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

async function keptFile(request: Request): Promise<Response> {
  const cache = await caches.open(NAME);
  return (await cache.match(request, { ignoreVary: true })) ?? fetch(request);
}
