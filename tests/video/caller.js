// Somebody in a call with the product's own scripts; what the room's page adds around them is left out.
const heard = [];

async function come(seat, slots) {
  const { Call } = await import("/static/js/video/call.js");
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 320, height: 180, frameRate: 10 } });
  window.states = [];
  window.call = new Call({
    admit: async (again) => JSON.parse(await window.admit(seat, Boolean(again))), slots,
    heard: (streams) => heard.splice(0, heard.length, ...streams.map((stream) => {
      const element = document.createElement("video");
      Object.assign(element, { autoplay: true, playsInline: true, srcObject: stream });
      document.body.append(element);
      element.play().catch(() => {});
      return element;
    })),
    told: (state) => window.states.push(state),
  });
  const begun = performance.now();
  await window.call.start(stream);
  return begun;
}

// What comes in: sums over all streams, and the ways it comes.
async function received() {
  const sum = { frames: 0, energy: 0, ways: [], state: window.call.state };
  for (const leg of [window.call.publishing, window.call.watching]) {
    if (!leg.pc) continue;
    const stats = [...(await leg.pc.getStats()).values()];
    for (const one of stats) {
      if (one.type === "inbound-rtp" && one.kind === "video") sum.height = one.frameHeight;
      if (one.type === "inbound-rtp") { sum.frames += one.framesDecoded ?? 0; sum.energy += one.totalAudioEnergy ?? 0; }
      if (one.type === "candidate-pair" && one.nominated) {
        const local = stats.find((other) => other.id === one.localCandidateId);
        sum.ways.push(`${local?.candidateType} ${local?.relayProtocol ?? local?.protocol}`);
      }
    }
  }
  return sum;
}
