// What the house hints at: look again, and whatever on the page shows one kind of act hears which kind it was. The rest
// follows once it is known how things stand.
export function listen(url, look, rest = () => {}) {
  const hints = new EventSource(url);
  hints.addEventListener("open", () => look());
  hints.addEventListener("message", ({ data }) => {
    document.dispatchEvent(new CustomEvent("hinted", { detail: JSON.parse(data).pane }));
    Promise.resolve(look()).finally(rest);
  });
  return hints;
}
