// Parcels on their way to recipients: taken out at the office, given at the door, or brought back with a reason.

import { start_photo } from "./photo.js";
import { item_number, start_scanning } from "./scan.js";
import { start_signing } from "./signature.js";

const find = (selector, root = document) => root.querySelector(selector);
const dong = new Intl.NumberFormat("vi-VN", { style: "currency", currency: "VND" });
const spaced = (number) => number.replace(/(..)(....)(....)(....)/, "$1 $2 $3 $4");

/** What the phone's own events say of a parcel since the list was fetched: "out", "delivered" or "failed". */
function state_of(parcel, events) {
  const last = events.filter((event) => event.parcels?.includes(parcel.number) && event.state !== "refused").at(-1);
  if (last?.code === "delivered") return "delivered";
  if (last?.code === "delivery_failed") return "failed";
  if (last?.code === "out_for_delivery") return "out";
  return parcel.status === "at_hub" ? "failed" : "out";
}

/** The list and the two dialogs; `save(code, parcels, more)` keeps a tap, `changed()` draws all again. */
export function start_delivering({ copy, write, say, save, files, changed }) {
  const [door, loading] = [find("#door"), find("#loading")];
  const signature = start_signing(find("canvas", door));
  const proof = start_photo(find("#door-photo"), find("#door-photo-taken"));
  const taken = new Set();
  let open = null;
  let called_at = null;
  let stop_scanning = null;

  function card(parcel, events) {
    const made = copy("door-card");
    const state = state_of(parcel, events);
    made.classList.add(state === "delivered" ? "collected" : state);
    write(made, {
      name: parcel.name,
      place: `${parcel.address}, ${parcel.commune}`,
      number: spaced(parcel.number),
      cod: parcel.cod_vnd ? dong.format(parcel.cod_vnd) : "",
    });
    find("[data-sign]", made).textContent = { delivered: "✓", failed: "✕", out: "" }[state];
    find("button", made).addEventListener("click", () => show(parcel, state));
    return made;
  }

  function draw(parcels, events) {
    const out = parcels.filter((parcel) => state_of(parcel, events) === "out").length;
    write(find("#deliveries"), { to_deliver: parcels.length ? `${out}/${parcels.length}` : "" });
    find("#door-list").replaceChildren(...parcels.map((parcel) => card(parcel, events)));
    find("#door-list").hidden = parcels.length === 0;
    // Taken out without signal: who they are for is known only when the office has heard of it.
    const fresh = events.filter((event) => event.code === "out_for_delivery" && event.state !== "refused")
      .flatMap((event) => event.parcels).filter((number) => !parcels.some((parcel) => parcel.number === number));
    find("#door-fresh").replaceChildren(...[...new Set(fresh)].filter((number) => is_out(number, events)).map(plain_card));
  }

  function is_out(number, events) {
    return state_of({ number, status: "" }, events) === "out" && events.some((event) => event.parcels?.includes(number) && event.state === "waiting");
  }

  function plain_card(number) {
    const line = document.createElement("li");
    line.textContent = spaced(number);
    return line;
  }

  function show(parcel, state) {
    open = parcel;
    called_at = null;
    signature.clear();
    proof.clear();
    write(door, {
      title: parcel.name,
      address: `${parcel.address}, ${parcel.commune}`,
      note: parcel.note,
      parcel: `${spaced(parcel.number)} · ${parcel.sequence}/${parcel.of} · ${(parcel.mass_g / 1000).toLocaleString("vi-VN")} kg`,
    });
    find("[data-call]", door).href = `tel:${parcel.phone}`;
    find("[data-way]", door).href = `geo:0,0?q=${encodeURIComponent(`${parcel.address}, ${parcel.commune}`)}`;
    find("#given-to").value = parcel.name;
    find("#cod-box").hidden = !parcel.cod_vnd;
    find("#cod-due").textContent = dong.format(parcel.cod_vnd);
    find("#cod-taken").value = parcel.cod_vnd.toLocaleString("vi-VN");
    find("#door-reasons").hidden = true;
    find("#door-form").hidden = state === "delivered";
    door.showModal();
  }

  async function give(event) {
    event.preventDefault();
    const evidence = { given_to: find("#given-to").value.trim().slice(0, 160) };
    const drawn = signature.text();
    if (drawn) evidence.signature = drawn;
    if (open.cod_vnd) {
      const taken_vnd = Number(find("#cod-taken").value.replace(/[^0-9]/g, ""));
      const sound = taken_vnd > 0 && taken_vnd <= open.cod_vnd;
      find("#cod-fault").hidden = sound;
      if (!sound) return;
      evidence.cod_vnd = taken_vnd;
    }
    await save("delivered", [open.number], { evidence, photo: proof.photo() });
    door.close();
  }

  async function fail(reason) {
    const evidence = called_at ? { call_attempted_at: called_at } : {};
    await save("delivery_failed", [open.number], { reason, evidence, photo: proof.photo() });
    door.close();
  }

  // --- at the office: what is taken out -------------------------------------------------------------------

  function add(number) {
    taken.add(number);
    navigator.vibrate?.(60);
    find("#loading-list").replaceChildren(...[...taken].map(plain_card));
    write(find("#take-out"), { count: taken.size });
    find("#take-out").disabled = taken.size === 0;
  }

  async function scan() {
    if (stop_scanning) return quiet();
    find("#loading-camera").hidden = false;
    try {
      stop_scanning = await start_scanning(find("#loading-camera video"), files, add);
    } catch {
      find("#loading-camera").hidden = true;
      find("#loading-message").textContent = say("no_camera");
      find("#loading-typed").focus();
    }
  }

  function quiet() {
    stop_scanning?.();
    stop_scanning = null;
    find("#loading-camera").hidden = true;
  }

  function type_in(event) {
    event.preventDefault();
    const field = find("#loading-typed");
    const number = item_number(field.value);
    find("#loading-message").textContent = number ? "" : say("not_a_number");
    if (!number) return;
    add(number);
    field.value = "";
  }

  async function take_out() {
    await save("out_for_delivery", taken);
    loading.close();
  }

  find("#loading-open").addEventListener("click", () => {
    taken.clear();
    find("#loading-list").replaceChildren();
    write(find("#take-out"), { count: 0 });
    find("#take-out").disabled = true;
    loading.showModal();
  });
  find("#loading-scan").addEventListener("click", scan);
  find("#loading-type").addEventListener("submit", type_in);
  find("#take-out").addEventListener("click", take_out);
  find("#door-form").addEventListener("submit", give);
  find("#sign-again").addEventListener("click", () => signature.clear());
  find("[data-call]", door).addEventListener("click", () => { called_at = new Date().toISOString(); });
  find("#not-given").addEventListener("click", () => {
    const reasons = find("#door-reasons");
    reasons.hidden = !reasons.hidden;
    if (!reasons.hidden) reasons.scrollIntoView({ block: "nearest" });
  });
  for (const tile of document.querySelectorAll("#door-reasons [data-reason]")) tile.addEventListener("click", () => fail(tile.dataset.reason));
  for (const dialog of [door, loading]) {
    find("[data-close]", dialog).addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      quiet();
      document.body.append(find("#undo"));
      changed();
    });
  }
  return { draw };
}
