// The device's own memory of one attempt: unsent steps and the last given answers survive reload, crash and flat
// battery. IndexedDB with strict durability; where a browser has none, or has one that throws or never answers,
// localStorage; else memory with a warning. What fails in the middle of an attempt is left there and then.

const NAME = "examapp-attempts";
// A database that has not answered by then is taken for broken: nobody waits for it at every tap.
const PATIENCE = 2000;

function inTime(work) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no answer")), PATIENCE);
    work.then(resolve, reject).then(() => clearTimeout(timer));
  });
}

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

class IndexedArea {
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

class TextArea {
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

async function works(area) {
  await area.write("write-test", { at: 1 });
  const back = await area.read("write-test");
  await area.write("write-test", null);
  return back !== null && back.at === 1;
}

// The areas that were seen to write and read back, the best first, the memory of the page last.
export class DeviceStore {
  constructor(areas) { this.areas = areas; }

  // "durable", "simple", or "memory": then nothing survives a reload.
  get kind() { return this.areas[0].kind; }

  get isLasting() { return this.kind !== "memory"; }

  // Gives true when the value lies where it survives a reload, false when only the page itself holds it.
  async write(key, value) {
    for (;;) {
      const area = this.areas[0];
      try {
        await inTime(Promise.resolve().then(() => area.write(key, value)));
        return area.kind !== "memory";
      } catch (error) {
        if (this.areas.length === 1) throw error;
        if (area === this.areas[0]) this.areas.shift();
      }
    }
  }

  // The newest of what the areas hold: one that failed in between is behind.
  async read(key) {
    const values = await Promise.all(this.areas.map((area) => inTime(area.read(key)).catch(() => null)));
    return values.filter(Boolean).sort((first, second) => (second.written || 0) - (first.written || 0))[0] || null;
  }

  async forget(key) {
    await Promise.all(this.areas.map((area) => inTime(area.write(key, null)).catch(() => {})));
  }
}

export async function openStore() {
  const candidates = [
    async () => new IndexedArea(await openDatabase()),
    async () => new TextArea(window.localStorage, "simple"),
  ];
  const tried = await Promise.all(candidates.map(async (make) => {
    try {
      const area = await inTime(make());
      return (await inTime(works(area))) ? [area] : [];
    } catch { return []; }
  }));
  return new DeviceStore([].concat(...tried, new TextArea(new MemoryArea(), "memory")));
}
