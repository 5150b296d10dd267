// What a phone does to a call: it locks, rings, changes its network, takes the microphone away. Each is survived.
export class Keeping {
  // lost(): camera or microphone ended; held(kind, on): the phone holds one back for a while; back(): look and connect anew.
  constructor({ lost, held, back }) {
    Object.assign(this, { lost, held, back, wanted: false, network: navigator.connection?.type });
    document.addEventListener("visibilitychange", () => document.hidden || this.returned(false));
    addEventListener("online", () => this.returned(true));
    navigator.connection?.addEventListener?.("change", ({ target }) => {
      if (target.type !== this.network) { this.network = target.type; this.returned(true); }
    });
  }

  watch(stream) {
    this.stream = stream;
    for (const track of stream.getTracks()) {
      track.addEventListener("ended", () => this.stream === stream && this.wanted && this.lost());
      track.addEventListener("mute", () => this.stream === stream && this.held(track.kind, true));
      track.addEventListener("unmute", () => this.stream === stream && this.held(track.kind, false));
    }
  }

  begin() { this.wanted = true; this.stayAwake(); }

  end() { this.wanted = false; this.lock?.release().catch(() => {}); this.lock = undefined; }

  returned(anew) {
    if (!this.wanted) return;
    this.stayAwake();
    if (this.stream?.getTracks().some((track) => track.readyState === "ended")) this.lost();
    this.back(anew);
  }

  // The screen stays on while one is inside; a page that was hidden has to ask again.
  async stayAwake() {
    try { this.lock = await navigator.wakeLock?.request("screen"); } catch { /* low on battery: the phone decides */ }
  }
}
