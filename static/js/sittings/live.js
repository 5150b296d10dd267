// The sittings going on: drawn again when one of them tells that something happened.
const facts = JSON.parse(document.getElementById("live-facts").textContent);
let waiting;

async function look() {
  waiting = undefined;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("main");
  const now = document.getElementById("main");
  if (fresh && fresh.innerHTML !== now.innerHTML) now.innerHTML = fresh.innerHTML;
}

const soon = () => { waiting ??= setTimeout(() => look().catch(() => {}), 500); };
if (facts.live) new EventSource(facts.live).addEventListener("message", soon);
setInterval(() => document.hidden || soon(), 15000); // a sitting that opens has no topic here yet
