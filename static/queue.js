// Answers that are not yet known to be saved. Each stands in the browser's own storage from the moment it is given until
// the server has said that this very one, or a later one of the same device, is kept: closing the tab loses nothing.
// Knows nothing of pages. A device is one life of one page; it counts its saves, so that a late one never wins.
class Queue {
  static PREFIX = "waiting|";
  static PATIENCE = 20_000; // ms for one save to be answered
  static LONGEST_PAUSE = 30_000; // ms between two tries

  constructor(form, who, whose, heard) {
    Object.assign(this, { form, who, whose, heard });
    this.device = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    this.count = 0; // saves of this device so far
    this.entries = new Map(); // key → entry, in the order in which they are sent
    this.trouble = ""; // why nothing is sent just now: offline, failed, ended or other
    this.sentence = ""; // what the server said last
    this.tries = 0;
    this.adopt();
  }

  get prefix() { return `${Queue.PREFIX}${this.form}|${this.who}|`; }
  get waiting() { return [...this.entries.values()]; }
  get items() { return new Set(this.waiting.map((entry) => entry.item)); }
  last(item) { return this.waiting.filter((entry) => entry.item === item).at(-1); }

  // Keep an answer, to be sent `wait` ms from now; an earlier one of this page to the same question gives way to it.
  put(answer, wait = 0) {
    const { form, who, whose, device } = this;
    const entry = { form, who, whose, device, ...answer, sequence: ++this.count, at: Date.now() };
    const earlier = this.waiting.filter((other) => other.device === device && other.item === entry.item);
    this.entries.set(this.key(entry), entry);
    entry.kept = this.store(entry);
    for (const other of earlier) this.drop(other);
    entry.due = Date.now() + wait;
    if (!this.trouble) this.run();
    return entry;
  }

  // Take over what pages that were closed have left; returns what is new here.
  adopt() {
    const found = [];
    for (const key of Queue.kept(this.prefix)) {
      if (this.entries.has(key)) continue;
      const entry = Queue.read(key);
      if (!entry || entry.device === this.device) continue;
      found.push(Object.assign(entry, { due: 0, kept: true, adopted: true }));
    }
    found.sort((a, b) => a.at - b.at || a.sequence - b.sequence);
    const own = this.waiting;
    this.entries = new Map([...found, ...own].map((entry) => [this.key(entry), entry]));
    return found;
  }

  // Try now: somebody asked, or the connection is back.
  again() {
    for (const entry of this.waiting) if (entry.state === "refused") entry.state = "";
    if (this.trouble === "other") return;
    this.trouble = "";
    this.run();
  }

  // Everything at once: the page is about to go.
  hurry() {
    for (const entry of this.waiting) entry.due = 0;
    if (!this.trouble) this.run();
  }

  async run() {
    clearTimeout(this.timer);
    if (this.running) return;
    this.running = true;
    for (let entry; !this.trouble && (entry = this.next()); ) this.settle(entry, await this.post(entry));
    this.running = false;
    const due = Math.min(...this.ready().map((entry) => entry.due));
    if (this.trouble === "offline" || this.trouble === "failed") this.timer = setTimeout(() => this.again(), this.pause());
    else if (!this.trouble && due < Infinity) this.timer = setTimeout(() => this.run(), Math.max(0, due - Date.now()));
  }

  pause() { return Math.min(Queue.LONGEST_PAUSE, 1000 * 2 ** Math.max(0, this.tries - 1)); }

  // What can be sent: of one question the oldest, and the others wait until it is settled.
  ready() {
    const first = new Map();
    for (const entry of this.waiting) if (!first.has(entry.item)) first.set(entry.item, entry);
    return [...first.values()].filter((entry) => !entry.state).sort((a, b) => (a.tried ?? 0) - (b.tried ?? 0));
  }

  next() { return this.ready().find((entry) => entry.due <= Date.now()); }

  settle(entry, told) {
    entry.tried = (entry.tried ?? 0) + 1;
    this.trouble = told.trouble ?? "";
    this.sentence = told.sentence ?? "";
    this.tries = this.trouble ? this.tries + 1 : 0;
    entry.state = told.state ?? "";
    entry.sentence = told.sentence ?? "";
    if (told.saved) this.settled(entry, told.saved.version);
    this.heard(entry, told);
  }

  // It is kept as this version; what was given after it in this browser was given over it, and so has seen it.
  settled(entry, version) {
    this.drop(entry);
    for (const later of this.waiting) {
      if (later.item !== entry.item) continue;
      later.seen = version;
      later.kept = this.store(later);
    }
  }

  drop(entry) {
    this.entries.delete(this.key(entry));
    try { localStorage.removeItem(this.key(entry)); } catch { /* there is no storage, so it is not in it */ }
  }

  // Send one answer and say what became of it.
  async post(entry) {
    const { fields, seen, device, sequence, who } = entry;
    const body = new URLSearchParams([...fields, ["whole", "yes"], ["seen", seen], ["device", device], ["sequence", sequence], ["who", who]]);
    const headers = { "Followthrough-Save": "1" };
    const asked = { method: "POST", body, headers, redirect: "error", signal: AbortSignal.timeout(Queue.PATIENCE), keepalive: `${body}`.length < 60_000 };
    try {
      const answer = await fetch(entry.url, asked);
      return Queue.told(entry, answer, await answer.text());
    } catch {
      return { trouble: "offline" };
    }
  }

  static told(entry, answer, text) {
    const state = answer.headers.get("Followthrough-State");
    if (answer.ok) {
      const page = new DOMParser().parseFromString(text, "text/html");
      const kept = page.querySelector("[data-sequence]")?.dataset;
      return Number(kept?.sequence) >= entry.sequence ? { saved: kept, page } : { trouble: "failed" };
    }
    if (answer.status === 401) return { trouble: "ended", sentence: text };
    if (state === "other") return { trouble: "other" };
    if (state === "changed") return { state: "changed", html: text };
    if (answer.status >= 500 || [408, 425, 429].includes(answer.status)) return { trouble: "failed" };
    return { state: "refused", sentence: text };
  }

  key(entry) { return `${Queue.PREFIX}${entry.form}|${entry.who}|${entry.device}|${entry.sequence}`; }

  store(entry) {
    const { form, who, whose, device, sequence, item, question, url, fields, seen, at } = entry;
    try {
      localStorage.setItem(this.key(entry), JSON.stringify({ form, who, whose, device, sequence, item, question, url, fields, seen, at }));
      return true;
    } catch {
      return false; // full, or switched off: it waits in this page only
    }
  }

  static kept(prefix = Queue.PREFIX) {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
    } catch {
      return [];
    }
  }

  static read(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  }
}
