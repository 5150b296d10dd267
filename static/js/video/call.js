// A call: one leg that sends microphone and camera, one that receives all slots. Slot i is the i-th audio and the i-th
// video line of the offer; who stands in it is told by the house, never by the connection.
import { Leg } from "./leg.js";
import { encodings } from "./sizes.js";

const FRESH_MS = 2000, KNOWN_MS = 3000;

export class Call {
  // admit(again, offers) → {whip, whep, token, ice}, and for each offer that was answered at once {url, sdp};
  // heard(streams): one MediaStream for each slot; told(state, refusal).
  constructor({ admit, slots, heard, told }) {
    Object.assign(this, { slots, heard, states: {} });
    const leg = (name, address, build) => new Leg({
      build,
      admit: async () => {
        const given = await this.admission();
        return { url: given[address], token: given.token, ice: given.ice };
      },
      told: (state, refusal) => { this.states[name] = state; told(this.state, refusal); },
    });
    this.admit = admit;
    this.publishing = leg("publishing", "whip", (pc) => this.send(pc));
    this.watching = leg("watching", "whep", (pc) => this.receive(pc));
  }

  get state() {
    const states = Object.values(this.states);
    return ["refused", "lost", "connecting"].find((state) => states.includes(state)) ?? "connected";
  }

  get coming() { return this.publishing.coming || this.watching.coming; }

  // Both legs come back together, by one ticket.
  admission() {
    return this.asked ??= this.admit(true).finally(() => { this.asked = undefined; });
  }

  // Everything that can be done before somebody goes in.
  prepare(stream) {
    this.stream = stream;
    this.publishing.prepare();
    this.watching.prepare();
  }

  // Both offers go along with the wish to come in: one request, and the answers are there. One ticket opens what was not
  // answered; whoever comes back asks for a fresh one by themselves.
  async start(stream) {
    if (this.stream !== stream) this.prepare(stream);
    const [publish, watch] = await Promise.all([this.publishing.offer(), this.watching.offer()]);
    const given = await this.admit(false, { ...(publish && { publish }), ...(watch && { watch }) });
    const { token, ice } = given;
    this.states = { publishing: "connecting", watching: "connecting" };
    const watching = this.watching.open({ url: given.whep, token, ice, answered: given.watch });
    if (given.watch) await watching; // the others first: the browser does one after the other anyway
    if (!this.watching.wanted) return; // sent away, or gone, meanwhile
    await Promise.all([watching, this.publishing.open({ url: given.whip, token, ice, answered: given.publish })]);
  }

  // Another camera or microphone: the same seat posts anew.
  async publish(stream) {
    this.stream = stream;
    if (this.publishing.wanted) await this.publishing.open();
  }

  // The house says what it sees of us. A leg that it does not see is connected anew: one that is interrupted at once, one
  // we take for connected unless it came up a moment ago, which it may not know yet. Where the media node has started
  // anew, no leg waits any longer for its next try. Returns in how many milliseconds to compare again, if then.
  compare(seen) {
    let soon = 0;
    if (seen.boot !== this.boot) this.hurry();
    this.boot = seen.boot;
    for (const name of ["publishing", "watching"]) {
      const leg = this[name];
      if (!leg.wanted || leg.coming || seen[name]) continue;
      const left = leg.up ? KNOWN_MS - (performance.now() - leg.since) : 0;
      if (left <= 0) leg.again(0);
      else soon = Math.max(soon, left + 50);
    }
    return soon;
  }

  hurry() {
    this.publishing.hurry();
    this.watching.hurry();
  }

  // The network has changed, or the phone was asleep: what is not up, or may hang on a path that is gone, is connected anew.
  again(even) {
    for (const leg of [this.publishing, this.watching]) if (leg.wanted && (even || !leg.up)) leg.again();
  }

  // What our link bears, as the node says (its ladder): the large picture rests first, then the small one too.
  // A new connection begins with all of them: what is known is of the one before.
  carry(rung = "large") {
    if (!this.publishing.up || performance.now() - this.publishing.since < FRESH_MS) return;
    const senders = this.publishing.pc?.getSenders().filter(({ track }) => track?.kind === "video") ?? [];
    senders.forEach((sender, place) => {
      const told = sender.getParameters(), active = rung === "large" || (rung !== "sound" && place === senders.length - 1);
      if (!told.encodings?.length || told.encodings[0].active === active) return;
      told.encodings[0].active = active;
      sender.setParameters(told).catch(() => { /* the next state says it again */ });
    });
  }

  // More people than lines: one more offer for the same seat.
  async grow(slots) {
    if (slots <= this.slots) return;
    this.slots = slots;
    if (this.watching.wanted) await this.watching.open();
  }

  // How loud each slot is now, 0 to 1, as the browser itself reckons.
  async levels() {
    const levels = [];
    const found = await this.watching.pc?.getStats();
    found?.forEach((one) => {
      if (one.type !== "inbound-rtp" || one.kind !== "audio") return;
      const slot = this.streams?.findIndex((stream) => stream.getAudioTracks()[0]?.id === one.trackIdentifier);
      if (slot >= 0) levels[slot] = one.audioLevel ?? 0;
    });
    return levels;
  }

  stop() {
    this.publishing.close();
    this.watching.close();
  }

  // The picture goes out twice, large and small; the node gives each viewer the one that its page and its link ask for.
  send(pc) {
    const line = { direction: "sendonly", streams: [this.stream] };
    this.stream.getAudioTracks().forEach((track) => pc.addTransceiver(track, line));
    for (const track of this.stream.getVideoTracks()) {
      encodings(track).forEach((one) => pc.addTransceiver(track, { ...line, sendEncodings: [one] }));
    }
  }

  receive(pc) {
    const streams = Array.from({ length: this.slots }, () => {
      const stream = new MediaStream();
      for (const kind of ["audio", "video"]) {
        stream.addTrack(pc.addTransceiver(kind, { direction: "recvonly" }).receiver.track);
      }
      return stream;
    });
    this.streams = streams;
    this.heard(streams);
  }
}
