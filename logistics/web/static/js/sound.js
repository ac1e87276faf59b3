// Short tones: high for good, low and twice for bad. Silent where the browser allows no sound.

let stage;

/** Play the tone for `kind`, "good" or "bad". */
export function beep(kind) {
  try {
    stage ??= new AudioContext();
    const tones = kind === "good" ? [[880, 0]] : [[220, 0], [180, 0.16]];
    for (const [hertz, after] of tones) tone(hertz, stage.currentTime + after);
  } catch {
    // No sound device: the colour and the words say the same.
  }
}

function tone(hertz, start) {
  const source = stage.createOscillator();
  const loudness = stage.createGain();
  source.frequency.value = hertz;
  loudness.gain.setValueAtTime(0.15, start);
  loudness.gain.exponentialRampToValueAtTime(0.001, start + 0.14);
  source.connect(loudness).connect(stage.destination);
  source.start(start);
  source.stop(start + 0.15);
}
