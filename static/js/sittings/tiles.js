// The pictures of the others. A tile belongs to a slot and is on the stage only while somebody stands in it.
export class Tiles {
  constructor(stage, template, slots) {
    this.stage = stage;
    this.template = template;
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

  write(tile, now) {
    Object.assign(tile.dataset, { seat: now.seat, state: now.state, mic: now.microphone || now.screen ? "on" : "off" });
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
