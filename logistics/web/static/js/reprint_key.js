// F4 opens the question why the shown parcel's label is printed again, on the desk and on the parcel's own page.

document.addEventListener("keydown", (event) => {
  if (event.key !== "F4") return;
  const again = document.querySelector("details[data-key=F4]");
  if (!again) return;
  event.preventDefault();
  again.open = true;
  again.querySelector("select").focus();
});
