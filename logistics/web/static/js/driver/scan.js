// Reads item numbers: with the phone's own barcode reader where it has one, else with ZXing's, else typed in.

const NUMBER = /[A-Z]{2}[0-9]{12}/;
const PAUSE_MS = 120;
const EQUAL_READS = 2;

/** The item number in what was read or typed, or null. */
export function item_number(text) {
  return text.toUpperCase().replace(/[\s.-]/g, "").match(NUMBER)?.[0] ?? null;
}

async function native_reader() {
  if (!("BarcodeDetector" in window)) return null;
  const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
  if (!formats.includes("code_128") || !formats.includes("qr_code")) return null;
  const detector = new BarcodeDetector({ formats: ["code_128", "qr_code"] });
  return async (video) => (await detector.detect(video)).map((found) => found.rawValue);
}

let zxing = null;

function zxing_loaded({ script, wasm }) {
  zxing ??= new Promise((resolve, reject) => {
    const tag = document.createElement("script");
    tag.src = script;
    tag.onload = () => {
      ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: false });
      resolve(ZXingWASM);
    };
    tag.onerror = reject;
    document.head.append(tag);
  });
  return zxing;
}

async function zxing_reader(files) {
  const library = await zxing_loaded(files);
  const canvas = document.createElement("canvas");
  return async (video) => {
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    const pixels = canvas.getContext("2d", { willReadFrequently: true });
    pixels.drawImage(video, 0, 0);
    const picture = pixels.getImageData(0, 0, canvas.width, canvas.height);
    const found = await library.readBarcodes(picture, { formats: ["Code128", "QRCode"], maxNumberOfSymbols: 4 });
    return found.filter((symbol) => symbol.isValid).map((symbol) => symbol.text);
  };
}

/** Show the camera in `video` and call `found(number)` for each number read twice in a row, until `stop()`. */
export async function start_scanning(video, files, found) {
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: "environment", width: { ideal: 1280 } }, audio: false,
  });
  video.srcObject = stream;
  await video.play();
  const read = (await native_reader()) ?? (await zxing_reader(files));
  let running = true;
  let last = null;
  let equal = 0;
  (async () => {
    while (running) {
      const texts = video.videoWidth ? await read(video).catch(() => []) : [];
      const number = texts.map(item_number).find(Boolean) ?? null;
      equal = number && number === last ? equal + 1 : 1;
      last = number;
      if (number && equal === EQUAL_READS) found(number);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  })();
  return () => {
    running = false;
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
}
