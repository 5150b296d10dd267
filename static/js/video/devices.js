// Camera and microphone: asked for, shown to oneself, chosen, and told by name when they cannot be used.
const VIDEO = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 15, max: 15 } };
const AUDIO = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const WHY = {
  NotAllowedError: "denied", SecurityError: "denied", NotReadableError: "busy", AbortError: "busy",
  NotFoundError: "missing", OverconstrainedError: "missing",
};

// A stream of what was chosen. Throws the name of a sentence: denied, busy, missing or insecure.
export async function capture({ microphone, camera, picture = true }) {
  if (!navigator.mediaDevices) throw "insecure";
  const exactly = (id) => (id ? { deviceId: { exact: id } } : {});
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: { ...AUDIO, ...exactly(microphone) }, video: picture && { ...VIDEO, ...exactly(camera) },
    });
  } catch (error) {
    throw WHY[error.name] ?? "busy";
  }
}

// Fill the lists to choose from; they have names only after somebody allowed the devices.
export async function list(selects, stream) {
  const devices = await navigator.mediaDevices.enumerateDevices();
  const used = new Set(stream.getTracks().map((track) => track.getSettings().deviceId));
  for (const select of selects) {
    const mine = devices.filter((device) => device.kind === select.dataset.choose);
    select.replaceChildren(...mine.map((device) => new Option(device.label, device.deviceId, false, used.has(device.deviceId))));
    select.disabled = mine.length < 2;
  }
}

// The bar moves when one is heard. Returns how to stop it.
export function meter(stream, bar) {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const loud = Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length);
    bar.value = Math.min(1, loud * 6);
  }, 80);
  const wake = () => context.state === "suspended" && context.resume();
  addEventListener("pointerdown", wake, { once: true });
  return () => { clearInterval(timer); context.close(); };
}
