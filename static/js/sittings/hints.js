// What the house hints at: look again, and whatever on the page shows one kind of act hears which kind it was. The rest
// follows once it is known how things stand. Who may be seen and heard is looked at at once; who came or went, and all
// else, a moment later and once for several hints: the others' pages must not ask just when the house lets somebody in.
const AT_ONCE = "room", SOON_MS = 600;

export function listen(url, look, rest = () => {}) {
  const hints = new EventSource(url);
  let waiting;
  const again = () => { waiting = undefined; Promise.resolve(look()).finally(rest); };
  const soon = () => { waiting ??= setTimeout(again, SOON_MS); };
  hints.addEventListener("open", () => look());
  hints.addEventListener("message", ({ data }) => {
    const { pane } = JSON.parse(data);
    document.dispatchEvent(new CustomEvent("hinted", { detail: pane }));
    if (pane !== AT_ONCE) return soon();
    clearTimeout(waiting);
    again();
  });
  return Object.assign(hints, { soon });
}
