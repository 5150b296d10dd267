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

// What holds for oneself in the room one is in: silenced, a hand up, locked; and that a host is lost.
export function signs(state, own) {
  find("held").hidden = !state.held;
  find("held-headline").textContent = state.held?.headline ?? "";
  find("held-sentence").textContent = state.held?.sentence ?? "";
  find("locked").hidden = !state.locked;
  for (const one of own) {
    one.toggleAttribute("data-silenced", Boolean(state.silenced));
    one.toggleAttribute("data-hand", Boolean(state.hand));
  }
  control("microphone").setAttribute("aria-disabled", String(Boolean(state.silenced)));
  control("hand").hidden = control("layout").hidden = state.room === "waiting";
  press("hand", Boolean(state.hand));
}
