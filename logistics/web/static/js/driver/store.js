// What the phone keeps: the route, and every event until the server has said what became of it.
// One database a driver, so that two drivers on one phone never see or send each other's work, and one for the
// phone itself. Not localStorage: browsers write that some seconds later, and a battery may fall out before.

const VERSION = 1;

function opened(name) {
  return new Promise((resolve, reject) => {
    const asking = indexedDB.open(name, VERSION);
    asking.onupgradeneeded = () => {
      const db = asking.result;
      if (!db.objectStoreNames.contains("kept")) db.createObjectStore("kept");
      if (!db.objectStoreNames.contains("events")) {
        db.createObjectStore("events", { keyPath: "id" }).createIndex("state", "state");
      }
    };
    asking.onsuccess = () => resolve(asking.result);
    asking.onerror = () => reject(asking.error);
  });
}

function answered(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function finished(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

/** A UUID of version 7: ordered by time, made without asking anybody. */
export function uuid7() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let time = Date.now();
  for (let i = 5; i >= 0; i -= 1) {
    bytes[i] = time % 256;
    time = Math.floor(time / 256);
  }
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export class Store {
  constructor(driver) {
    this.name = `highland-driver-${driver}`;
    this.db = null;
  }

  async open() {
    if (this.db) return this.db;
    this.db = await opened(this.name);
    // Phones close databases when memory is short: open again at the next use.
    this.db.onclose = () => { this.db = null; };
    this.db.onversionchange = () => { this.db?.close(); this.db = null; };
    return this.db;
  }

  async keep(key, value) {
    const transaction = (await this.open()).transaction("kept", "readwrite", { durability: "strict" });
    transaction.objectStore("kept").put(value, key);
    await finished(transaction);
  }

  async kept(key) {
    return answered((await this.open()).transaction("kept").objectStore("kept").get(key));
  }

  /** Store an event with the device's next number, in one transaction that survives a dead battery. */
  async add(event) {
    const transaction = (await this.open()).transaction(["kept", "events"], "readwrite", { durability: "strict" });
    const done = finished(transaction);
    const kept = transaction.objectStore("kept");
    const sequence = ((await answered(kept.get("sequence"))) ?? 0) + 1;
    kept.put(sequence, "sequence");
    const stored = { ...event, sequence, state: "waiting" };
    transaction.objectStore("events").add(stored);
    await done;
    return stored;
  }

  async put(event) {
    const transaction = (await this.open()).transaction("events", "readwrite", { durability: "strict" });
    transaction.objectStore("events").put(event);
    await finished(transaction);
  }

  /** Take back an event that has not been sent; whether it was still here to be taken back. */
  async withdraw(id) {
    const transaction = (await this.open()).transaction("events", "readwrite", { durability: "strict" });
    const done = finished(transaction);
    const events = transaction.objectStore("events");
    const event = await answered(events.get(id));
    const here = event?.state === "waiting";
    if (here) events.delete(id);
    await done;
    return here;
  }

  async events(state) {
    const events = (await this.open()).transaction("events").objectStore("events");
    return answered(state ? events.index("state").getAll(state) : events.getAll());
  }

  /** Forget events the server has, once they are a week old. */
  async tidy() {
    const old = Date.now() - 7 * 24 * 3600 * 1000;
    for (const event of await this.events("sent")) {
      if (Date.parse(event.happened_at) < old) {
        const transaction = (await this.open()).transaction("events", "readwrite");
        transaction.objectStore("events").delete(event.id);
        await finished(transaction);
      }
    }
  }
}
