// One's own screen: a seat of its own beside one's picture, from a computer only, when the host permits it.
import { Leg } from "../video/leg.js";

export class Screen {
  // share(on): the house gives an address and a ticket, or takes the seat away; changed(shown, refusal).
  constructor({ share, changed }) {
    Object.assign(this, { share, changed });
    this.leg = new Leg({
      build: (pc) => this.stream.getTracks().forEach((track) => pc.addTransceiver(track, { direction: "sendonly", streams: [this.stream] })),
      admit: async () => { const given = await share(true); return { url: given.whip, token: given.token, ice: given.ice }; },
      told: (state, refusal) => state === "refused" && this.stop(refusal),
    });
  }

  static get possible() { return Boolean(navigator.mediaDevices?.getDisplayMedia) && matchMedia("(pointer: fine)").matches; }

  get shown() { return Boolean(this.stream); }

  async start() {
    try {
      this.stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 8 } }, audio: false });
    } catch { return; /* they thought better of it */ }
    this.stream.getVideoTracks()[0].contentHint = "detail";
    this.stream.getVideoTracks()[0].addEventListener("ended", () => this.stop());
    await this.leg.open();
    this.changed(this.shown);
  }

  stop(refusal) {
    if (!this.stream) return;
    this.stream.getTracks().forEach((track) => track.stop());
    this.stream = undefined;
    this.leg.close();
    this.share(false).catch(() => { /* it is gone with us anyway */ });
    this.changed(false, refusal);
  }
}
