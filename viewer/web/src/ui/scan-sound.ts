/** What a scan feels like: a short high note and a tap when it is good, a long low one when it is not. */

let context: AudioContext | null = null;

export function feel(isGood: boolean): void {
  try {
    navigator.vibrate(isGood ? 40 : [120, 60, 120]);
  } catch {
    // no motor here
  }
  try {
    context ??= new AudioContext();
    const [pitch, seconds] = isGood ? [880, 0.09] : [220, 0.3];
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.15, context.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.001, context.currentTime + seconds);
    tone.connect(volume).connect(context.destination);
    tone.start();
    tone.stop(context.currentTime + seconds);
  } catch {
    // no sound here: the words on the page say the same
  }
}
