// The pictures of the others. A tile belongs to a slot and is on the stage only while somebody stands in it.
const STILL_MS = 3000;

export class Tiles {
  constructor(stage, template, slots, words) {
    Object.assign(this, { stage, template, words });
    setInterval(() => document.hidden || this.shown.forEach((now, slot) => now && this.rests(this.tiles[slot], now)), 700);
    this.mine = stage.querySelector("[data-seat]");
    this.tiles = [];
    this.streams = [];
    this.shown = [];
    this.grow(slots);
  }

  grow(slots) {
    while (this.tiles.length < slots) this.tiles.push(this.template.content.firstElementChild.cloneNode(true));
  }

  // New connections carry new streams; who stands where has not changed.
  heard(streams) {
    this.streams = streams;
    this.shown.forEach((one, slot) => one && this.play(slot));
  }

  // Who may no longer be heard is blank and mute at once: browsers go on concealing for a third of a second.
  show(slots) {
    this.tiles.forEach((tile, slot) => {
      const before = this.shown[slot], now = slots[slot] ?? null;
      this.shown[slot] = now;
      if (before?.seat !== now?.seat) this.blank(slot);
      if (!now) return;
      this.write(tile, now);
      if (!tile.isConnected) this.mine.before(tile);
      if (before?.seat !== now.seat) this.play(slot);
    });
  }

  // Where the link of one side bears sound alone, no frozen picture stands for the person.
  rests(tile, now) {
    const frames = tile.querySelector("video").getVideoPlaybackQuality().totalVideoFrames;
    if (tile.frames !== frames) Object.assign(tile, { frames, movedAt: performance.now() });
    const still = !now.screen && performance.now() - tile.movedAt > STILL_MS;
    if (still !== tile.still) { tile.still = still; this.write(tile, now); }
  }

  write(tile, now) {
    const still = tile.still && now.state === "live", off = still ? this.words.no_picture : this.words.camera_off;
    tile.querySelector("[data-off] span").textContent = off;
    tile.querySelector("[data-away] span").textContent = now.been ? this.words.gone : this.words.not_yet;
    Object.assign(tile.dataset, { seat: now.seat, state: still ? "off" : now.state, mic: now.microphone || now.screen ? "on" : "off" });
    tile.classList.toggle("judge", now.judge);
    tile.classList.toggle("screen", now.screen);
    tile.toggleAttribute("data-hand", now.hand);
    tile.toggleAttribute("data-silenced", now.silenced);
    tile.querySelector("[data-name]").textContent = now.name;
    tile.querySelector("[data-role]").textContent = now.role;
  }

  blank(slot) {
    const tile = this.tiles[slot], video = tile.querySelector("video");
    video.muted = true;
    video.srcObject = null;
    Object.assign(tile, { frames: undefined, still: false });
    tile.removeAttribute("data-speaking");
    tile.remove();
  }

  play(slot) {
    const video = this.tiles[slot].querySelector("video"), stream = this.streams[slot];
    if (!stream || video.srcObject === stream) return;
    video.srcObject = stream;
    video.muted = false;
    video.play().catch(() => { /* the browser wants a tap first; the next one anywhere does */ });
  }

  wake() {
    this.stage.querySelectorAll("video").forEach((video) => video.paused && video.srcObject && video.play().catch(() => {}));
  }
}
