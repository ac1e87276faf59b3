// A sketch of the route: where the stops lie to each other, north up, with no map behind it.

const SVG = "http://www.w3.org/2000/svg";
const SIZE = 320;
const EDGE = 22;

function element(name, attributes, text = "") {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

/** Draw office and stops into `svg`; `state(stop)` gives the class of its sign. */
export function draw_sketch(svg, office, stops, state) {
  const places = [office, ...stops.map((stop) => stop.at)].filter(Boolean);
  const squeeze = Math.cos((places[0][0] * Math.PI) / 180);
  const xs = places.map(([, lon]) => lon * squeeze);
  const ys = places.map(([lat]) => -lat);
  const span = Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys), 1e-4);
  const put = ([lat, lon]) => [
    EDGE + ((lon * squeeze - Math.min(...xs)) / span) * (SIZE - 2 * EDGE),
    EDGE + ((-lat - Math.min(...ys)) / span) * (SIZE - 2 * EDGE),
  ];
  const height = EDGE * 2 + ((Math.max(...ys) - Math.min(...ys)) / span) * (SIZE - 2 * EDGE);
  svg.setAttribute("viewBox", `0 0 ${SIZE} ${Math.max(height, 80)}`);
  svg.replaceChildren();
  const way = [];
  let trip = stops[0]?.trip;
  if (office) way.push(put(office));
  for (const stop of stops) {
    if (office && stop.trip !== trip) way.push(put(office));
    trip = stop.trip;
    way.push(put(stop.at));
  }
  if (office) way.push(put(office));
  svg.append(element("polyline", { class: "way", points: way.map((at) => at.join(",")).join(" ") }));
  for (const stop of [...stops].reverse()) {
    const [x, y] = put(stop.at);
    svg.append(element("circle", { class: `sign ${state(stop)}`, cx: x, cy: y, r: 10 }));
    svg.append(element("text", { class: `sign ${state(stop)}`, x, y: y + 4, "text-anchor": "middle" }, stop.sequence));
  }
  if (office) {
    const [x, y] = put(office);
    svg.append(element("rect", { class: "office", x: x - 8, y: y - 8, width: 16, height: 16, rx: 3 }));
  }
}
