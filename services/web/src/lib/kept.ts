/** A drawer in IndexedDB for records with an id; where it can't be opened, nothing is kept. */

const DATABASE = "parley";
const VERSION = 1;

const OUTBOX = "outbox";

let opening: Promise<IDBDatabase | null> | undefined;

function open(): Promise<IDBDatabase | null> {
  opening ??= new Promise((resolve) => {
    if (typeof indexedDB === "undefined") return resolve(null);
    const request = indexedDB.open(DATABASE, VERSION);
    request.onupgradeneeded = () => request.result.createObjectStore(OUTBOX, { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(null);
    request.onblocked = () => resolve(null);
  });
  return opening;
}

async function run<T>(
  mode: IDBTransactionMode,
  make: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T | undefined> {
  const database = await open().catch(() => null);
  if (database === null) return undefined;
  return new Promise((resolve) => {
    try {
      const request = make(database.transaction(OUTBOX, mode).objectStore(OUTBOX));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve(undefined);
    } catch {
      resolve(undefined);
    }
  });
}

export const keep = <T extends { id: string }>(record: T) => run("readwrite", (store) => store.put(record));

export const forget = (id: string) => run("readwrite", (store) => store.delete(id));

export const allKept = async <T>() => ((await run("readonly", (store) => store.getAll())) ?? []) as T[];
