// The plan on a map of our own: no tiles, nothing from outside unless a tile server is configured. Routes in the
// colours of their cards, stops as numbers that stand apart, communes by name, closed roads hatched. What the list
// shows is shown here, and pointing at one lights up the other.

import { arc, chevron } from "./plan_map_legs.js";
import { free_of, spread } from "./plan_map_signs.js";

const box = document.getElementById("map");
const SIGN_PX = 27;
const OFFICE_PX = 40;
const NAME_PX = { high: 18, letter: 7.2 };

function sign(class_name, text) {
  const label = document.createElement("span");
  label.className = class_name;
  label.textContent = text;
  return L.divIcon({ className: "map-sign", html: label, iconSize: null });
}

function line(points, class_name, more = {}) {
  return L.polyline(points, { className: class_name, interactive: false, ...more });
}

class PlanMap {
  constructor(plan) {
    this.plan = plan;
    this.pinned = null;
    this.map = L.map(box, { zoomSnap: 0.25, attributionControl: false, scrollWheelZoom: false, renderer: L.svg({ padding: 0.5 }) });
    this.bounds = L.latLngBounds([plan.office.at]);
    this.moving = L.layerGroup().addTo(this.map);
    for (const [name, level] of [["tiles", 200], ["closed", 350], ["names", 410]]) {
      this.map.createPane(name).style.zIndex = level;
    }
    this.map.getPane("names").style.pointerEvents = "none";
  }

  draw() {
    const { map, plan } = this;
    if (box.dataset.tiles) L.tileLayer(box.dataset.tiles, { pane: "tiles", maxZoom: 18, opacity: 0.75 }).addTo(map);
    for (const route of plan.routes) for (const stop of route.stops) this.bounds.extend(stop.at);
    for (const left of plan.unserved) this.bounds.extend(left.at);
    map.fitBounds(this.bounds.pad(0.1), { animate: false });
    for (const area of plan.closed) {
      L.polygon(area.area, { pane: "closed", className: "map-closed" }).bindPopup(area.popup).addTo(map);
      L.marker(L.latLngBounds(area.area).getCenter(), { icon: sign("map-barred", "×"), keyboard: false }).bindPopup(area.popup).addTo(map);
    }
    plan.routes.forEach((route) => this.draw_route(route));
    this.signs = plan.routes.flatMap((route) => route.stops.map((stop) => this.stop_sign(route, stop)));
    for (const left of plan.unserved) {
      this.signs.push(this.placed(left.at, sign("map-left", "!"), left.popup));
    }
    L.marker(plan.office.at, { icon: sign("map-office", "⌂"), keyboard: false, zIndexOffset: 1000, title: plan.office.name })
      .bindPopup(plan.office.popup).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    map.on("zoomend", () => this.arrange());
    // The wheel scrolls the page until somebody means the map.
    map.on("focus", () => map.scrollWheelZoom.enable());
    map.on("blur", () => map.scrollWheelZoom.disable());
    this.arrange();
  }

  draw_route(route) {
    const colour = `r${((route.sequence - 1) % 8) + 1} on-${route.sequence}`;
    route.ways = route.legs.map((leg) => (leg.estimated ? arc(leg.line[0], leg.line.at(-1)) : leg.line));
    route.ways.forEach((way) => line(way, `map-halo on-${route.sequence}`).addTo(this.map));
    route.ways.forEach((way, n) => {
      line(way, `map-way ${colour}${route.legs[n].estimated ? " estimated" : ""}`).addTo(this.map);
      line(way, "map-touch", { interactive: true, bubblingMouseEvents: false })
        .on("mouseover", () => this.light(route.sequence)).on("mouseout", () => this.light(null))
        .on("click", () => this.show_card(route.sequence)).addTo(this.map);
    });
  }

  stop_sign(route, stop) {
    const colour = `r${((route.sequence - 1) % 8) + 1} on-${route.sequence}`;
    const icon = sign(`map-number ${colour} ${stop.outcome}`, stop.sequence);
    const made = this.placed(stop.at, icon, stop.popup, `map-dot ${colour}`);
    made.marker.on("mouseover", () => this.light(route.sequence)).on("mouseout", () => this.light(null));
    made.row = document.querySelector(`#route-${route.sequence} .stop[value="${stop.sequence}"]`);
    made.row?.addEventListener("mouseenter", () => made.marker.getElement().classList.add("here"));
    made.row?.addEventListener("mouseleave", () => made.marker.getElement().classList.remove("here"));
    made.colour = colour;
    return made;
  }

  placed(at, icon, popup, dot = "map-dot") {
    const marker = L.marker(at, { icon, keyboard: false }).bindPopup(popup).addTo(this.map);
    L.circleMarker(at, { radius: 3, className: dot, interactive: false }).addTo(this.map);
    return { at: L.latLng(at), marker, colour: "" };
  }

  /** Put the numbers beside each other, draw their leaders, the arrows and the names that have room at this zoom. */
  arrange() {
    const { map, moving } = this;
    moving.clearLayers();
    const office = { ...map.latLngToLayerPoint(this.plan.office.at), size: OFFICE_PX };
    const spots = spread(this.signs.map((each) => map.latLngToLayerPoint(each.at)), office, SIGN_PX);
    this.signs.forEach((each, n) => {
      const there = map.layerPointToLatLng(spots[n]);
      each.marker.setLatLng(there);
      line([each.at, there], `map-leader ${each.colour}`).addTo(moving);
    });
    for (const route of this.plan.routes) {
      for (const way of route.ways) {
        const arrow = chevron(way, map);
        if (arrow) line(arrow, `map-arrow r${((route.sequence - 1) % 8) + 1} on-${route.sequence}`).addTo(moving);
      }
    }
    this.write_names([...spots, office]);
    this.light(this.pinned);
  }

  write_names(spots) {
    const taken = spots.map((spot) => ({ x: spot.x, y: spot.y, wide: SIGN_PX, high: SIGN_PX }));
    for (const place of this.plan.places) {
      const at = this.map.latLngToLayerPoint(place.at);
      const wide = place.name.length * NAME_PX.letter;
      const spot = free_of(taken, { x: at.x, y: at.y, wide, high: NAME_PX.high });
      if (!spot) continue;
      taken.push(spot);
      L.marker(this.map.layerPointToLatLng(spot), { pane: "names", icon: sign("map-name", place.name), interactive: false, keyboard: false })
        .addTo(this.moving);
    }
  }

  /** Light up one route here and in the list; null lights them all, unless one is pinned. */
  light(sequence) {
    const lit = sequence ?? this.pinned;
    box.classList.toggle("lit", lit !== null);
    for (const each of box.querySelectorAll(".on")) each.classList.remove("on");
    if (lit !== null) for (const each of box.querySelectorAll(`.on-${lit}`)) each.classList.add("on");
    for (const card of document.querySelectorAll("details.route")) card.classList.toggle("lit", card.id === `route-${lit}`);
  }

  pin(sequence) {
    this.pinned = this.pinned === sequence ? null : sequence;
    for (const key of document.querySelectorAll("[data-pin]")) {
      key.setAttribute("aria-pressed", String(Number(key.dataset.pin) === this.pinned));
    }
    this.light(this.pinned);
  }

  show_card(sequence) {
    const card = document.getElementById(`route-${sequence}`);
    this.pin(sequence);
    if (!card || this.pinned === null) return;
    card.open = true;
    card.scrollIntoView({ block: "nearest", behavior: "smooth" });
  }
}

function link(drawn) {
  for (const card of document.querySelectorAll("details.route")) {
    const sequence = Number(card.id.replace("route-", ""));
    for (const sign_of of ["mouseenter", "focusin"]) card.addEventListener(sign_of, () => drawn.light(sequence));
    for (const sign_of of ["mouseleave", "focusout"]) card.addEventListener(sign_of, () => drawn.light(null));
  }
  for (const key of document.querySelectorAll("[data-pin]")) {
    key.addEventListener("click", () => drawn.pin(Number(key.dataset.pin)));
  }
}

async function begin() {
  const answer = await fetch(box.dataset.source, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const drawn = new PlanMap(await answer.json());
  drawn.draw();
  link(drawn);
}

if (box) begin();
