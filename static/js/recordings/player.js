// Everybody's picture by one clock: the one that plays leads, the others keep within a third of a second of it.
const facts = JSON.parse(document.getElementById("player-facts").textContent);
const root = document.querySelector("[data-player]"), find = (name) => root.querySelector(`[data-${name}]`);
const media = [...root.querySelectorAll("video, audio")];
const where = find("where"), APART = 0.3;
let playing = false, at = 0, since = 0;

media.forEach((one) => { one.controls = false; });
find("bar").hidden = false;

const now = () => Math.min(facts.seconds, playing ? at + (performance.now() - since) / 1000 : at);
const missing = (second) => facts.gaps.find(([begins, ends]) => second >= begins && second < ends);
const clock = (s) => `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, "0")}`;

function go(second) {
  at = Math.max(0, Math.min(facts.seconds, second));
  since = performance.now();
  follow(true);
}

// While one of them is still loading, everybody waits.
go.hold = () => { at = now(); since = performance.now(); };

function play(on) {
  at = now();
  since = performance.now();
  playing = on && at < facts.seconds;
  find("play").setAttribute("aria-pressed", String(playing));
  find("when-paused").hidden = playing;
  find("when-playing").hidden = !playing;
  follow(true);
}

// In a gap nothing is shown and nothing is heard: a picture standing still would look as if it were true.
function follow(jump = false) {
  if (playing && media.some((one) => now() < one.duration && (one.seeking || one.readyState < 3))) go.hold();
  const second = now(), gap = missing(second);
  for (const one of media) {
    const over = second >= one.duration;
    one.closest("figure").querySelector(".player-gap").hidden = !gap;
    one.muted = Boolean(gap);
    if (jump || Math.abs(one.currentTime - second) > APART && !one.seeking) one.currentTime = Math.min(second, one.duration || second);
    if (playing && !over && one.paused) one.play().catch(() => {});
    if ((!playing || over) && !one.paused) one.pause();
  }
  find("skip").hidden = !gap;
  where.value = String(Math.round(second));
  where.setAttribute("aria-valuetext", clock(second));
  find("now").textContent = clock(second);
  if (playing && second >= facts.seconds) play(false);
}

find("play").addEventListener("click", () => play(!playing));
find("back").addEventListener("click", () => go(now() - 10));
find("skip").addEventListener("click", () => go((missing(now()) ?? [0, now()])[1]));
where.addEventListener("input", () => go(Number(where.value)));
root.addEventListener("keydown", (event) => {
  const act = { " ": () => play(!playing), ArrowLeft: () => go(now() - 10), ArrowRight: () => go(now() + 10) }[event.key];
  if (!act || event.target.matches("button") && event.key === " ") return;
  event.preventDefault();
  act();
});
setInterval(() => playing && follow(), 250);
root.tabIndex = -1;
