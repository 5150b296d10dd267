// The page of a sitting, outside of its room: what is said changes by the clock and when something happens.
import { listen } from "./hints.js";
import { Waiting } from "./waiting.js";

const facts = JSON.parse(document.getElementById("outside-facts").textContent);
const waiting = new Waiting();
waiting.follow(facts);

const writing = () => document.querySelector("details.confirm[open], textarea:focus, input:focus, select:focus");

async function look() {
  const answer = await fetch(facts.again, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const told = await answer.json();
  if (told.state !== facts.state && !writing()) return location.reload();
  waiting.follow(told);
  document.dispatchEvent(new CustomEvent("told", { detail: told }));
}

const hints = listen(facts.live, () => look().catch(() => {}));
document.addEventListener("visibilitychange", () => document.hidden || look().catch(() => {}));
addEventListener("pagehide", () => hints.close());
addEventListener("pageshow", (event) => event.persisted && location.reload());
