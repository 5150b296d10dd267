// The room of a sitting: check the devices, go in, follow what the house says about who is where.
import { Call } from "../video/call.js";
import { capture, list, meter } from "../video/devices.js";
import { Bell } from "./bell.js";
import { listen } from "./hints.js";
import { Keeping } from "./keeping.js";
import { Layout } from "./layout.js";
import { Pane } from "./pane.js";
import { poster } from "./post.js";
import { Screen } from "./screen.js";
import { control, find, network, press, say, signs, trouble } from "./signs.js";
import { Tiles } from "./tiles.js";
import { Waiting } from "./waiting.js";

const facts = JSON.parse(document.getElementById("room-facts").textContent);
const { words } = facts;
const stage = find("tiles"), check = find("check"), self = document.querySelector("video[data-self]");
const device = (sessionStorage.device ??= Array.from(crypto.getRandomValues(new Uint8Array(12)), (n) => n.toString(36)).join("").slice(0, 20));
const post = poster(facts.csrf);
const REST_MS = 2000; // while sound and picture are on their way, what stands beside them may wait
const sends = { microphone: true, camera: true };
let stream, stopMeter, inside = false, told = { slots: [] }, comeBack;

const waiting = new Waiting();
const tiles = new Tiles(stage, document.querySelector("template[data-tile]"), facts.slots, words);
const pane = new Pane(find("pane"), { url: facts.pane, words, changed: look, trouble });
const call = new Call({ admit, slots: facts.slots, heard: (streams) => tiles.heard(streams), told: connection });

const bell = new Bell(find("live"), words);
const layout = new Layout(stage, { words, button: control("layout"), large, levels });
const keeping = new Keeping({
  lost: async () => { say(words.stopped); if (await preview(sends.camera) && inside) call.publish(stream); },
  held: (kind, on) => inside && post(facts.devices, switches(on && { [kind === "audio" ? "microphone" : "camera"]: false })).catch(() => {}),
  back: (anew) => { call.again(anew); look(); },
});
const screen = new Screen({
  share: (on) => post(facts.share, { yes: on ? "yes" : "no" }),
  changed: (shown, refusal) => { say(refusal?.detail || (shown ? "" : words.screen_stopped)); press("screen", shown); },
});

function large(seats) {
  if (inside) post(facts.large, [...seats.map((seat) => ["seat", seat]), ["device", device]]).catch(() => {});
}

async function levels() {
  const loud = inside ? await call.levels() : [];
  return Object.fromEntries(told.slots.flatMap((one, slot) => (one && !one.silenced ? [[one.seat, loud[slot] ?? 0]] : [])));
}

const switches = (but = {}) => Object.fromEntries(Object.entries({ ...sends, ...but }).filter(([, on]) => on).map(([name]) => [name, "on"]));

// Counts how often we were let in: an answer to what was asked before knows nothing of it, and would send us away.
let letIn = 0;
async function admit(again, offers = {}) {
  const given = await post(facts.join, { device, ...(again && { again: "yes" }), ...switches(), ...offers });
  letIn++;
  if (!again) inside = true;
  if (!again && sends.microphone && !given.state.microphone && !given.state.silenced) {
    sends.microphone = false; // whoever comes back is not heard before they want to be
    obey();
    say(words.muted_again);
  }
  setTimeout(() => follow(given.state)); // once the answers are on their way into the connections
  return given;
}

function connection(state, refusal) {
  if (state === "connected") { healthy(); if (find("trouble-text").textContent === words.again) trouble(""); hints.soon(); }
  else if (state === "connecting") network(words.connecting, "");
  else if (state === "lost") { network(words.connecting, "late"); trouble(words.again); }
  else { trouble(refusal?.detail || words.failed, told.over ? "" : words.back_here); look(); }
}

// Ask the house how things stand: pictures first, they must not outlive a move; the rest after.
let asking, askAgain = false;
async function look() {
  if (asking) { askAgain = true; return asking; }
  asking = (async () => {
    const before = letIn;
    const answer = await fetch(`${facts.state}?device=${device}`, { headers: { Accept: "application/json" } });
    const state = answer.ok && await answer.json();
    if (before !== letIn) askAgain = true;
    else if (state) follow(state);
    else if (answer.status === 404 || answer.status === 401) follow({ ...told, over: true, slots: [], room: "waiting" });
  })().catch(() => { /* offline: the stream tells when it is over */ });
  await asking;
  asking = undefined;
  if (askAgain) { askAgain = false; look(); }
}

function follow(state) {
  if (inside) bell.follow(told, state);
  const before = told;
  told = state; document.dispatchEvent(new CustomEvent("told", { detail: state })); // others follow it too
  more(state.slots);
  tiles.show(inside && !state.taken ? state.slots : []);
  const quiet = state.room === "waiting" || !inside;
  if (document.body.classList.toggle("waiting", quiet) !== (before.quiet ?? true)) scrollTo(0, 0);
  told.quiet = quiet;
  if (state.now) waiting.follow(state);
  find("say").hidden = !quiet && state.room === "joint";
  layout.follow(inside && !state.taken ? state : { ...state, slots: [] });
  hold(state, before);
  clearTimeout(comeBack);
  if (state.again) comeBack = setTimeout(look, state.again * 1000);
  if (!inside) return;
  if (state.over || state.taken) return leave(state.taken ? words.taken : "", state.taken ? words.back_here : "");
  const soon = call.compare(state);
  if (soon) { clearTimeout(comeBack); comeBack = setTimeout(look, soon); }
  call.carry(state.sends);
  if (state.sends !== before.sends && call.state === "connected") healthy(state.sends);
}

// The picture rests while the link bears sound alone; that is said for as long as it lasts.
function healthy(sends = told.sends) {
  if (sends === "sound") network(words.voice_only, "late");
  else network(words.good, "ok");
}

// What a host has decided about us, and what everybody is told while a host is lost.
function hold(state, before) {
  signs(state, [document.body, tiles.mine]);
  control("screen").hidden = !(state.may_share && state.room !== "waiting" && Screen.possible);
  if (screen.shown && (!state.may_share || state.over)) screen.stop();
  if (state.silenced && !before.silenced) { sends.microphone = false; obey(); say(words.silenced); }
  else if (before.silenced && !state.silenced) say(words.spoken);
}

// Somebody stands in a slot we have no lines for: offer more of them, a few at once, and once.
function more(slots) {
  const needed = slots.findLastIndex(Boolean) + 1;
  if (needed <= call.slots) return;
  const size = Math.min(needed + 2, facts.most);
  tiles.grow(size);
  call.grow(size);
}

function leave(why = "", button = "") {
  inside = false;
  keeping.end();
  screen.stop();
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
    keeping.watch(stream);
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
  bell.wake();
  keeping.begin();
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
  if (name === "microphone" && told.silenced) return say(words.silenced);
  sends[name] = !sends[name];
  say("");
  if (name === "camera" && sends.camera && stream && !stream.getVideoTracks().length) {
    if (!await preview()) sends.camera = false;
    else if (inside) call.publish(stream);
  }
  obey();
  if (inside) post(facts.devices, switches()).catch(() => {});
}

const acts = {
  microphone: () => toggle("microphone"),
  camera: () => toggle("camera"),
  hand: () => post(facts.hand, { yes: told.hand ? "no" : "yes" }).catch((refusal) => trouble(refusal.detail || words.failed)),
  screen: () => (screen.shown ? screen.stop() : screen.start()),
  leave: () => { leave(); location.assign(facts.show); },
};

document.addEventListener("click", (event) => {
  tiles.wake();
  const button = event.target.closest("[data-control], [data-go], [data-retry]");
  if (!button) return;
  if (button.dataset.go) enter(button.dataset.go === "picture");
  else if (button.dataset.control) acts[button.dataset.control]?.();
  else enter(sends.camera);
});
check.addEventListener("change", () => preview());
addEventListener("pagehide", () => call.stop());
addEventListener("pageshow", (event) => event.persisted && location.reload());

const hints = listen(facts.live, look, () => pane.soon(call.coming ? REST_MS : undefined));

check.hidden = false; // not before a tap on its buttons is heard
preview();
look();
