// The paper's pictures, fetched before the first item shows and held in memory: the paper then needs no network.

const PATIENCE = 8000;
const LONGEST_WAIT = 15000;

function asDataAddress(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

export class Pictures {
  constructor(slots) {
    this.digests = new Set(slots.filter((slot) => slot.picture).map((slot) => slot.picture.digest));
    this.addresses = new Map();
    this.loading = new Map();
    this.watchers = new Set();
  }

  addressOf(digest) { return this.addresses.get(digest); }

  // One try; true when the picture is here. A captive portal's page is no picture.
  load(digest) {
    if (this.addresses.has(digest)) return Promise.resolve(true);
    if (!this.loading.has(digest)) {
      this.loading.set(digest, this.fetchOne(digest).finally(() => this.loading.delete(digest)));
    }
    return this.loading.get(digest);
  }

  async fetchOne(digest) {
    try {
      const response = await fetch(`/pictures/${digest}`, { credentials: "omit" });
      const kind = response.headers.get("Content-Type") || "";
      if (!response.ok || !kind.startsWith("image/")) return false;
      this.addresses.set(digest, await asDataAddress(await response.blob()));
    } catch {
      return false;
    }
    for (const watcher of this.watchers) watcher(digest);
    return true;
  }

  async insist(digest) {
    for (let wait = 1000; !(await this.load(digest)); wait = Math.min(wait * 2, LONGEST_WAIT)) {
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  // Resolves when all are here or patience ends; what is missing is tried again until it comes.
  loadAll() {
    const all = Promise.all([...this.digests].map((digest) => this.insist(digest)));
    return Promise.race([all, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  }

  // Calls back once when a picture has come.
  whenReady(digest, callback) {
    if (this.addresses.has(digest)) { callback(); return; }
    const watcher = (come) => { if (come === digest) { this.watchers.delete(watcher); callback(); } };
    this.watchers.add(watcher);
  }
}
