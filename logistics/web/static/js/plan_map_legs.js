// How a leg is drawn: a road as it runs; a leg nobody has a road for as an arc, which no road could be mistaken for.

const BULGE = 0.12;
const STEPS = 16;
const SHORTEST_PX = 70;
const ARROW_PX = 7;

/** A gentle arc to the right of the way from one place to the other, so that out and back lie apart. */
export function arc([lat, lon], [to_lat, to_lon]) {
  const squeeze = Math.cos((lat * Math.PI) / 180);
  const [north, east] = [to_lat - lat, (to_lon - lon) * squeeze];
  const middle = [(lat + to_lat) / 2 - east * BULGE, (lon + to_lon) / 2 + (north * BULGE) / squeeze];
  return Array.from({ length: STEPS + 1 }, (_, step) => {
    const t = step / STEPS;
    const weigh = (a, b, c) => (1 - t) ** 2 * a + 2 * (1 - t) * t * b + t ** 2 * c;
    return [weigh(lat, middle[0], to_lat), weigh(lon, middle[1], to_lon)];
  });
}

/** An arrowhead in the middle of the way, for the direction; null where the way is too short to need one. */
export function chevron(way, map) {
  const points = way.map((at) => map.latLngToLayerPoint(at));
  if (points[0].distanceTo(points.at(-1)) < SHORTEST_PX) return null;
  const half = Math.max(1, Math.floor(points.length / 2));
  const [before, tip] = [points[half - 1], points[half]];
  const length = before.distanceTo(tip) || 1;
  const [dx, dy] = [(tip.x - before.x) / length, (tip.y - before.y) / length];
  const wing = (side) => L.point(tip.x - ARROW_PX * (dx - side * dy * 0.7), tip.y - ARROW_PX * (dy + side * dx * 0.7));
  return [wing(1), tip, wing(-1)].map((point) => map.layerPointToLatLng(point));
}
