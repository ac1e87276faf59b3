// Where signs and names stand so that each can be read: signs push each other apart, names take what is left.

const ROUNDS = 120;
const HOME = 0.04;

/** Positions near `homes` (pixels) at least `size` apart from each other and from the office. */
export function spread(homes, office, size) {
  const spots = homes.map((home, n) => ({
    // Two households at one place need a direction to part in: the golden angle, so that no two are alike.
    x: home.x + 0.01 * Math.cos(n * 2.4), y: home.y + 0.01 * Math.sin(n * 2.4),
  }));
  for (let round = 0; round < ROUNDS; round += 1) {
    let moved = 0;
    for (let a = 0; a < spots.length; a += 1) {
      for (let b = a + 1; b < spots.length; b += 1) moved += part(spots[a], spots[b], size, 0.5);
      moved += part(spots[a], { ...office }, (size + office.size) / 2, 1);
    }
    if (moved < 0.5) break;
    if (round < ROUNDS * 0.7) {
      spots.forEach((spot, n) => {
        spot.x += (homes[n].x - spot.x) * HOME;
        spot.y += (homes[n].y - spot.y) * HOME;
      });
    }
  }
  return spots.map(({ x, y }) => L.point(x, y));
}

/** Push two spots apart until `size` lies between them; `share` is what `a` moves of it. How far they moved. */
function part(a, b, size, share) {
  const [dx, dy] = [a.x - b.x, a.y - b.y];
  const apart = Math.hypot(dx, dy) || 1e-6;
  const lacking = size - apart;
  if (lacking <= 0) return 0;
  a.x += (dx / apart) * lacking * share;
  a.y += (dy / apart) * lacking * share;
  b.x -= (dx / apart) * lacking * (1 - share);
  b.y -= (dy / apart) * lacking * (1 - share);
  return lacking;
}

/** The label at its place, or moved a little, where it covers nothing of `taken`; null where it would. */
export function free_of(taken, label) {
  const tries = [[0, 0], [0, -22], [0, 22], [0, -40], [0, 40], [label.wide * 0.6, 0], [-label.wide * 0.6, 0]];
  for (const [dx, dy] of tries) {
    const moved = { ...label, x: label.x + dx, y: label.y + dy };
    const covered = taken.some((other) =>
      Math.abs(other.x - moved.x) * 2 < other.wide + moved.wide && Math.abs(other.y - moved.y) * 2 < other.high + moved.high);
    if (!covered) return Object.assign(L.point(moved.x, moved.y), { wide: label.wide, high: label.high });
  }
  return null;
}
