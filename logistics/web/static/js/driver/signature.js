// A signature drawn with a finger, small enough to travel with the event: each point is two of 64 signs.

const SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
const MOST = 396;
const APART = 2;

/** Let a finger draw in `canvas`; `text()` is what was drawn, strokes parted by blanks, and `clear()` begins anew. */
export function start_signing(canvas) {
  const pen = canvas.getContext("2d");
  let strokes = [];
  let last = null;

  const room_left = () => strokes.reduce((sum, stroke) => sum + stroke.length + 1, 0) < MOST;
  const square = (event) => {
    const box = canvas.getBoundingClientRect();
    const within = (part) => Math.max(0, Math.min(63, Math.round(part * 63)));
    return [within((event.clientX - box.left) / box.width), within((event.clientY - box.top) / box.height)];
  };
  const on_canvas = ([x, y]) => [(x / 63) * canvas.width, (y / 63) * canvas.height];

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    last = square(event);
    if (room_left()) strokes.push(SIGNS[last[0]] + SIGNS[last[1]]);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last || !room_left()) return;
    const next = square(event);
    if (Math.hypot(next[0] - last[0], next[1] - last[1]) < APART) return;
    strokes[strokes.length - 1] += SIGNS[next[0]] + SIGNS[next[1]];
    pen.lineWidth = 3;
    pen.lineCap = "round";
    pen.beginPath();
    pen.moveTo(...on_canvas(last));
    pen.lineTo(...on_canvas(next));
    pen.stroke();
    last = next;
  });
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => { last = null; });

  return {
    text: () => strokes.filter((stroke) => stroke.length > 2).join(" "),
    clear() {
      strokes = [];
      pen.clearRect(0, 0, canvas.width, canvas.height);
    },
  };
}
