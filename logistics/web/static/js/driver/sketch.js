// A sketch of the route: where the stops lie to each other, north up, with no map behind it.

const SVG = "http://www.w3.org/2000/svg";
const SIZE = 320;
const EDGE = 22;

/** An SVG element with these attributes and text. */
export function element(name, attributes, text = "") {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

/** Office, stops, the office again between trips and at the end. */
function straight(office, stops) {
  const way = stops.flatMap((stop, n) => (office && stop.trip !== (stops[n - 1]?.trip ?? stop.trip) ? [office, stop.at] : [stop.at]));
  return office ? [office, ...way, office] : way;
}

/** Draw office and stops into `svg`, over the roads of `legs` where they are known; `state(stop)` gives a sign's class. */
export function draw_sketch(svg, office, stops, state, legs = []) {
  const places = [office, ...stops.map((stop) => stop.at), ...legs.flatMap((leg) => leg.line)].filter(Boolean);
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
  for (const leg of legs) {
    const points = leg.line.map((at) => put(at).map((number) => number.toFixed(1)).join(",")).join(" ");
    svg.append(element("polyline", { class: leg.drawn ? "way road" : "way", points }));
  }
  if (!legs.length) svg.append(element("polyline", { class: "way", points: straight(office, stops).map(put).join(" ") }));
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
