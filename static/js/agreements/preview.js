// The sentence of the paper grows while a term is typed. The server makes it, as it makes the paper's.

const PAUSE_MS = 400;
const form = document.querySelector("form[data-preview]");
const text = document.querySelector("[data-preview-text]");
const empty = document.querySelector("[data-preview-empty]");
let waiting, asked = 0;

async function look() {
  const mine = (asked += 1);
  const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form) }).catch(() => null);
  if (mine !== asked || !answer?.ok) return;
  const said = (await answer.json()).text;
  text.textContent = said;
  empty.hidden = Boolean(said);
}

if (form && text) {
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, PAUSE_MS);
  });
}
