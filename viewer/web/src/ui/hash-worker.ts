/** Computes SHA-256 of a file piece by piece, away from the page; memory does not grow with the file. */

import { createSHA256 } from "hash-wasm";

const PIECE = 4 * 1024 * 1024;

type Reply = { readonly done: number } | { readonly sha256: string };

const reply = (message: Reply) => self.postMessage(message);

self.onmessage = async (event: MessageEvent<File>) => {
  const file = event.data;
  const hash = await createSHA256();
  for (let at = 0; at < file.size; at += PIECE) {
    hash.update(new Uint8Array(await file.slice(at, at + PIECE).arrayBuffer()));
    reply({ done: Math.min(at + PIECE, file.size) });
  }
  reply({ sha256: hash.digest("hex") });
};
