// The talk of a sitting: on its own page, in the waiting room and beside the pictures, drawn by the house.
import { Pane } from "../sittings/pane.js";

const element = document.querySelector("[data-talk]") ?? document.createElement("div"); // whom talk is not meant for has none
const box = element.closest("details"), badges = [...document.querySelectorAll("[data-talk-unread]")];
const FIRST_AFTER_MS = 1500, AFTER_MS = 300; // sound and picture come first
const anew = () => Array.from(crypto.getRandomValues(new Uint8Array(26)), (n) => "abcdefghijklmnopqrstuvwxyz234567"[n % 32]).join("");
const state = () => element.querySelector("[data-unread]")?.dataset ?? {};
const words = { get saving() { return state().saving; }, get saved() { return state().saved; }, get failed() { return state().failed; } };

// What somebody has begun to write is never drawn away, and never goes to others than they saw when they wrote it.
class Talk extends Pane {
  async send(form, address) {
    const chosen = form.querySelector("input:checked")?.value;
    const done = await super.send(form, address);
    if (done && form.elements._once) form.elements._once.value = anew(); // the next line is another one
    if (!done && "say" in form.dataset) await this.askAgain(form, chosen);
    return done;
  }

  // It was not sent, perhaps because others would read it now: who can be written to is asked anew, the words stay.
  async askAgain(form, refused) {
    const answer = await fetch(this.url, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const choices = fresh.querySelector("form[data-say] fieldset"), old = form.querySelector("fieldset");
    if (!choices || !old || choices.textContent === old.textContent) return;
    const meanwhile = old.querySelector("input:checked")?.value;
    choices.querySelectorAll("input").forEach((one) => { one.checked = one.value === meanwhile && one.value !== refused; });
    old.replaceWith(choices);
  }
}

function trouble(text) {
  let place = element.querySelector("[data-talk-trouble]");
  if (!place) {
    place = Object.assign(document.createElement("p"), { className: "error" });
    place.dataset.talkTrouble = "";
    place.setAttribute("role", "alert");
    element.querySelector("[data-part=talk-form]")?.prepend(place);
  }
  place.textContent = text;
  place.hidden = !text;
}

const pane = new Talk(element, { url: element.dataset.url, words, changed: look, trouble });
element.addEventListener("input", (event) => { if (event.target.form) event.target.form.dataset.dirty = "yes"; });

async function look() {
  await pane.refresh().catch(() => { /* offline: asked again with the next hint */ });
  badges.forEach((badge) => { badge.textContent = state().words ?? ""; });
  await read();
}

let later, here;
function soon(after = AFTER_MS) {
  clearTimeout(later);
  later = setTimeout(look, after);
}

// Read is what was before somebody's eyes: the page is looked at, and the box is open.
async function read() {
  const { unread, newest, read: url } = state();
  if (!Number(unread) || !url || document.hidden || (box && !box.open)) return;
  const csrf = element.querySelector("[name=csrf_token]")?.value;
  if (!csrf) return;
  await fetch(url, { method: "POST", redirect: "manual", headers: { "X-CSRFToken": csrf, Accept: "application/json" }, body: new URLSearchParams({ upto: newest }) }).catch(() => {});
  badges.forEach((badge) => { badge.textContent = ""; });
}

if (element.isConnected) {
  box?.addEventListener("toggle", () => box.open && read());
  document.querySelector("[data-talk-open]")?.addEventListener("click", () => { box.open = true; });
  document.addEventListener("visibilitychange", () => document.hidden || soon());
  document.addEventListener("hinted", ({ detail }) => detail === "talk" && soon());
  document.addEventListener("told", ({ detail: { room, over, slots = [] } }) => {
    const now = JSON.stringify([room, over, slots.map((one) => one?.seat)]);
    if (now !== here) soon(FIRST_AFTER_MS); // others may read what is written now
    here = now;
  });
  if (element.dataset.live) new EventSource(element.dataset.live).addEventListener("message", () => soon());
  if (!("whole" in element.dataset)) soon(FIRST_AFTER_MS);
}
