// The map of places: what lies around is fetched for the piece in sight. A page may let somebody set a pin or draw.
//
// data-ground   where the piece comes from     data-at, data-zoom   where the map opens
// data-pin      the pin may be dragged; the fields #lat and #lon follow it, and it follows them
// data-area     corners may be set by clicking; the field #area holds them
// data-way      a route's GeoJSON; what is only an estimate is dashed
// data-stops    the places of its stops in order: "lat,lon lat,lon"; the office stands at data-at
// data-mark     a place found: "lat,lon" with data-mark-name
// data-asked    where somebody says that the place is, not decided yet: "lat,lon lat,lon"

const WAIT_MS = 250;
const NAMES_FROM_ZOOM = 13;
const DOTS_FROM_ZOOM = 11;
const LETTER_PX = 8;
const LINE_PX = 16;

function sign(class_name, text = "") {
  const label = document.createElement("span");
  label.className = class_name;
  label.textContent = text;
  return L.divIcon({ className: "map-sign", html: label, iconSize: null });
}

function words(text, page) {
  const box = document.createElement(page ? "a" : "span");
  box.textContent = text;
  if (page) box.href = page;
  return box;
}

function read_pair(text) {
  const pair = (text ?? "").split(",").map(Number);
  return pair.length === 2 && pair.every(Number.isFinite) ? pair : null;
}

class Ground {
  constructor(box) {
    this.box = box;
    this.map = L.map(box, { attributionControl: false, zoomSnap: 0.5, scrollWheelZoom: false })
      .setView(read_pair(box.dataset.at) ?? [22.388, 103.471], Number(box.dataset.zoom ?? 11));
    L.control.scale({ imperial: false }).addTo(this.map);
    this.layers = L.layerGroup().addTo(this.map);
    this.map.on("focus", () => this.map.scrollWheelZoom.enable());
    this.map.on("blur", () => this.map.scrollWheelZoom.disable());
    this.map.on("moveend", () => this.ask());
    this.ask(0);
  }

  ask(wait_ms = WAIT_MS) {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.fetch(), wait_ms);
  }

  async fetch() {
    const seen = this.map.getBounds().pad(0.15);
    const box = [seen.getSouth(), seen.getWest(), seen.getNorth(), seen.getEast()].map((side) => side.toFixed(4));
    const answer = await fetch(`${this.box.dataset.ground}?box=${box}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    this.draw(await answer.json());
    this.box.dataset.drawn = "yes";
  }

  draw(ground) {
    const { layers } = this;
    layers.clearLayers();
    for (const outline of ground.outlines) {
      L.polygon(outline.rings, { className: "map-outline", interactive: false }).addTo(layers);
    }
    this.write_names(ground.outlines, "map-name");
    for (const road of ground.roads) {
      L.polyline(road.line, { className: `map-road ${road.class}`, interactive: Boolean(road.name) })
        .bindPopup(words(road.name)).addTo(layers);
    }
    this.way?.bringToFront();
    for (const closure of ground.closures) this.draw_closure(closure);
    const near = this.map.getZoom() >= DOTS_FROM_ZOOM;
    for (const village of ground.villages) {
      const state = village.pinned ? " pinned" : "";
      L.circleMarker(village.at, { radius: near ? 5 : 2.5, className: `map-village${state}` })
        .bindPopup(words(village.name, village.page)).addTo(layers);
    }
    if (this.map.getZoom() >= NAMES_FROM_ZOOM) this.write_names(ground.villages, "map-village-name");
    for (const point of ground.meeting_points) {
      L.marker(point.at, { icon: sign("map-meeting", "H"), keyboard: false }).bindPopup(words(point.name, point.page)).addTo(layers);
    }
  }

  /** The names that have room beside each other; a village that has none tells it when its dot is touched. */
  write_names(places, class_name) {
    const taken = [];
    for (const place of places) {
      const { x, y } = this.map.latLngToLayerPoint(place.at);
      const wide = place.name.length * LETTER_PX;
      if (taken.some((other) => Math.abs(other.y - y) < LINE_PX && x < other.x + other.wide && other.x < x + wide)) continue;
      taken.push({ x, y, wide });
      L.marker(place.at, { icon: sign(class_name, place.name), interactive: false, keyboard: false }).addTo(this.layers);
    }
  }

  draw_closure(closure) {
    const text = [closure.road, closure.source].filter(Boolean).join(" · ");
    if (closure.area.length) L.polygon(closure.area, { className: "map-closed" }).bindPopup(words(text)).addTo(this.layers);
    const at = closure.area.length ? L.latLngBounds(closure.area).getCenter() : closure.pins[0];
    L.marker(at, { icon: sign("map-barred", "×"), keyboard: false }).bindPopup(words(text)).addTo(this.layers);
  }
}

/** A pin that can be dragged, put by clicking, or told by its numbers. */
function let_pin_be_set(ground) {
  const [lat, lon] = ["lat", "lon"].map((id) => document.getElementById(id));
  const told = () => read_pair(`${lat.value.replace(",", ".")},${lon.value.replace(",", ".")}`);
  const pin = L.marker(told() ?? ground.map.getCenter(), { icon: sign("map-pin"), draggable: true, zIndexOffset: 1000, keyboard: false });
  if (lat.value && told()) pin.addTo(ground.map);
  const write = () => {
    const at = pin.getLatLng();
    [lat.value, lon.value] = [at.lat.toFixed(5), at.lng.toFixed(5)];
  };
  pin.on("dragend", write);
  ground.map.on("click", (event) => {
    if (ground.box.dataset.drawing) return;
    pin.setLatLng(event.latlng).addTo(ground.map);
    write();
  });
  for (const field of [lat, lon]) {
    field.addEventListener("change", () => {
      if (!lat.value || !lon.value || !told()) return;
      pin.setLatLng(told()).addTo(ground.map);
      ground.map.panTo(told());
    });
  }
}

/** An area by its corners: each click on the map adds one, the buttons take back and clear. */
function let_area_be_drawn(ground) {
  const field = document.getElementById("area");
  const draw = document.getElementById("draw-area");
  const clear = document.getElementById("clear-area");
  let corners = field.value.split(" ").map(read_pair).filter(Boolean);
  const drawn = L.layerGroup().addTo(ground.map);
  const show = () => {
    drawn.clearLayers();
    if (corners.length > 1) L.polygon(corners, { className: "map-drawn", interactive: false }).addTo(drawn);
    for (const corner of corners) L.marker(corner, { icon: sign("map-corner"), interactive: false, keyboard: false }).addTo(drawn);
    field.value = corners.map((corner) => corner.map((number) => number.toFixed(5)).join(",")).join(" ");
  };
  const set_drawing = (on) => {
    ground.box.dataset.drawing = on ? "yes" : "";
    ground.box.classList.toggle("picking", on);
    ground.map.doubleClickZoom[on ? "disable" : "enable"]();
    draw.setAttribute("aria-pressed", String(on));
  };
  draw.addEventListener("click", () => set_drawing(!ground.box.dataset.drawing));
  document.getElementById("where")?.addEventListener("change", (event) => {
    const wanted = event.target.value === "area";
    if (wanted) draw.closest("details").open = true;
    set_drawing(wanted);
  });
  clear.addEventListener("click", () => { corners = []; show(); });
  field.addEventListener("change", () => { corners = field.value.split(" ").map(read_pair).filter(Boolean); show(); });
  ground.map.on("click", (event) => {
    if (!ground.box.dataset.drawing) return;
    corners.push([event.latlng.lat, event.latlng.lng]);
    show();
  });
  show();
}

/** The way of a route, and the map moved to where it is. */
async function show_way(ground, address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const way = await answer.json();
  const drawn = L.geoJSON(way, {
    interactive: false,
    style: (leg) => ({ className: `map-way${leg.properties.drawn ? "" : " estimated"}` }),
  }).addTo(ground.map);
  ground.way = drawn;
  if (way.features.length) ground.map.fitBounds(drawn.getBounds().pad(0.1));
  // The first of several stops at one place lies on top: the route comes there with that number.
  const stops = (ground.box.dataset.stops ?? "").split(" ").map(read_pair);
  stops.forEach((stop, n) => {
    if (stop) L.marker(stop, { icon: sign("map-stop", String(n + 1)), interactive: false, keyboard: false, zIndexOffset: 500 - n }).addTo(ground.map);
  });
  L.marker(read_pair(ground.box.dataset.at), { icon: sign("map-office", "⌂"), interactive: false, keyboard: false, zIndexOffset: 600 }).addTo(ground.map);
}

const box = document.getElementById("map");
if (box) {
  const ground = new Ground(box);
  if (box.dataset.mark) {
    L.marker(read_pair(box.dataset.mark), { icon: sign("map-pin"), keyboard: false, zIndexOffset: 900 })
      .bindPopup(words(box.dataset.markName)).addTo(ground.map);
  }
  for (const asked of (box.dataset.asked ?? "").split(" ").map(read_pair).filter(Boolean)) {
    L.polyline([asked, read_pair(box.dataset.at)], { className: "map-asked-from", interactive: false }).addTo(ground.map);
    L.marker(asked, { icon: sign("map-asked", "?"), interactive: false, keyboard: false }).addTo(ground.map);
    ground.map.fitBounds(L.latLngBounds([asked, read_pair(box.dataset.at)]).pad(0.3), { maxZoom: 16 });
  }
  if (box.dataset.way) show_way(ground, box.dataset.way);
  if (box.hasAttribute("data-area")) let_area_be_drawn(ground);
  if (box.hasAttribute("data-pin")) let_pin_be_set(ground);
}
