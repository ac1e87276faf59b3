// The desk's field: it listens from anywhere, hands every scan on at once, and answers with a sound.
import { beep } from "./sound.js";
import { toast } from "./shell.js";
import "./reprint_key.js";

const form = document.getElementById("scan");
const field = form.elements.q;
const round = document.getElementById("round");
const lines = document.getElementById("round-list");
const count = document.getElementById("round-count");
const typing = (element) => element.matches("input:not([type=radio]), select, textarea");

const accepting = () => form.elements.mode.value === "accept";

function choose(mode) {
  form.elements.mode.value = mode;
  round.hidden = mode !== "accept" || !lines.children.length;
  field.focus();
  field.select();
}

// The list beside the desk: what was just scanned stands there as it is now.
const refresh = () => document.body.dispatchEvent(new Event("refresh"));

// One request a scan and no waiting: a laser scanner is faster than the network.
async function accept(number) {
  round.hidden = false;
  const place = document.createElement("li");
  place.className = "banner";
  place.textContent = number;
  lines.prepend(place);
  try {
    const answer = await fetch(form.dataset.accept, {
      method: "POST",
      headers: { "HX-Request": "true" },
      body: new URLSearchParams({ number }),
    });
    if (answer.status === 401) return location.reload();
    if (!answer.ok) throw new Error(String(answer.status));
    const box = document.createElement("template");
    box.innerHTML = (await answer.text()).trim();
    const line = box.content.firstElementChild;
    place.replaceWith(line);
    beep(line.dataset.beep);
    refresh();
    count.textContent = String(lines.querySelectorAll("[data-accepted=yes]").length);
  } catch {
    place.classList.add("bad");
    place.textContent = `${number} · ${form.dataset.failed}`;
    toast(form.dataset.failed, "bad");
    beep("bad");
  }
}

// Before htmx sees it: in accept mode a scan goes its own way.
form.addEventListener("submit", (event) => {
  if (!accepting()) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const number = field.value.trim();
  field.value = "";
  if (number) accept(number);
}, { capture: true });

form.addEventListener("change", () => choose(form.elements.mode.value));

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "answer") return;
  const answered = event.detail.target.querySelector("[data-beep]");
  if (answered) beep(answered.dataset.beep);
  refresh();
  field.focus();
  field.select();
});

document.addEventListener("keydown", (event) => {
  switch (event.key) {
    case "F2": event.preventDefault(); document.querySelector("[data-key=F2]").click(); return;
    case "F3": event.preventDefault(); choose("look"); return;
    case "F9": event.preventDefault(); choose("accept"); return;
  }
  // A scan that comes while a button has the focus still belongs to the field.
  if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target)) field.focus();
});
