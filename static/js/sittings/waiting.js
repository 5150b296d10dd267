// The words of waiting and the big clock: by the house's time, and on time without asking it again.
export class Waiting {
  constructor(root = document) {
    this.root = root;
    setInterval(() => this.tick(), 1000);
  }

  // told: the words of now, and under `ahead` those that follow by the clock alone.
  follow(told) {
    this.offset = Date.parse(told.now) - Date.now();
    this.words = [{ ...told, at: told.now }, ...told.ahead];
    this.tick();
  }

  tick() {
    if (!this.words) return;
    const now = Date.now() + this.offset;
    const words = this.words.findLast((one) => Date.parse(one.at) <= now) ?? this.words[0];
    for (const name of ["label", "headline", "sentence"]) {
      for (const place of this.root.querySelectorAll(`[data-${name}]:not(button *)`)) {
        if (place.textContent !== words[name]) place.textContent = words[name];
      }
    }
    const clock = this.root.querySelector("[data-clock]");
    if (clock) clock.textContent = new Date(now).toLocaleTimeString("en-GB", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit" });
  }
}
