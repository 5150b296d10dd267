// Trying one's devices: the picture and the bar, a tone, and a call with oneself through the same media node and relay.
import { capture, list, meter } from "../video/devices.js";
import { Leg } from "../video/leg.js";

const facts = JSON.parse(document.getElementById("check-facts").textContent);
const find = (name) => document.querySelector(`[data-${name}]`);
const field = (name) => document.querySelector(`input[name="${name}"]`);
const MEASURE_MS = 6000;
let stream, stopMeter;

const chosen = (kind) => document.querySelector(`select[data-choose="${kind}"]`).value;

async function preview() {
  try {
    const fresh = await capture({ microphone: chosen("audioinput"), camera: chosen("videoinput") });
    stream?.getTracks().forEach((track) => track.stop());
    stream = fresh;
  } catch (why) {
    field("trouble").value = why;
    for (const help of document.querySelectorAll("[data-help]")) help.hidden = help.dataset.help !== why;
    return false;
  }
  field("trouble").value = "";
  for (const help of document.querySelectorAll("[data-help]")) help.hidden = true;
  find("self").srcObject = stream;
  stopMeter?.();
  stopMeter = meter(stream, find("level"));
  await list(document.querySelectorAll("select[data-choose]"), stream);
  return true;
}

function tone() {
  const context = new AudioContext(), note = context.createOscillator(), volume = context.createGain();
  volume.gain.setValueAtTime(0.2, context.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, context.currentTime + 1.2);
  note.frequency.value = 660;
  note.connect(volume).connect(context.destination);
  note.start();
  note.stop(context.currentTime + 1.2);
  note.addEventListener("ended", () => context.close());
}

const leg = (given, build) => new Leg({ build, admit: async () => given, told: () => {} });

// What is sent by one place comes back at the other: loss, time and size of the picture are those of the real way.
async function loop() {
  const csrf = document.querySelector('input[name="csrf_token"]').value;
  const answer = await fetch(facts.call, { method: "POST", headers: { "X-CSRFToken": csrf, Accept: "application/json" } });
  if (!answer.ok) return;
  const given = await answer.json(), echo = new MediaStream();
  const sends = { url: given.whip, token: given.token, ice: given.ice };
  const receives = { url: given.whep, token: given.echo, ice: given.echo_ice };
  const out = leg(sends, (pc) => stream.getTracks().forEach((track) => pc.addTransceiver(track, { direction: "sendonly", streams: [stream] })));
  const back = leg(receives, (pc) => ["audio", "video"].forEach((kind) => echo.addTrack(pc.addTransceiver(kind, { direction: "recvonly" }).receiver.track)));
  await Promise.all([out.open(sends), back.open(receives)]);
  find("echo").srcObject = echo; // muted: nobody wants to hear themselves
  await new Promise((done) => setTimeout(done, MEASURE_MS));
  await measure(out.pc, back.pc);
  out.close();
  back.close();
}

async function measure(out, back) {
  let lost = 0, received = 0, width = 0, roundTrip;
  (await back?.getStats())?.forEach((one) => {
    if (one.type !== "inbound-rtp") return;
    lost += Math.max(0, one.packetsLost ?? 0);
    received += one.packetsReceived ?? 0;
    width = Math.max(width, one.frameWidth ?? 0);
  });
  (await out?.getStats())?.forEach((one) => {
    if (one.type === "candidate-pair" && one.nominated) roundTrip ??= one.currentRoundTripTime;
  });
  if (received) field("loss").value = (lost / (lost + received)).toFixed(4);
  if (roundTrip !== undefined) field("round_trip").value = String(Math.min(99999, Math.round(roundTrip * 1000)));
  field("width").value = String(width);
  find("measured").hidden = false;
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-tone]")) tone();
  if (event.target.closest("[data-again]")) begin();
});
for (const select of document.querySelectorAll("select[data-choose]")) select.addEventListener("change", () => preview());

async function begin() {
  if (await preview()) await loop().catch(() => {});
}
begin();
