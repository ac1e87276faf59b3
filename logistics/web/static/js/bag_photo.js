// The photo of a sealed bag: made small before it travels, and shown before it is sent.

import { shrunk } from "./driver/photo.js";

const field = document.getElementById("bag-photo");
const [input, preview, fault] = ["photo", "photo-preview", "photo-unreadable"].map((id) => document.getElementById(id));
const send = input.form.querySelector("button[type=submit]");

async function make_small(file) {
  const small = await shrunk(file, Number(field.dataset.mostBytes));
  const files = new DataTransfer();
  files.items.add(new File([small], "bag.jpg", { type: "image/jpeg" }));
  input.files = files.files;
  URL.revokeObjectURL(preview.src);
  preview.src = URL.createObjectURL(small);
}

input.addEventListener("change", async () => {
  const file = input.files[0];
  [preview.hidden, fault.hidden] = [true, true];
  if (!file) return;
  send.disabled = true;
  try {
    await make_small(file);
    preview.hidden = false;
  } catch {
    input.value = "";
    fault.textContent = field.dataset.unreadable;
    fault.hidden = false;
  }
  send.disabled = false;
});
