// Recording, in the room: the question, the alarm and the tag that tells the truth, drawn by the house.
import { Pane } from "../sittings/pane.js";

const AGAIN_AFTER_MS = 3000;
const SOON_MS = 1000; // who comes is seen to come in several steps
const element = document.querySelector("[data-recording]"), tag = document.querySelector("[data-recorded]");
const { words } = JSON.parse(document.getElementById("room-facts").textContent);
const trouble = (text) => {
  document.querySelector("[data-trouble]").hidden = !text;
  document.querySelector("[data-trouble-text]").textContent = text;
};
const pane = new Pane(element, { url: element.dataset.url, words, changed: look, trouble });
let timer;

// A host's page asks again while a recording goes on: an alarm must not depend on anything that may itself have died.
async function look() {
  clearTimeout(timer);
  await pane.refresh().catch(() => { /* offline: asked again below */ });
  const said = element.querySelector("[data-words]")?.dataset ?? {};
  if (said.words && tag.textContent !== said.words) tag.textContent = said.words;
  tag.className = `tag ${said.kind ?? ""}`;
  if ("on" in said && "host" in said) timer = setTimeout(look, AGAIN_AFTER_MS);
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(look, SOON_MS);
}

// Asked again when a recording changes, and soon after those who are here do.
let truth, others;
document.addEventListener("hinted", ({ detail }) => detail === "recording" && look());
document.addEventListener("told", ({ detail: { room, over, recording, slots = [] } }) => {
  const now = JSON.stringify([room, over, recording]), here = JSON.stringify(slots.map((one) => one && [one.seat, one.state]));
  if (now !== truth) look();
  else if (here !== others) soon();
  [truth, others] = [now, here];
});
look();
