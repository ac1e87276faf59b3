// A photo as proof: taken with the phone's camera, made small, and named by its SHA-256 in the event it proves.

const LONGEST_PX = 1280;
const QUALITIES = [0.6, 0.45, 0.3];
const MOST_BYTES = 400_000;

/** The picture as a JPEG of at most so many bytes. Throws for what is no picture, or stays too large. */
export async function shrunk(file, most_bytes = MOST_BYTES) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST_PX / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  for (const quality of QUALITIES) {
    const jpeg = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
    if (jpeg && jpeg.size <= most_bytes) return jpeg;
  }
  throw new Error(`no JPEG of ${most_bytes} bytes`);
}

async function as_base64(bytes) {
  const signs = [];
  for (let at = 0; at < bytes.length; at += 8192) signs.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  return btoa(signs.join(""));
}

/** Let `input` take a photo and `mark` show that there is one; `photo()` is `{sha256, jpeg}` or null. */
export function start_photo(input, mark) {
  let taken = null;
  // Without https a browser counts no hashes: then there is nothing to name the photo by.
  input.closest("label").hidden = !crypto.subtle;
  input.addEventListener("change", async () => {
    const file = input.files[0];
    if (!file) return;
    const bytes = new Uint8Array(await (await shrunk(file)).arrayBuffer());
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    taken = { sha256, jpeg: await as_base64(bytes) };
    mark.hidden = false;
  });
  return {
    photo: () => taken,
    clear() {
      taken = null;
      input.value = "";
      mark.hidden = true;
    },
  };
}
