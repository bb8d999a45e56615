// The device's own memory of one attempt: unsent steps and the last given answers survive reload, crash and flat
// battery. IndexedDB with strict durability; where a browser has none (private mode, old WebView), localStorage; else
// memory with a warning.

const NAME = "examapp-attempts";

function openDatabase() {
  return new Promise((resolve, reject) => {
    if (!("indexedDB" in window)) { reject(new Error("no indexedDB")); return; }
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("attempts");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
}

class IndexedStore {
  constructor(database) { this.database = database; this.kind = "durable"; }

  read(key) {
    return new Promise((resolve, reject) => {
      const request = this.database.transaction("attempts").objectStore("attempts").get(key);
      request.onsuccess = () => resolve(request.result === undefined ? null : request.result);
      request.onerror = () => reject(request.error);
    });
  }

  write(key, value) {
    return new Promise((resolve, reject) => {
      const transaction = this.database.transaction("attempts", "readwrite", { durability: "strict" });
      if (value === null) transaction.objectStore("attempts").delete(key);
      else transaction.objectStore("attempts").put(value, key);
      transaction.oncomplete = () => resolve();
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  }
}

class TextStore {
  constructor(area, kind) { this.area = area; this.kind = kind; }

  async read(key) {
    const text = this.area.getItem(`${NAME}/${key}`);
    return text === null ? null : JSON.parse(text);
  }

  async write(key, value) {
    if (value === null) this.area.removeItem(`${NAME}/${key}`);
    else this.area.setItem(`${NAME}/${key}`, JSON.stringify(value));
  }
}

class MemoryArea {
  constructor() { this.values = new Map(); }
  getItem(key) { return this.values.has(key) ? this.values.get(key) : null; }
  setItem(key, value) { this.values.set(key, value); }
  removeItem(key) { this.values.delete(key); }
}

async function works(store) {
  await store.write("write-test", { at: 1 });
  const back = await store.read("write-test");
  await store.write("write-test", null);
  return back !== null && back.at === 1;
}

// A store that was seen to write and read back: "durable", "simple" or, as the last resort, "memory".
export async function openStore() {
  const candidates = [
    async () => new IndexedStore(await openDatabase()),
    async () => new TextStore(window.localStorage, "simple"),
  ];
  for (const make of candidates) {
    try {
      const store = await make();
      if (await works(store)) return store;
    } catch { /* the next kind is tried */ }
  }
  return new TextStore(new MemoryArea(), "memory");
}
