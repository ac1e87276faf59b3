// Says where a household really is: where the phone stands, and how surely, or where a finger taps on the sketch.

import { element } from "./sketch.js";

const HALF = 150;
const RADII_M = [200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000];
const FINGERTIP_PX = 22;
const VAGUE_M = 100;
const STALE_MS = 30_000;
const METRES_PER_DEGREE = 111_200;

/** Metres east and south of the middle, as the sketch counts. */
function metres_from([lat, lon], [to_lat, to_lon]) {
  const squeeze = Math.cos((lat * Math.PI) / 180);
  return [(to_lon - lon) * METRES_PER_DEGREE * squeeze, (lat - to_lat) * METRES_PER_DEGREE];
}

function place_at([lat, lon], [east, south]) {
  const squeeze = Math.cos((lat * Math.PI) / 180);
  return [lat - south / METRES_PER_DEGREE, lon + east / METRES_PER_DEGREE / squeeze];
}

/** The better of two fixes: a sure one counts until it is old. */
function better(old, fresh) {
  const keeps = old && old.coords.accuracy < fresh.coords.accuracy && fresh.timestamp - old.timestamp < STALE_MS;
  return keeps ? old : fresh;
}

/**
 * Open `dialog` over the stop at `at`, with the route's legs in `way` and the last known fix in `phone`; call
 * `save({lat, lon, accuracy_m, tapped})` once the driver has said where it is.
 */
export function start_pinning(dialog, { at, way, phone }, save) {
  const find = (selector) => dialog.querySelector(selector);
  const svg = find("#pin-sketch");
  const closed = new AbortController();
  const listen = (target, name, does) => target.addEventListener(name, does, { signal: closed.signal });
  let fix = phone && Date.now() - phone.timestamp < STALE_MS ? phone : null;
  let tap = null;
  let radius_m = RADII_M[0];

  function chosen() {
    if (tap) return { lat: tap.at[0], lon: tap.at[1], accuracy_m: tap.accuracy_m, tapped: true };
    if (!fix) return null;
    const { latitude, longitude, accuracy } = fix.coords;
    return { lat: latitude, lon: longitude, accuracy_m: Math.min(100_000, Math.round(accuracy)), tapped: false };
  }

  function draw() {
    const here = fix && [fix.coords.latitude, fix.coords.longitude];
    const apart = here ? Math.hypot(...metres_from(at, here)) : 0;
    // A tap was made on this scale: it must not slip under the finger while the phone's position wanders.
    if (!tap) radius_m = RADII_M.find((radius) => radius > apart * 1.2) ?? RADII_M.at(-1);
    draw_around(svg, { at, way, here, accuracy_m: fix?.coords.accuracy ?? 0, pin: chosen(), radius_m });
    const placed = chosen();
    const { here: here_words, tapped: tapped_words, none } = dialog.dataset;
    const words = placed ? (placed.tapped ? tapped_words : here_words).replace("{n}", placed.accuracy_m) : none;
    find("[data-text=save]").textContent = words;
    find("#pin-save").disabled = !placed;
    find("#pin-vague").hidden = !placed || placed.accuracy_m <= VAGUE_M;
    find("#pin-phone").hidden = !tap || !fix;
  }

  listen(svg, "click", (event) => {
    const box = svg.getBoundingClientRect();
    const metres_per_px = (2 * radius_m) / box.width;
    const from_middle = [event.clientX - box.left - box.width / 2, event.clientY - box.top - box.height / 2];
    const accuracy_m = Math.min(100_000, Math.ceil(FINGERTIP_PX * metres_per_px));
    tap = { at: place_at(at, from_middle.map((px) => px * metres_per_px)), accuracy_m };
    draw();
  });
  listen(find("#pin-phone"), "click", () => { tap = null; draw(); });
  listen(find("#pin-save"), "click", () => { save(chosen()); dialog.close(); });
  listen(find("#pin-close"), "click", () => dialog.close());
  const watch = navigator.geolocation?.watchPosition(
    (fresh) => { fix = better(fix, fresh); draw(); }, () => {}, { enableHighAccuracy: true, maximumAge: 10_000 },
  );
  listen(dialog, "close", () => {
    if (watch !== undefined) navigator.geolocation.clearWatch(watch);
    closed.abort();
  });
  draw();
  dialog.showModal();
}

function draw_around(svg, { at, way, here, accuracy_m, pin, radius_m }) {
  const scale = HALF / radius_m;
  const put = (place) => metres_from(at, place).map((metres) => Number((metres * scale).toFixed(1)));
  svg.setAttribute("viewBox", `${-HALF} ${-HALF} ${2 * HALF} ${2 * HALF}`);
  svg.replaceChildren();
  for (const leg of way) {
    svg.append(element("polyline", { class: leg.drawn ? "way road" : "way", points: leg.line.map(put).join(" ") }));
  }
  svg.append(element("circle", { class: "known", r: 8 }));
  if (here) {
    const [cx, cy] = put(here);
    svg.append(element("circle", { class: "unsure", cx, cy, r: Math.max(6, accuracy_m * scale) }));
    svg.append(element("circle", { class: "phone", cx, cy, r: 5 }));
  }
  if (pin) {
    const [x, y] = put([pin.lat, pin.lon]);
    svg.append(element("path", { class: "pin", d: `M${x} ${y} l-8 -14 a9.5 9.5 0 1 1 16 0 z` }));
  }
  const bar = HALF / 2;
  const metres = radius_m / 2;
  svg.append(element("path", { class: "scale", d: `M${12 - HALF} ${HALF - 14} v6 h${bar} v-6` }));
  const label = metres < 1000 ? `${metres} m` : `${metres / 1000} km`;
  svg.append(element("text", { class: "scale", x: 16 - HALF, y: HALF - 18 }, label));
}
