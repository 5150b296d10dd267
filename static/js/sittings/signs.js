// What stands on the page around the pictures: found, pressed, said.
export const find = (name) => document.querySelector(`[data-${name}]`);

export function control(name) { return document.querySelector(`[data-control="${name}"]`); }

export function press(name, on) { control(name).setAttribute("aria-pressed", String(on)); }

// A sentence about oneself that is no trouble, for as long as it is true or until the next one.
export function say(text) {
  find("word").hidden = !text;
  find("word").textContent = text;
}

export function trouble(text, button = "") {
  find("trouble").hidden = !text;
  find("trouble-text").textContent = text;
  find("retry").hidden = !button;
  find("retry").textContent = button;
}

export function network(text, kind) {
  const tag = find("net");
  tag.hidden = false;
  tag.textContent = text;
  tag.className = `tag ${kind}`;
}
