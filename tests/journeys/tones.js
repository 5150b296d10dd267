// Before the page's own scripts: this person is one tone and one colour, and whatever reaches them is listened to and looked at.
(({ hertz, colour, width, rate, everybody }) => {
  if (!navigator.mediaDevices) return;
  const sound = new AudioContext();
  const log = window.heard = { tones: [], leaks: [], frames: [], tiles: [], answers: [], stall: 0 };
  let seen = [];

  function camera() {
    const canvas = document.createElement('canvas');
    canvas.width = width; canvas.height = width * 3 / 4;
    const draw = canvas.getContext('2d');
    let step = 0;
    setInterval(() => {
      draw.fillStyle = `rgb(${colour.join(',')})`; draw.fillRect(0, 0, canvas.width, canvas.height);
      draw.fillStyle = '#888'; draw.fillRect((step++ * 7) % width, 2, 8, 8);
    }, 1000 / rate);
    return canvas.captureStream(rate).getVideoTracks()[0];
  }

  function voice() {
    const tone = sound.createOscillator(), gain = sound.createGain(), out = sound.createMediaStreamDestination();
    tone.frequency.value = hertz; gain.gain.value = 0.3; tone.connect(gain).connect(out); tone.start();
    return out.stream.getAudioTracks()[0];
  }

  addEventListener('pointerdown', () => sound.resume(), true);
  navigator.mediaDevices.getUserMedia = async ({ audio, video }) => {
    await sound.resume();
    return new MediaStream([...(audio ? [voice()] : []), ...(video ? [camera()] : [])]);
  };

  const Real = RTCPeerConnection;
  window.connections = [];
  window.RTCPeerConnection = class extends Real {
    constructor(...given) {
      super(...given);
      window.connections.push(this);
      this.addEventListener('track', ({ track }) => listen(track));
    }
  };

  function listen(track) {
    const element = document.createElement(track.kind);
    Object.assign(element, { autoplay: true, muted: true, playsInline: true, srcObject: new MediaStream([track]) });
    element.play().catch(() => {});
    const one = { kind: track.kind, track, element };
    if (track.kind === 'audio') {
      one.analyser = sound.createAnalyser();
      one.analyser.fftSize = 2048; one.analyser.smoothingTimeConstant = 0;
      one.source = sound.createMediaStreamSource(element.srcObject);
      one.source.connect(one.analyser);
      one.bins = new Float32Array(one.analyser.frequencyBinCount);
    }
    seen.push(one);
  }

  // Of a connection that is over nothing is kept: with each one that came after it the page would have less time for the call.
  function forget() {
    for (const { track, element, source, analyser } of seen) {
      if (track.readyState === 'live') continue;
      element.srcObject = null;
      source?.disconnect();
      analyser?.disconnect();
    }
    seen = seen.filter(({ track }) => track.readyState === 'live');
    window.connections = window.connections.filter((pc) => pc.connectionState !== 'closed');
  }

  // Loudness of each person's tone now, over all that comes in, and over the lines no tile stands for: dBFS. One track carries one person: what stands far below the
  // loudest tone of a track is what the codec makes of it.
  const DISTORTED = 25;
  function tones(shown) {
    const loudest = {}, leaks = {};
    for (const one of seen) {
      if (one.kind !== 'audio') continue;
      one.analyser.getFloatFrequencyData(one.bins);
      const here = Object.entries(everybody).map(([name, { hertz }]) => {
        const bin = Math.round(hertz * 2048 / sound.sampleRate);
        return [name, Math.max(one.bins[bin - 1], one.bins[bin], one.bins[bin + 1])];
      });
      if (!shown.has(one.track)) for (const [name, level] of here) leaks[name] = Math.max(leaks[name] ?? -200, level);
      const most = Math.max(...here.map(([, level]) => level));
      for (const [name, level] of here) if (level > most - DISTORTED) loudest[name] = Math.max(loudest[name] ?? -200, level);
    }
    return { loudest, leaks };
  }

  const small = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  function colourOf(video) {
    if (!video.videoWidth) return null;
    small.drawImage(video, 0, 0, 8, 8);
    const [r, g, b] = small.getImageData(4, 4, 1, 1).data;
    const near = ({ colour: c }) => Math.hypot(c[0] - r, c[1] - g, c[2] - b) < 70;
    return Object.entries(everybody).find(([, one]) => near(one))?.[0] ?? null;
  }

  setInterval(() => {
    const at = Date.now();
    log.stall = Math.max(log.stall, at - (log.last ?? at) - 50); // this machine had no time for this page
    log.last = at;
    forget();
    const shown = new Set([...document.querySelectorAll('[data-tiles] video')].flatMap((v) => v.srcObject?.getTracks() ?? []));
    const { loudest, leaks } = tones(shown);
    for (const [name, level] of Object.entries(loudest)) if (level > -60) log.tones.push([at, name]);
    for (const [name, level] of Object.entries(leaks)) if (level > -60) log.leaks.push([at, name]);
    for (const tile of document.querySelectorAll('[data-tiles] > .tile')) {
      const video = tile.querySelector('video');
      if ('self' in video.dataset) continue;
      log.tiles.push([at, tile.dataset.seat]);
      const name = video.srcObject && colourOf(video);
      if (name) log.frames.push([at, name]);
    }
    for (const list of [log.tones, log.leaks, log.tiles, log.frames]) list.splice(0, Math.max(0, list.length - 4000));
  }, 50);

  // When the house answered an act of this page.
  const ask = window.fetch;
  window.fetch = async (address, options = {}) => {
    const answer = await ask(address, options);
    if (options.method === 'POST' && /\/(caucus|rejoin)$/.test(String(address))) log.answers.push(Date.now());
    return answer;
  };
})
