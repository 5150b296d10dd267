// One leg of a call: a peer connection whose offer is posted at once (WHIP, RFC 9725, or WHEP), and posted again with a
// fresh ticket whenever the connection is lost. Nothing waits for gathering: the other end learns where we are from us.
const PATIENCE_MS = 4000; // how long a connection may be interrupted before it is taken for lost
const PAUSES_MS = [300, 1000, 2000, 4000, 8000];
const DIRECT_MS = 2000; // how long the straight way may take before the way through a relay is tried

export class Leg {
  // admit(again) gives {url, token, ice} or throws {status, detail}; build(pc) adds what is sent or received;
  // told(state) hears "connecting" | "connected" | "lost" | "refused" (with the refusal).
  constructor({ admit, build, told }) {
    Object.assign(this, { admit, build, told, tries: 0, since: 0, wanted: false, phase: "", number: 0 });
  }

  get up() { return this.pc?.connectionState === "connected"; }

  // Between connections: it waits for its next try, asks to be admitted, or connects. Until it connects, `pc` is the old
  // one, given up, though it may still look as if it were up.
  get coming() { return ["waits", "asks", "connects"].includes(this.phase); }

  // Build a connection and its offer before anybody asks for them: then a tap waits for the other end alone.
  prepare() {
    this.ready?.pc.close();
    this.ready = this.begin();
    this.ready.offered.catch(() => { /* found out when it is wanted */ });
  }

  begin(iceServers = []) {
    const pc = new RTCPeerConnection({ iceServers, bundlePolicy: "max-bundle" }); // one way for all lines from the start
    this.build(pc);
    return { pc, offered: offer(pc) };
  }

  // What was prepared, to be sent along with the wish to come in; nothing, where it could not be made.
  async offer() {
    const { ready } = this;
    const made = await ready?.offered.then(() => true, () => false);
    if (!ready || ready !== this.ready) return undefined;
    if (!made) { ready.pc.close(); this.ready = undefined; return undefined; }
    ready.sent = true;
    return ready.pc.localDescription.sdp;
  }

  async open(admission) {
    clearTimeout(this.timer);
    this.wanted = true;
    this.phase = "asks";
    const mine = ++this.number;
    this.told("connecting");
    try {
      const given = admission ?? await this.admit();
      if (mine !== this.number) return;
      await this.connect(given, mine);
    } catch (refusal) {
      if (mine === this.number) this.failed(refusal);
    }
  }

  // What was prepared knows no relay and goes straight. Where that does not work soon (UDP is blocked), the house is
  // asked again, and what is built then may go through the relay it names. An offer that was sent along is `answered`.
  async connect({ url, token, ice = [], answered }, mine) {
    this.drop();
    const straight = this.ready && ice.length > 0;
    const { pc, offered, sent } = this.ready ?? this.begin(ice);
    this.ready = undefined;
    this.pc = pc;
    this.phase = "connects";
    pc.addEventListener("connectionstatechange", () => pc === this.pc && this.changed());
    await offered;
    const answer = (sent && answered) || await post(pc, url, token);
    if (mine !== this.number) return pc.close();
    this.session = { url: answer.url, token };
    await pc.setRemoteDescription({ type: "answer", sdp: answer.sdp });
    if (straight) this.detour = setTimeout(() => pc === this.pc && !this.up && this.open(), DIRECT_MS);
  }

  // What a connection that is given up goes through puts nothing off: it counts only if it comes back by itself.
  changed() {
    const state = this.pc.connectionState;
    if (state === "connected") return this.came();
    if (this.phase === "waits" || this.phase === "asks") return;
    clearTimeout(this.timer);
    if (state === "disconnected") this.timer = setTimeout(() => this.again(), PATIENCE_MS);
    else if (state === "failed" || state === "closed") this.again();
  }

  came() {
    clearTimeout(this.timer);
    this.tries = 0;
    this.phase = "holds";
    this.since = performance.now();
    this.told("connected");
  }

  // Lost: connect anew, a little later each time it fails; at once where the house has said that it is lost.
  again(pause = PAUSES_MS[Math.min(this.tries++, PAUSES_MS.length - 1)]) {
    if (!this.wanted) return;
    this.phase = "waits";
    this.number++;
    clearTimeout(this.timer);
    this.told("lost");
    this.timer = setTimeout(() => this.hurry(), pause);
  }

  // Whatever the next try was put off for is over.
  hurry() {
    if (this.wanted && this.phase === "waits") this.open();
  }

  failed(refusal) {
    if (refusal?.status === 404 || refusal?.status === 409 || refusal?.status === 403) {
      this.wanted = false;
      this.drop();
      return this.told("refused", refusal);
    }
    this.again();
  }

  drop() {
    clearTimeout(this.timer);
    clearTimeout(this.detour);
    const old = this.pc;
    this.phase = "";
    this.pc = undefined;
    old?.close();
  }

  // Hang up for good, and say so, so that the others need not wait for our silence to be noticed.
  close() {
    this.wanted = false;
    this.number++;
    this.drop();
    this.ready?.pc.close();
    this.ready = undefined;
    if (!this.session?.url) return;
    const { url, token } = this.session;
    this.session = undefined;
    fetch(url, { method: "DELETE", keepalive: true, headers: { Authorization: `Bearer ${token}` } }).catch(() => {});
  }
}

// Lost sound is asked for again, as lost pictures are: browsers can do it, and do not offer it by themselves.
async function offer(pc) {
  const { type, sdp } = await pc.createOffer();
  await pc.setLocalDescription({ type, sdp: sdp.replace(/^a=rtpmap:(\d+) opus\/48000\/2\r\n/gm, "$&a=rtcp-fb:$1 nack\r\n") });
}

async function post(pc, url, token) {
  const answer = await fetch(url, {
    method: "POST", body: pc.localDescription.sdp,
    headers: { "Content-Type": "application/sdp", Authorization: `Bearer ${token}`, Accept: "application/json" },
  });
  if (!answer.ok) throw await refusalOf(answer);
  return { url: answer.headers.get("Location"), sdp: await answer.text() };
}

export async function refusalOf(answer) {
  let said = {};
  try { said = await answer.json(); } catch { /* a page, not problem details */ }
  return { ...said, status: answer.status, detail: said.detail ?? "" };
}
