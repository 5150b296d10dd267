// Who is shown large: whom the host shows to everybody, whom one keeps large oneself (an interpreter and a speaker, say),
// and in the layout with one large picture whoever speaks. The house is told, so that the others need only small pictures.
const MOST_LARGE = 4;
const LISTEN_MS = 700, LOUD = 0.02, STAYS_MS = 2500;

export class Layout {
  // large(seats): the pictures shown large have changed; levels(): loudness of each seat, by seat.
  constructor(stage, { words, button, large, levels }) {
    Object.assign(this, { stage, words, button, large, levels, pins: new Set(), one: false, speaker: "", since: 0, told: "" });
    stage.addEventListener("click", (event) => this.pinned(event));
    button.addEventListener("click", () => { this.one = !this.one; this.arrange(); });
    setInterval(() => this.listen(), LISTEN_MS);
  }

  follow(state) {
    this.state = state;
    const here = new Set(state.slots.filter(Boolean).map((one) => one.seat));
    this.pins.forEach((seat) => here.has(seat) || this.pins.delete(seat));
    this.arrange();
  }

  pinned(event) {
    const button = event.target.closest("[data-pin]");
    if (!button) return;
    const { seat } = button.closest("[data-seat]").dataset;
    if (!this.pins.delete(seat)) this.pins.add(seat);
    this.arrange();
  }

  // The one who speaks stays for a moment, so that nothing flickers.
  async listen() {
    if (!this.state || document.hidden) return;
    const loud = Object.entries(await this.levels()).filter(([, level]) => level > LOUD);
    const speaking = new Set(loud.map(([seat]) => seat));
    this.tiles().forEach((tile) => tile.toggleAttribute("data-speaking", speaking.has(tile.dataset.seat)));
    const [loudest] = loud.sort(([, a], [, b]) => b - a)[0] ?? [];
    const now = performance.now();
    if (!loudest || (speaking.has(this.speaker) && now - this.since < STAYS_MS)) return;
    if (loudest !== this.speaker) { this.speaker = loudest; this.since = now; this.arrange(); }
  }

  tiles() { return [...this.stage.querySelectorAll(":scope > .tile")]; }

  arrange() {
    const tiles = this.tiles(), others = tiles.filter((tile) => !tile.querySelector("[data-self]"));
    const seats = others.map((tile) => tile.dataset.seat);
    const chosen = [...others.filter((tile) => tile.classList.contains("screen")).map((tile) => tile.dataset.seat),
      this.state?.spotlight, ...this.pins].filter((seat) => seats.includes(seat));
    if (!chosen.length && this.one && seats.length) chosen.push(seats.includes(this.speaker) ? this.speaker : seats[0]);
    const large = [...new Set(chosen)].slice(0, MOST_LARGE);
    tiles.forEach((tile) => tile.classList.toggle("large", large.includes(tile.dataset.seat)));
    Object.assign(this.stage.dataset, { large: large.length, count: tiles.length });
    this.button.setAttribute("aria-pressed", String(this.one));
    others.forEach((tile) => this.label(tile));
    this.tell(large);
  }

  label(tile) {
    const pin = tile.querySelector("[data-pin]"), on = this.pins.has(tile.dataset.seat);
    pin.setAttribute("aria-pressed", String(on));
    pin.setAttribute("aria-label", `${on ? this.words.unpin : this.words.pin}: ${tile.querySelector("[data-name]").textContent}`);
  }

  tell(seats) {
    const told = [...seats].sort().join(" ");
    if (told === this.told) return;
    this.told = told;
    this.large(seats);
  }
}
