// Keys of the walk-in form: 1-9 choose the goods wherever no field is being written in, Ctrl+Enter registers.

const form = document.getElementById("walk-in");
const writing = (element) => element.matches("input:not([type=radio]), select, textarea");

document.addEventListener("keydown", (event) => {
  if (event.key === "F2") {
    event.preventDefault();
    document.querySelector("[data-key=F2]")?.click();
    return;
  }
  if (!form) return;
  if (event.key === "Enter" && event.ctrlKey) {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  // In a field, Alt+digit does the same.
  const digit = /^Digit([1-9])$/.exec(event.code)?.[1] ?? /^[1-9]$/.exec(event.key)?.[0];
  if (!digit || event.ctrlKey || event.metaKey || (writing(event.target) && !event.altKey)) return;
  const tile = form.querySelector(`[data-digit="${digit}"]`);
  if (!tile) return;
  event.preventDefault();
  tile.checked = true;
  form.elements["other-goods"].value = "";
  form.elements["lines-0-quantity"].focus();
  form.elements["lines-0-quantity"].select();
});

// Enter goes on to the next question, as on the paper form; only the button and Ctrl+Enter send it.
form?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.ctrlKey || !writing(event.target)) return;
  event.preventDefault();
  if (event.target.id === "sender-phone") {
    // Somebody new is asked who they are; for a known sender the goods come next, one digit away.
    (document.getElementById("sender-name") ?? form.querySelector("[name=lines-0-sku]:checked, [name=lines-0-sku]")).focus();
    return;
  }
  const fields = [...form.querySelectorAll("input:not([type=hidden]):not([type=radio]), select, button[type=submit]")];
  fields[fields.indexOf(event.target) + 1]?.focus();
});

form?.addEventListener("change", (event) => {
  if (event.target.name === "lines-0-sku") form.elements["other-goods"].value = "";
});
