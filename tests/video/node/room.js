// Four people in one page: each publishes a tone and a colour, each watches all slots over one connection.
const slotsOf = {};
const people = {};
const sound = new AudioContext();

async function post(path, pc) {
  const answer = await fetch(path, {method: 'POST', headers: {'content-type': 'application/sdp'}, body: pc.localDescription.sdp});
  if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  await pc.setRemoteDescription({type: 'answer', sdp: await answer.text()});
}

function source(hertz, colour) {
  const tone = sound.createOscillator(), gain = sound.createGain(), out = sound.createMediaStreamDestination();
  tone.frequency.value = hertz; gain.gain.value = 0.3; tone.connect(gain).connect(out); tone.start();
  const canvas = document.createElement('canvas');
  canvas.width = 320; canvas.height = 180;
  const draw = canvas.getContext('2d');
  let step = 0;
  setInterval(() => {
    draw.fillStyle = colour; draw.fillRect(0, 0, 320, 180);
    draw.fillStyle = '#888'; draw.fillRect((step++ * 7) % 300, 5, 20, 20);
  }, 66);
  return [out.stream.getAudioTracks()[0], canvas.captureStream(15).getVideoTracks()[0]];
}

// `encodings`: how each of two lines of the same picture is sent, the large one first.
async function publish(conference, seat, hertz, colour, encodings) {
  await sound.resume();
  const me = people[seat] ??= {};
  me.tracks ??= source(hertz, colour);
  const pc = me.publishing = new RTCPeerConnection({iceServers: []});
  for (const track of me.tracks) {
    if (!encodings || track.kind === 'audio') pc.addTransceiver(track, {direction: 'sendonly'});
    else for (const one of encodings(track)) pc.addTransceiver(track, {direction: 'sendonly', sendEncodings: [one]});
  }
  await pc.setLocalDescription(await pc.createOffer());
  await post(`/node/conferences/${conference}/seats/${seat}/publish`, pc);
}

async function watch(conference, seat, slots, query = '') {
  const me = people[seat] ??= {};
  const pc = me.watching = new RTCPeerConnection({iceServers: []});
  const meters = me.meters = [];
  pc.ontrack = ({track, transceiver}) => {
    const element = document.createElement(track.kind);
    Object.assign(element, {autoplay: true, muted: true, playsInline: true, srcObject: new MediaStream([track])});
    document.body.append(element);
    element.play().catch(() => {});
    const meter = {kind: track.kind, element, mid: transceiver.mid};
    if (track.kind === 'audio') {
      meter.analyser = sound.createAnalyser();
      meter.analyser.fftSize = 2048; meter.analyser.smoothingTimeConstant = 0;
      sound.createMediaStreamSource(element.srcObject).connect(meter.analyser);
    }
    meters.push(meter);
  };
  for (let i = 0; i < slots; i++) for (const kind of ['audio', 'video']) pc.addTransceiver(kind, {direction: 'recvonly'});
  await pc.setLocalDescription(await pc.createOffer());
  await post(`/node/conferences/${conference}/seats/${seat}/watch${query}`, pc);
}

function tone(analyser) {
  const bins = new Float32Array(analyser.frequencyBinCount);
  analyser.getFloatFrequencyData(bins);
  let best = 3;
  for (let i = 3; i < bins.length; i++) if (bins[i] > bins[best]) best = i;
  return bins[best] < -70 ? null : Math.round(best * sound.sampleRate / analyser.fftSize);
}

function colour(element) {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 8;
  const draw = canvas.getContext('2d');
  draw.drawImage(element, 0, 0, 8, 8);
  return [...draw.getImageData(4, 6, 1, 1).data].slice(0, 3);
}

// By slot: what getStats counts and what is heard and seen.
async function perceived(seat) {
  const {watching, meters} = people[seat], slots = [];
  const order = watching.getTransceivers();
  const place = mid => Math.floor(order.findIndex(t => t.mid === mid) / 2);
  for (let i = 0; i < order.length / 2; i++) slots.push({audio: 0, video: 0, frames: 0});
  (await watching.getStats()).forEach(s => {
    if (s.type !== 'inbound-rtp') return;
    Object.assign(slots[place(s.mid)], s.kind === 'audio'
      ? {audio: s.packetsReceived}
      : {video: s.packetsReceived, frames: s.framesDecoded ?? 0, height: s.frameHeight,
         lost: s.packetsLost, nacks: s.nackCount ?? 0});
  });
  for (const m of meters) Object.assign(slots[place(m.mid)], m.kind === 'audio' ? {tone: tone(m.analyser)} : {colour: colour(m.element)});
  return slots;
}

async function sent(seat) {
  const out = {};
  (await people[seat].publishing.getStats()).forEach(s => {
    if (s.type === 'outbound-rtp') out[s.kind] = {packets: s.packetsSent, frames: s.framesSent ?? 0, nacks: s.nackCount ?? 0};
  });
  return out;
}
