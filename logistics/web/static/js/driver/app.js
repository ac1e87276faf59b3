// The driver's day: the next stop large, the others below it, and every tap stored before it is called saved.

import { start_delivering } from "./deliver.js";
import { Outbox } from "./outbox.js";
import { start_photo } from "./photo.js";
import { start_pinning } from "./pin.js";
import { item_number, start_scanning } from "./scan.js";
import { draw_sketch } from "./sketch.js";
import { Store, uuid7 } from "./store.js";

const UNDO_MS = 10_000;
const REFRESH_MS = 120_000;
const OVERDUE_MS = 8 * 3600 * 1000;
const AT_HOME = new Set(["draft", "ready", "pickup_assigned"]);

const page = document.getElementById("driver");
const say = (name) => page.dataset[name];
const find = (selector, root = document) => root.querySelector(selector);
const hour = new Intl.DateTimeFormat("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });

const phone = new Store("phone");
let store = null;
let outbox = null;
let day = null;
let open_stop = null;
let position = null;
let stop_scanning = null;
const chosen = new Set();
const called = new Map();

function copy(template) {
  return document.getElementById(template).content.firstElementChild.cloneNode(true);
}

function write(root, texts) {
  for (const [name, text] of Object.entries(texts)) find(`[data-text=${name}]`, root).textContent = text;
}

// --- what is known ------------------------------------------------------------------------------------------

function stops_of(plan) {
  return plan?.routes.flatMap((route) => route.stops) ?? [];
}

/** One name for a household's stop in every version of the plan: its parcels stay, its number and id do not. */
function key_of(stop) {
  return stop.parcels.map((parcel) => parcel.number).sort()[0] ?? stop.id;
}

/** What the phone's own events say about a parcel since the route was fetched. */
function state_of(parcel, events) {
  if (!AT_HOME.has(parcel.status)) return "taken";
  const last = events.filter((event) => event.parcels?.includes(parcel.number) && event.state !== "refused").at(-1);
  if (last?.code === "collected") return "taken";
  return last?.code === "pickup_failed" ? "failed" : "there";
}

function outcome(stop, events) {
  const states = stop.parcels.map((parcel) => state_of(parcel, events));
  if (states.every((state) => state === "taken")) return "collected";
  if (states.some((state) => state === "failed") || stop.failed_reason) return "failed";
  return states.some((state) => state === "taken") ? "partly" : "open";
}

// --- drawing ------------------------------------------------------------------------------------------------

async function draw() {
  const events = (await store.events()).sort((a, b) => a.sequence - b.sequence);
  draw_banner(events);
  draw_list(events);
  deliveries.draw(day?.deliveries ?? [], events);
  if (open_stop) draw_stop(events);
  const refused = events.filter((event) => event.state === "refused");
  const box = find("#review");
  box.hidden = refused.length === 0;
  find("ul", box).replaceChildren(...refused.map(review_line));
}

function draw_banner(events) {
  const waiting = events.filter((event) => event.state === "waiting");
  const banner = find("#net");
  const oldest = Math.min(...waiting.map((event) => Date.parse(event.happened_at)));
  const overdue = Date.now() - oldest > OVERDUE_MS;
  banner.className = `net ${navigator.onLine ? "on" : "off"} ${overdue ? "overdue" : ""}`;
  write(banner, {
    net: navigator.onLine ? say("online") : say("offline"),
    waiting: waiting.length ? say("waiting").replace("{n}", waiting.length) : say("all_sent"),
  });
  find("#send").hidden = waiting.length === 0;
  find("#export").hidden = !overdue;
}

function draw_list(events) {
  const stops = stops_of(day);
  const next = stops.find((stop) => ["open", "partly"].includes(outcome(stop, events)));
  const count = (state) => stops.filter((stop) => outcome(stop, events) === state).length;
  const [collected, failed] = [count("collected"), count("failed")];
  const left = stops.length - collected - failed;
  write(find("#summary"), {
    day: day ? `${day.day.slice(8)}/${day.day.slice(5, 7)}` : "",
    vehicle: day?.routes.map((route) => route.vehicle).join(", ") ?? "",
    collected,
    failed,
    left: left ? say("left").replace("{n}", left) : "",
  });
  find("#not-all").hidden = failed === 0;
  draw_end(stops.length > 0 && !next, collected, failed);
  find("#nothing").hidden = stops.length > 0;
  find("#sketch-box").hidden = stops.length === 0;
  find("#next").replaceChildren(...(next ? [card(next, events, "next-card")] : []));
  find("#list").replaceChildren(...stops.map((stop) => card(stop, events, "list-card")));
  const legs = (day?.routes ?? []).flatMap((route) => route.way ?? []);
  if (stops.length) draw_sketch(find("#sketch"), day.office.at, stops, (stop) => outcome(stop, events), legs);
}

/** When nothing is left to drive to: how many were collected, and how many were not. */
function draw_end(ended, collected, failed) {
  const end = find("#all-done");
  end.hidden = !ended;
  end.className = `banner ${failed ? "warn" : "good"}`;
  const words = failed ? say("some_failed") : say("all_collected");
  write(end, { end: words.replace("{n}", collected).replace("{failed}", failed) });
}

function card(stop, events, template) {
  const made = copy(template);
  const state = outcome(stop, events);
  made.classList.add(state);
  const taken = stop.parcels.filter((parcel) => state_of(parcel, events) === "taken").length;
  write(made, {
    sequence: stop.sequence,
    hour: hour.format(new Date(stop.arrives_at)),
    person: stop.contact || stop.seller,
    place: place_of(stop),
    count: `${taken}/${stop.parcels.length}`,
  });
  links(made, stop);
  find("[data-open]", made).addEventListener("click", () => show_stop(stop));
  return made;
}

/** Where to load: at home, at the road, or from the vehicle that broke down. */
function place_of(stop) {
  if (stop.taken_from) return say("take_over").replace("{plate}", stop.taken_from).replace("{place}", stop.near);
  const village = `${stop.village}, ${stop.commune}`;
  return stop.meeting_point ? `${stop.meeting_point} · ${village}` : village;
}

function links(root, stop) {
  const [lat, lon] = stop.at;
  const way = find("[data-way]", root);
  if (way) way.href = `geo:${lat},${lon}?q=${lat},${lon}(${encodeURIComponent(stop.contact || stop.seller)})`;
  const call = find("[data-call]", root);
  if (!call) return;
  call.href = `tel:${stop.phone}`;
  call.addEventListener("click", () => called.set(key_of(stop), new Date().toISOString()));
}

function draw_stop(events) {
  const stop = open_stop;
  const dialog = find("#stop");
  write(dialog, {
    title: `${stop.sequence}. ${stop.contact || stop.seller}`,
    seller: stop.seller,
    place: place_of(stop),
    hour: hour.format(new Date(stop.arrives_at)),
  });
  const rows = stop.parcels.map((parcel) => parcel_row(parcel, state_of(parcel, events)));
  find("#parcels").replaceChildren(...rows);
  const there = stop.parcels.filter((parcel) => state_of(parcel, events) !== "taken");
  for (const number of [...chosen]) if (!there.some((parcel) => parcel.number === number)) chosen.delete(number);
  find("#take [data-text=count]").textContent = `${chosen.size}/${there.length}`;
  find("#take").disabled = chosen.size === 0;
  find("#choose-all").hidden = there.length === 0 || chosen.size === there.length;
  // A broken vehicle is no household: nobody there was absent, and the house stands where it stood.
  find("#fail").hidden = find("#pin-open").hidden = Boolean(stop.taken_from);
  find("#fail").disabled = there.length === 0;
}

function parcel_row(parcel, state) {
  const row = copy("parcel-row");
  row.classList.add(state);
  const box = find("input", row);
  box.checked = state === "taken" || chosen.has(parcel.number);
  box.disabled = state === "taken";
  box.addEventListener("change", () => {
    if (box.checked) chosen.add(parcel.number); else chosen.delete(parcel.number);
    draw();
  });
  write(row, { number: parcel.number.replace(/(..)(....)(....)(....)/, "$1 $2 $3 $4"), contents: parcel.contents });
  return row;
}

function review_line(event) {
  const line = document.createElement("li");
  line.textContent = `${hour.format(new Date(event.happened_at))} · ${event.parcels?.join(", ") ?? event.household} · ${event.verdict?.code ?? event.verdict?.outcome ?? ""}`;
  return line;
}

// --- what the driver does -----------------------------------------------------------------------------------

function show_stop(stop) {
  open_stop = stop;
  chosen.clear();
  proof.clear();
  find("#reasons").hidden = true;
  find("#stop").showModal();
  navigator.geolocation?.getCurrentPosition((found) => { position = found; }, () => {}, {
    maximumAge: 60_000, timeout: 20_000, enableHighAccuracy: true,
  });
  draw();
}

async function close_stop() {
  stop_scanning?.();
  stop_scanning = null;
  find("#camera").hidden = true;
  open_stop = null;
  document.body.append(find("#undo"));
  await draw();
}

/** Keep a tap; a photo that proves it goes its own way, before it, and is named in its evidence. */
async function save(code, parcels, { photo, ...more } = {}) {
  const fact = {
    id: uuid7(), code, happened_at: new Date().toISOString(), parcels: [...parcels], evidence: open_stop ? evidence() : {}, ...more, ...where(),
  };
  if (photo) {
    fact.evidence = { ...fact.evidence, photo_sha256: photo.sha256 };
    await store.add({ to: "photos", id: uuid7(), happened_at: fact.happened_at, jpeg: photo.jpeg });
  }
  const stored = await store.add({ ...fact, after: Date.now() + UNDO_MS });
  navigator.vibrate?.(60);
  offer_undo(stored);
  outbox.flush();
  return stored;
}

function where() {
  if (!position || Date.now() - position.timestamp > 300_000) return {};
  const { latitude, longitude, accuracy } = position.coords;
  return { lat: latitude, lon: longitude, accuracy_m: Math.min(100_000, Math.round(accuracy)) };
}

/** What the driver says of the visit. How near the phone was, the office reckons from the position itself. */
function evidence() {
  const call = called.get(key_of(open_stop));
  return call ? { call_attempted_at: call } : {};
}

function offer_undo(event) {
  const toast = copy("undo-toast");
  find("button", toast).addEventListener("click", async () => {
    toast.remove();
    await store.withdraw(event.id);
    await draw();
  });
  const box = find("#undo");
  box.replaceChildren(toast);
  // What lies outside an open dialog cannot be touched.
  (find("dialog[open]") ?? document.body).append(box);
  setTimeout(() => toast.remove(), UNDO_MS);
}

/** Say where this stop really is: kept, taken back and sent like every other tap. */
function pin() {
  const { household, place, at, id } = open_stop;
  const way = (day?.routes ?? []).find((route) => route.stops.some((stop) => stop.id === id))?.way ?? [];
  start_pinning(find("#pin"), { at, way, phone: position }, async (placed) => {
    const fact = { to: "pins", id: uuid7(), household, place, happened_at: new Date().toISOString(), ...placed };
    offer_undo(await store.add({ ...fact, after: Date.now() + UNDO_MS }));
    navigator.vibrate?.(60);
    outbox.flush();
  });
}

async function take() {
  await save("collected", chosen);
  chosen.clear();
  find("#stop").close();
}

async function fail(reason) {
  const events = await store.events();
  const there = open_stop.parcels.filter((parcel) => state_of(parcel, events) !== "taken");
  await save("pickup_failed", there.map((parcel) => parcel.number), { reason, photo: proof.photo() });
  find("#stop").close();
}

function choose(number) {
  const parcel = open_stop?.parcels.find((each) => each.number === number);
  const message = find("#scan-message");
  message.textContent = parcel ? `${number} ✓` : `${number}: ${say("foreign")}`;
  message.className = parcel ? "good" : "bad";
  navigator.vibrate?.(parcel ? 60 : [80, 60, 80]);
  if (parcel) chosen.add(number);
  draw();
}

async function scan() {
  if (stop_scanning) {
    stop_scanning();
    stop_scanning = null;
    find("#camera").hidden = true;
    return;
  }
  find("#camera").hidden = false;
  const files = { script: page.dataset.zxing, wasm: page.dataset.wasm };
  try {
    stop_scanning = await start_scanning(find("#camera video"), files, choose);
  } catch {
    find("#camera").hidden = true;
    find("#scan-message").textContent = say("no_camera");
    find("#typed").focus();
  }
}

function type_in(event) {
  event.preventDefault();
  const field = find("#typed");
  const number = item_number(field.value);
  if (number) choose(number);
  else find("#scan-message").textContent = say("not_a_number");
  if (number) field.value = "";
}

async function save_to_file() {
  const waiting = (await store.events()).filter((event) => event.state !== "sent");
  const file = new Blob([JSON.stringify({ device: outbox.device, events: waiting }, null, 2)], { type: "application/json" });
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: "highland-post.json" });
  link.click();
  URL.revokeObjectURL(link.href);
}

// --- beginning ----------------------------------------------------------------------------------------------

async function device_name() {
  let name = await phone.kept("name");
  if (!name) {
    name = uuid7();
    await phone.keep("name", name);
  }
  return name;
}

async function use_store(driver) {
  if (store?.name === `highland-driver-${driver}`) return;
  store = new Store(driver);
  outbox = new Outbox(store, await device_name(), {
    addresses: { events: page.dataset.events, photos: page.dataset.photos, pins: page.dataset.pins },
    changed: () => draw(),
    signed_out: () => { find("#signed-out").hidden = false; },
  });
  await phone.keep("driver", driver);
  day = await store.kept("route");
}

/** Whether the office has put another version of the same day in force since the phone last asked. */
function is_another_version(before, after) {
  const ids = (plan) => plan.routes.map((route) => route.id).join();
  return before?.day === after.day && before.routes.length > 0 && ids(before) !== ids(after);
}

const proof = start_photo(find("#stop-photo"), find("#stop-photo-taken"));
const deliveries = start_delivering({
  copy, write, say, save, files: { script: page.dataset.zxing, wasm: page.dataset.wasm }, changed: () => draw(),
});

/** Fetch the route where there is signal; keep it for when there is none. */
async function refresh() {
  try {
    const answer = await fetch(page.dataset.route, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(15_000) });
    if (answer.status === 401) find("#signed-out").hidden = false;
    if (!answer.ok) return;
    const fresh = await answer.json();
    await use_store(fresh.driver.id);
    if (is_another_version(day, fresh)) find("#changed").hidden = false;
    day = fresh;
    await store.keep("route", fresh);
    await store.tidy();
    find("#signed-out").hidden = true;
    if (open_stop) open_stop = stops_of(day).find((stop) => key_of(stop) === key_of(open_stop)) ?? open_stop;
  } catch {
    // No signal: what was kept is shown, and the next refresh tries again.
  }
}

async function begin() {
  const known = await phone.kept("driver");
  if (known) await use_store(known);
  if (store) await draw();
  await refresh();
  if (!store) {
    find("#no-route").hidden = false;
    return;
  }
  await draw();
  outbox.flush();
  setInterval(async () => { await refresh(); await draw(); }, REFRESH_MS);
  addEventListener("offline", draw);
  addEventListener("online", async () => { await refresh(); await draw(); });
}

find("#changed button").addEventListener("click", () => { find("#changed").hidden = true; });
find("#stop").addEventListener("close", close_stop);
find("#close-stop").addEventListener("click", () => find("#stop").close());
find("#choose-all").addEventListener("click", async () => {
  const events = await store.events();
  for (const parcel of open_stop.parcels) if (state_of(parcel, events) !== "taken") chosen.add(parcel.number);
  await draw();
});
find("#pin-open").addEventListener("click", pin);
find("#take").addEventListener("click", take);
find("#fail").addEventListener("click", () => {
  find("#reasons").hidden = !find("#reasons").hidden;
  if (!find("#reasons").hidden) find("#reasons").scrollIntoView({ block: "nearest" });
});
for (const tile of document.querySelectorAll("#reasons [data-reason]")) tile.addEventListener("click", () => fail(tile.dataset.reason));
find("#scan").addEventListener("click", scan);
find("#type").addEventListener("submit", type_in);
find("#send").addEventListener("click", () => outbox.flush());
find("#export").addEventListener("click", save_to_file);
find("#leave")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const waiting = store ? (await store.events("waiting")).length : 0;
  if (waiting && !confirm(say("leave").replace("{n}", waiting))) return;
  event.target.submit();
});

navigator.serviceWorker?.register(page.dataset.worker, { scope: page.dataset.scope }).then((registered) => {
  registered.addEventListener("updatefound", () => {
    const fresh = registered.installing;
    fresh.addEventListener("statechange", () => {
      if (fresh.state === "installed" && navigator.serviceWorker.controller) find("#new-version").hidden = false;
    });
  });
  find("#new-version button").addEventListener("click", () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
    registered.waiting?.postMessage("take-over");
  });
});
begin();
