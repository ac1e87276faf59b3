// Sends what waits, handling events and pins. An event leaves the outbox only when the server has answered for that very event.

const MOST_EVENTS = 50;
const MOST_PHOTOS = 1;
const TIMEOUT_MS = 20_000;
const SHORTEST_MS = 2_000;
const LONGEST_MS = 60_000;

/** The fields of a stored event that are told to the server; the rest is the phone's own. */
function told(event) {
  const { state, after, verdict, stop, to, ...fact } = event;
  return fact;
}

/** What kind of fact it is: pins go another way than handling events. */
function kind(event) {
  return event.to ?? "events";
}

export class Outbox {
  /** `addresses` says where each kind of fact (`to`) is sent; `changed` is called after every change, `signed_out` when the server no longer knows the session. */
  constructor(store, device, { addresses, changed, signed_out }) {
    Object.assign(this, { store, device, addresses, changed, signed_out });
    this.wait_ms = SHORTEST_MS;
    this.timer = 0;
    this.channel = new BroadcastChannel(`${store.name}-outbox`);
    this.channel.onmessage = () => this.changed();
    addEventListener("online", () => this.flush());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.flush(); });
  }

  /** Send everything that waits and is not held back for an undo; try again later where that fails. */
  async flush() {
    clearTimeout(this.timer);
    const sent_all = await navigator.locks.request(
      `${this.store.name}-outbox`, { ifAvailable: true }, (lock) => (lock ? this.send() : false),
    ).catch(() => false);
    this.changed();
    if (sent_all) {
      this.wait_ms = SHORTEST_MS;
      return;
    }
    const waiting = await this.store.events("waiting");
    if (waiting.length === 0) return;
    const held = Math.min(...waiting.map((event) => (event.after ?? 0) - Date.now()));
    const pause = held > 0 ? held + 50 : this.wait_ms * (0.75 + Math.random() / 2);
    if (held <= 0) this.wait_ms = Math.min(this.wait_ms * 2, LONGEST_MS);
    this.timer = setTimeout(() => this.flush(), pause);
  }

  /** Whether nothing is left waiting. Throws where the server cannot be reached. */
  async send() {
    for (;;) {
      const waiting = await this.store.events("waiting");
      const due = waiting.filter((event) => (event.after ?? 0) <= Date.now());
      if (due.length === 0) return waiting.length === 0;
      due.sort((a, b) => a.sequence - b.sequence);
      const most = kind(due[0]) === "photos" ? MOST_PHOTOS : MOST_EVENTS;
      const batch = due.filter((event) => kind(event) === kind(due[0])).slice(0, most);
      if (!(await this.send_batch(batch))) return false;
      this.channel.postMessage("sent");
      this.changed();
    }
  }

  async send_batch(batch) {
    const answer = await fetch(this.addresses[kind(batch[0])], {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ sent_at: new Date().toISOString(), device: this.device, events: batch.map(told) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (answer.status === 401) {
      this.signed_out();
      return false;
    }
    if (answer.status === 422) return this.send_one_by_one(batch);
    if (!answer.ok) return false;
    const { verdicts } = await answer.json();
    const by_id = new Map(verdicts.map((verdict) => [verdict.id, verdict]));
    for (const event of batch) {
      const verdict = by_id.get(event.id);
      if (!verdict) continue;
      const kept = ["applied", "duplicate", "proposed"].includes(verdict.outcome);
      // The office has the photo: on the phone only its name is still needed.
      const { jpeg, ...rest } = event;
      await this.store.put({ ...(kept ? rest : event), state: kept ? "sent" : "refused", verdict });
    }
    return true;
  }

  /** One malformed event must not hold up the others: it alone is set aside for a person to look at. */
  async send_one_by_one(batch) {
    if (batch.length === 1) {
      await this.store.put({ ...batch[0], state: "refused", verdict: { outcome: "rejected", code: "malformed" } });
      return true;
    }
    for (const event of batch) {
      if (!(await this.send_batch([event]))) return false;
    }
    return true;
  }
}
