/** What the field kit keeps on the device: entries, photos, and the records taken along (IndexedDB). */

import type { Entry, Kit } from "../core/field";

export interface Photo {
  readonly id: string;
  readonly uid: string;
  readonly name: string;
  readonly blob: Blob;
  readonly isSent: boolean;
}

const NAME = "cuudinh-field";
const VERSION = 1;

/** The device keeps no data for us: private browsing, or storage is full. */
export class StoreError extends Error {
  constructor(
    readonly isFull: boolean,
    cause: unknown,
  ) {
    super("the device keeps no data", { cause });
  }
}

export class FieldStore {
  private constructor(private readonly database: IDBDatabase) {}

  /** Opens the store and asks the browser to keep it. */
  static async open(): Promise<FieldStore> {
    try {
      const request = indexedDB.open(NAME, VERSION);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("entries", { keyPath: "uid" });
        request.result.createObjectStore("photos", { keyPath: "id" }).createIndex("uid", "uid");
        request.result.createObjectStore("kit");
      };
      const database = await settled(request);
      if (isSecureContext) await navigator.storage.persist().catch(() => false); // elsewhere there is no such promise
      return new FieldStore(database);
    } catch (error) {
      throw new StoreError(false, error);
    }
  }

  entries(): Promise<readonly Entry[]> {
    return settled(this.#read("entries").getAll() as IDBRequest<Entry[]>);
  }

  putEntry(entry: Entry): Promise<void> {
    return this.#write(["entries"], (store) => store("entries").put(entry));
  }

  /** The entry and its photos go together. */
  async dropEntry(uid: string): Promise<void> {
    const photos = await this.photos(uid);
    await this.#write(["entries", "photos"], (store) => {
      store("entries").delete(uid);
      for (const photo of photos) store("photos").delete(photo.id);
    });
  }

  photos(uid: string): Promise<readonly Photo[]> {
    return settled(this.#read("photos").index("uid").getAll(uid) as IDBRequest<Photo[]>);
  }

  putPhoto(photo: Photo): Promise<void> {
    return this.#write(["photos"], (store) => store("photos").put(photo));
  }

  dropPhoto(id: string): Promise<void> {
    return this.#write(["photos"], (store) => store("photos").delete(id));
  }

  async kit(): Promise<Kit | null> {
    return (await settled(this.#read("kit").get("kit") as IDBRequest<Kit | undefined>)) ?? null;
  }

  putKit(kit: Kit): Promise<void> {
    return this.#write(["kit"], (store) => store("kit").put(kit, "kit"));
  }

  #read(name: string): IDBObjectStore {
    return this.database.transaction(name, "readonly").objectStore(name);
  }

  /** One transaction: all of it is kept, or nothing. */
  #write(names: readonly string[], change: (store: (name: string) => IDBObjectStore) => unknown): Promise<void> {
    const transaction = this.database.transaction([...names], "readwrite");
    return new Promise((resolve, reject) => {
      const fail = () => reject(new StoreError(transaction.error?.name === "QuotaExceededError", transaction.error));
      transaction.oncomplete = () => resolve();
      transaction.onabort = fail;
      transaction.onerror = fail;
      change((name) => transaction.objectStore(name));
    });
  }
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the store did not answer"));
  });
}
