// The room of a sitting: check the devices, go in, follow what the house says about who is where.
import { Call } from "../video/call.js";
import { capture, list, meter } from "../video/devices.js";
import { refusalOf } from "../video/leg.js";
import { Pane } from "./pane.js";
import { Tiles } from "./tiles.js";
import { Waiting } from "./waiting.js";

const facts = JSON.parse(document.getElementById("room-facts").textContent);
const { words } = facts;
const find = (name) => document.querySelector(`[data-${name}]`);
const stage = find("tiles"), check = find("check"), self = document.querySelector("video[data-self]");
const device = (sessionStorage.device ??= Array.from(crypto.getRandomValues(new Uint8Array(12)), (n) => n.toString(36)).join("").slice(0, 20));
const sends = { microphone: true, camera: true };
let stream, stopMeter, inside = false, told = {};

const waiting = new Waiting();
const tiles = new Tiles(stage, document.querySelector("template[data-tile]"), facts.slots);
const pane = new Pane(find("pane"), { url: facts.pane, words, changed: look, trouble });
const call = new Call({ admit, slots: facts.slots, heard: (streams) => tiles.heard(streams), told: connection });

async function post(url, values) {
  const answer = await fetch(url, {
    method: "POST", body: new URLSearchParams(values), headers: { "X-CSRFToken": facts.csrf, Accept: "application/json" },
  });
  if (!answer.ok) throw await refusalOf(answer);
  return answer.json();
}

const switches = () => Object.fromEntries(Object.entries(sends).filter(([, on]) => on).map(([name]) => [name, "on"]));

async function admit(again) {
  const given = await post(facts.join, { device, ...(again && { again: "yes" }), ...switches() });
  follow(given.state);
  return given;
}

function trouble(text, button = "") {
  find("trouble").hidden = !text;
  find("trouble-text").textContent = text;
  find("retry").hidden = !button;
  find("retry").textContent = button;
}

function network(text, kind) {
  const tag = find("net");
  tag.hidden = false;
  tag.textContent = text;
  tag.className = `tag ${kind}`;
}

function connection(state, refusal) {
  if (state === "connected") { network(words.good, "ok"); trouble(""); look(); }
  else if (state === "connecting") network(words.connecting, "");
  else if (state === "lost") { network(words.connecting, "late"); trouble(words.again); }
  else { trouble(refusal?.detail || words.failed, told.over ? "" : words.back_here); look(); }
}

// Ask the house how things stand: pictures first, they must not outlive a move; the rest after.
let asking, askAgain = false;
async function look() {
  if (asking) { askAgain = true; return asking; }
  asking = (async () => {
    const answer = await fetch(`${facts.state}?device=${device}`, { headers: { Accept: "application/json" } });
    if (answer.ok) follow(await answer.json());
    else if (answer.status === 404 || answer.status === 401) follow({ ...told, over: true, slots: [], room: "waiting" });
  })().catch(() => { /* offline: the stream tells when it is over */ });
  await asking;
  asking = undefined;
  if (askAgain) { askAgain = false; look(); }
}

function follow(state) {
  told = state;
  tiles.show(inside && !state.taken ? state.slots : []);
  const quiet = state.room === "waiting" || !inside;
  document.body.classList.toggle("waiting", quiet);
  if (state.now) waiting.follow(state);
  find("say").hidden = !quiet && state.room === "joint";
  if (!inside) return;
  if (state.over || state.taken) return leave(state.taken ? words.taken : "", state.taken ? words.back_here : "");
  call.compare(state);
}

function leave(why = "", button = "") {
  inside = false;
  call.stop();
  tiles.show([]);
  document.body.classList.add("waiting");
  find("net").hidden = true;
  check.hidden = true;
  if (why) trouble(why, button);
}

// One after another: of two at once the later to answer would end what the earlier had begun to send.
let previewed = Promise.resolve();
function preview(picture = true) {
  return previewed = previewed.then(() => showMyself(picture));
}

async function showMyself(picture) {
  try {
    const fresh = await capture({ microphone: chosen("audioinput"), camera: chosen("videoinput"), picture });
    stream?.getTracks().forEach((track) => track.stop());
    stream = fresh;
    self.srcObject = stream;
    stopMeter?.();
    stopMeter = meter(stream, find("level"));
    await list(document.querySelectorAll("select[data-choose]"), stream);
    trouble("");
    obey();
    if (!inside) call.prepare(stream);
    return true;
  } catch (why) {
    trouble(words[why] ?? words.failed);
    return false;
  }
}

const chosen = (kind) => document.querySelector(`select[data-choose="${kind}"]`).value;

async function enter(picture) {
  sends.camera = picture;
  await previewed;
  if (!stream && !await preview(picture)) return;
  if (!picture && stream.getVideoTracks().length) {
    stream.getVideoTracks().forEach((track) => { track.stop(); stream.removeTrack(track); });
    call.prepare(stream);
  }
  obey();
  inside = true;
  check.hidden = true;
  stopMeter?.();
  trouble("");
  try {
    await call.start(stream);
  } catch (refusal) {
    inside = false;
    check.hidden = false;
    return trouble(refusal?.detail || words.failed);
  }
  pane.soon();
}

// What is switched off is not sent, and the others' pages say so.
function obey() {
  for (const [name, kind] of [["microphone", "Audio"], ["camera", "Video"]]) {
    stream?.[`get${kind}Tracks`]().forEach((track) => { track.enabled = sends[name]; });
    document.querySelector(`[data-control="${name}"]`).setAttribute("aria-pressed", String(sends[name]));
  }
  const mine = stage.querySelector("video[data-self]").closest("[data-seat]");
  mine.dataset.state = sends.camera ? "live" : "off";
  mine.dataset.mic = sends.microphone ? "on" : "off";
}

async function toggle(name) {
  sends[name] = !sends[name];
  if (name === "camera" && sends.camera && stream && !stream.getVideoTracks().length) {
    if (!await preview()) sends.camera = false;
    else if (inside) call.publish(stream);
  }
  obey();
  if (inside) post(facts.devices, switches()).catch(() => {});
}

document.addEventListener("click", (event) => {
  tiles.wake();
  const button = event.target.closest("[data-control], [data-go], [data-retry]");
  if (!button) return;
  if (button.dataset.go) enter(button.dataset.go === "picture");
  else if (button.dataset.control === "leave") { leave(); location.assign(facts.show); }
  else if (button.dataset.control) toggle(button.dataset.control);
  else enter(sends.camera);
});
check.addEventListener("change", () => preview());
addEventListener("pagehide", () => call.stop());
addEventListener("pageshow", (event) => event.persisted && location.reload());

const hints = new EventSource(facts.live);
hints.addEventListener("open", () => look());
hints.addEventListener("message", () => { look(); pane.soon(); });

check.hidden = false; // not before a tap on its buttons is heard
preview();
look();
