// What every page shares: faults get the focus, toasts leave, questions are asked before the irreversible.

const TOAST_MS = 6000;

/** Show a short message in the corner; `bad` stays red and is read out at once. */
export function toast(message, kind = "") {
  const box = document.getElementById("toasts");
  const note = Object.assign(document.createElement("div"), { className: `toast ${kind}`, textContent: message });
  box.append(note);
  setTimeout(() => note.remove(), TOAST_MS);
}

for (const note of document.querySelectorAll(".toast")) setTimeout(() => note.remove(), TOAST_MS);

function focusFault(root) {
  root.querySelector?.("[data-focus]")?.focus();
}

focusFault(document);
document.addEventListener("htmx:afterSwap", (event) => focusFault(event.detail.target));

document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.ask ?? event.target.dataset.ask;
  if (question && !confirm(question)) event.preventDefault();
});

document.addEventListener("htmx:sendError", () => toast(document.body.dataset.offline ?? "⚠", "bad"));

// A date picker writes days as the browser's own country does; beside it stands the day as this page says it.
for (const picker of document.querySelectorAll("input[type=date]")) {
  const said = Object.assign(document.createElement("span"), { className: "hint day-said" });
  const say = () => {
    const day = picker.valueAsDate;
    const parts = (form) => day.toLocaleDateString(document.documentElement.lang, { timeZone: "UTC", ...form });
    said.textContent = day ? `${parts({ weekday: "long" })} ${day.getUTCDate()}/${day.getUTCMonth() + 1}/${day.getUTCFullYear()}` : "";
  };
  say();
  picker.addEventListener("input", say);
  picker.after(said);
}
