// The plan on a map without tiles: the office, numbered stops, one colour a vehicle, dashes where a leg is a guess.

const map_box = document.getElementById("map");

function colour_of(sequence) {
  const probe = document.querySelector(`#route-${sequence}`) ?? document.body;
  return getComputedStyle(probe).getPropertyValue("--route").trim() || "#16402f";
}

function sign(class_name, text) {
  const label = document.createElement("span");
  label.className = class_name;
  label.textContent = text;
  return L.divIcon({ className: "", html: label, iconSize: null });
}

function draw_route(map, route, bounds) {
  const colour = colour_of(route.sequence);
  for (const leg of route.legs) {
    L.polyline([leg.from, leg.to], { color: "#fff", weight: 6, opacity: 0.8, interactive: false }).addTo(map);
    L.polyline([leg.from, leg.to], {
      color: colour, weight: 3, dashArray: leg.estimated ? "7 7" : null, interactive: false,
    }).addTo(map);
  }
  for (const stop of route.stops) {
    bounds.extend(stop.at);
    const done = stop.outcome === "collected" ? " done" : "";
    L.marker(stop.at, {
      icon: sign(`map-number r${((route.sequence - 1) % 8) + 1}${done}`, stop.sequence),
      keyboard: false,
    }).bindPopup(stop.popup).addTo(map);
  }
}

async function draw() {
  const answer = await fetch(map_box.dataset.source, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const plan = await answer.json();
  const map = L.map(map_box, { preferCanvas: true, zoomSnap: 0.5, attributionControl: false });
  const bounds = L.latLngBounds([plan.office.at]);
  for (const route of plan.routes) draw_route(map, route, bounds);
  for (const left of plan.unserved) {
    bounds.extend(left.at);
    L.marker(left.at, { icon: sign("map-left", "!"), keyboard: false }).bindPopup(left.popup).addTo(map);
  }
  L.marker(plan.office.at, { icon: sign("map-office", "⌂"), keyboard: false, zIndexOffset: 1000 })
    .bindPopup(plan.office.name).addTo(map);
  map.fitBounds(bounds.pad(0.08));
  L.control.scale({ imperial: false }).addTo(map);
}

if (map_box) draw();
