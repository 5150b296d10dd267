// The judge on duty: the page is drawn again when a call comes or goes.
const facts = JSON.parse(document.getElementById("live-facts").textContent);
let waiting;

async function look() {
  waiting = undefined;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("main");
  const now = document.getElementById("main");
  if (fresh && !now.querySelector("details[open]")) now.replaceChildren(...fresh.childNodes);
}

const soon = () => { waiting ??= setTimeout(() => look().catch(() => { /* offline: asked again below */ }), 300); };
new EventSource(facts.live).addEventListener("message", soon);
setInterval(() => document.hidden || soon(), 15000); // the half-day changes without anybody doing anything
