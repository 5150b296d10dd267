// Two sizes of one picture: the same track sent by two lines, the second scaled down as it is encoded. No second camera
// is opened, and what is switched off or ended is so in both.
const SMALL_HEIGHT = 120;
const LARGE = { maxBitrate: 700_000 };
const SCREEN = { maxBitrate: 1_500_000 };

// How each line of this picture is encoded, the large one first. A screen is of use in full size only.
export function encodings(track) {
  const { height, displaySurface } = track.getSettings();
  if (displaySurface) return [SCREEN];
  const scaleResolutionDownBy = Math.max(1, (height || 480) / SMALL_HEIGHT);
  return [LARGE, { maxBitrate: 90_000, maxFramerate: 10, scaleResolutionDownBy }];
}
