// What is written but not yet on the server, kept on this device under the draft and the account: a copy outlives a
// closed page.

export class DeviceCopy {
  constructor(account, draft) {
    this.key = `examapp:draft:${account}:${draft}`;
  }

  keep(version, entries) {
    try {
      localStorage.setItem(this.key, JSON.stringify({ version, at: Date.now(), entries }));
      return true;
    } catch {
      return false; // a full or closed storage: the page itself still holds the words
    }
  }

  read() {
    try {
      const found = JSON.parse(localStorage.getItem(this.key) || "null");
      return found && Array.isArray(found.entries) ? found : null;
    } catch {
      return null;
    }
  }

  drop() {
    try {
      localStorage.removeItem(this.key);
    } catch {
      // nothing was kept
    }
  }
}
