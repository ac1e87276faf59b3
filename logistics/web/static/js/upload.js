// A file that is too large is refused before it travels: the connection may be slow.

const form = document.getElementById("upload");
const fault = document.getElementById("file-error");

form.elements.file.addEventListener("change", () => {
  const file = form.elements.file.files[0];
  const tooLarge = Boolean(file) && file.size > Number(form.dataset.maxBytes);
  fault.textContent = tooLarge ? form.dataset.tooLarge : "";
  fault.hidden = !tooLarge;
  form.elements.file.setAttribute("aria-invalid", String(tooLarge));
  form.querySelector("button").disabled = tooLarge;
});
