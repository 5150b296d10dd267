// What stands beside the pictures: drawn by the house, fetched again when something happened, sent without leaving the room.
import { refusalOf } from "../video/leg.js";

const SAVE_AFTER_MS = 1200;
const AFTER_MS = 400; // one act leaves several hints: who joins is connected twice, and seen to be
const plain = (element) => element.innerHTML.replace(/name="csrf_token" value="[^"]*"/g, "");

export class Pane {
  // changed(): something was done here; trouble(text): it could not be.
  constructor(element, { url, words, changed, trouble }) {
    Object.assign(this, { element, url, words, changed, trouble });
    element.addEventListener("submit", (event) => this.submitted(event));
    element.addEventListener("input", (event) => this.typed(event));
  }

  soon(after = AFTER_MS) {
    clearTimeout(this.later);
    this.later = setTimeout(() => this.refresh(), after);
  }

  async refresh() {
    const answer = await fetch(this.url, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const parts = new Map([...this.element.querySelectorAll("[data-part]")].map((part) => [part.dataset.part, part]));
    const now = [...fresh.querySelectorAll("[data-part]")].map((part) => this.newer(parts.get(part.dataset.part), part));
    if (now.length !== this.element.children.length || now.some((part, i) => part !== this.element.children[i])) {
      this.arrange(now);
    }
  }

  // A part somebody is writing in stays as it is; one that says the same does too, so that nothing jumps.
  newer(old, fresh) {
    if (!old) return fresh;
    const writing = old.contains(document.activeElement) && document.activeElement.matches("textarea, input:not([type=checkbox]), select");
    if (writing || old.querySelector("form[data-dirty]") || plain(old) === plain(fresh)) return old;
    for (const ticked of old.querySelectorAll("form[data-chosen] input:checked")) {
      const same = fresh.querySelector(`form[data-chosen] input[value="${ticked.value}"]`);
      if (same) same.checked = true;
    }
    for (const open of old.querySelectorAll("details[open][data-key]")) {
      fresh.querySelector(`details[data-key="${open.dataset.key}"]`)?.setAttribute("open", "");
    }
    return fresh;
  }

  arrange(parts) {
    this.element.querySelectorAll("[data-part]").forEach((part) => parts.includes(part) || part.remove());
    parts.forEach((part, place) => {
      if (this.element.children[place] !== part) this.element.insertBefore(part, this.element.children[place] ?? null);
    });
  }

  async submitted(event) {
    event.preventDefault();
    const form = event.target;
    event.submitter?.setAttribute("aria-disabled", "true");
    const done = await this.send(form, event.submitter?.getAttribute("formaction") ?? form.action);
    event.submitter?.removeAttribute("aria-disabled");
    if (!done) return;
    form.closest("details[data-key]")?.removeAttribute("open");
    if (!form.dataset.autosave) form.reset();
    document.activeElement?.blur();
    this.changed();
  }

  typed(event) {
    const form = event.target.form;
    if (form && "chosen" in form.dataset) this.ask(form, { shown: "", detail: "" });
    if (!form?.dataset.autosave) return;
    form.dataset.dirty = "yes";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(form), SAVE_AFTER_MS);
  }

  // What would happen is said before it happens; the second tap does it, if it is still what was said.
  ask(form, { shown, detail }) {
    form.elements.shown.value = shown;
    const sentence = form.querySelector("[data-sentence-of]");
    sentence.hidden = !detail;
    sentence.textContent = detail;
  }

  async send(form, address = form.action) {
    const note = form.querySelector("[data-saved]");
    if (note) note.textContent = this.words.saving;
    const sent = new FormData(form);
    try {
      const answer = await fetch(address, { method: "POST", body: sent, redirect: "manual", headers: { Accept: "application/json" } });
      if (answer.type !== "opaqueredirect" && !answer.ok) throw await refusalOf(answer);
    } catch (refusal) {
      if (note) note.textContent = "";
      if (refusal.shown && "chosen" in form.dataset) this.ask(form, refusal);
      else this.trouble(refusal.detail || this.words.failed);
      if (refusal.shown) this.refresh();
      return false;
    }
    delete form.dataset.dirty;
    if (note) note.textContent = this.words.saved;
    this.trouble("");
    return true;
  }
}
