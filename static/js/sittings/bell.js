// A short sound and a sentence for whoever cannot look all the time: who came, who left, who asks for something. At most one
// sentence in a few seconds, whatever happens, so that a screen reader is not talked over.
const GATHER_MS = 1200, APART_MS = 4000;
const TONES = { came: [523, 784], left: [784, 523], asked: [659, 880, 659], raised: [880] };

export class Bell {
  constructor(region, words) {
    Object.assign(this, { region, words, waiting: new Map(), last: 0 });
  }

  // Browsers let a page sound only after a tap.
  wake() {
    this.context ??= new AudioContext();
    if (this.context.state === "suspended") this.context.resume();
  }

  follow(before, now) {
    if (now.talk === "asked" && before.talk !== "asked") this.say("asked", "");
    if (before.room !== now.room) return; // who is where one comes to is said by the room itself
    const names = (state) => new Map(people(state).map((one) => [one.seat, one]));
    const [old, fresh] = [names(before), names(now)];
    fresh.forEach((one, seat) => old.has(seat) || this.say("came", one.name));
    old.forEach((one, seat) => fresh.has(seat) || this.say("left", one.name));
    fresh.forEach((one, seat) => one.hand && old.get(seat) && !old.get(seat).hand && this.say("raised", one.name));
  }

  say(what, name) {
    const names = this.waiting.get(what) ?? new Set();
    this.waiting.set(what, names.add(name));
    const wait = Math.max(GATHER_MS, this.last + APART_MS - performance.now());
    this.timer ??= setTimeout(() => this.speak(), what === "asked" ? 0 : wait);
  }

  speak() {
    this.timer = undefined;
    this.last = performance.now();
    const said = [...this.waiting].map(([what, names]) => this.words[what].replace("%(names)s", [...names].join("、")));
    this.sound(TONES[[...this.waiting.keys()][0]]);
    this.waiting.clear();
    this.region.textContent = said.join(" ");
  }

  sound(tones) {
    if (this.context?.state !== "running") return;
    tones.forEach((tone, i) => {
      const at = this.context.currentTime + i * 0.14, wave = this.context.createOscillator(), gain = this.context.createGain();
      wave.frequency.value = tone;
      gain.gain.setValueAtTime(0.06, at);
      gain.gain.exponentialRampToValueAtTime(0.0005, at + 0.13);
      wave.connect(gain).connect(this.context.destination);
      wave.start(at);
      wave.stop(at + 0.14);
    });
  }
}

const people = (state) => (state.slots ?? []).filter((one) => one && !one.screen && one.state !== "away");
