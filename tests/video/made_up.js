// A call whose connections are made up: they become what they are told to.
const made = [], tries = { admitted: 0, posted: 0 };
let down = false;

class MadeUp extends EventTarget {
  constructor() { super(); this.connectionState = "new"; made.push(this); }
  become(state) { this.connectionState = state; this.dispatchEvent(new Event("connectionstatechange")); }
  addTransceiver(kind) { this.kind = kind; return { receiver: { track: silence.clone() } }; }
  getSenders() { return []; }
  async createOffer() { return { type: "offer", sdp: "" }; }
  async setLocalDescription(given) { this.localDescription = given; }
  async setRemoteDescription() {}
  close() { this.connectionState = "closed"; }
}
window.RTCPeerConnection = MadeUp;
const silence = new AudioContext().createMediaStreamDestination().stream.getAudioTracks()[0];

window.fetch = async () => {
  tries.posted++;
  return down ? new Response("{}", { status: 503 }) : new Response("answer", { status: 201, headers: { Location: "/here" } });
};

async function begin() {
  const { Call } = await import("/static/js/video/call.js");
  window.call = new Call({
    admit: async (again) => {
      tries.admitted++;
      if (again) await new Promise((answered) => setTimeout(answered, 20));
      return { whip: "/whip", whep: "/whep", token: "t", ice: [] };
    },
    slots: 1, heard: () => {}, told: () => {},
  });
  await call.start(new MediaStream());
}

const newest = () => [call.publishing.pc, call.watching.pc];

// All that is under way has come as far as it does without time going by.
async function settled() {
  for (let turn = 0; turn < 100; turn++) await Promise.resolve();
}
