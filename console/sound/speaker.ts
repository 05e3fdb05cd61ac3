import type { Beep } from "./melodies.ts";

const loudness = 0.25;
/** A beep that begins and ends at once clicks. */
const rampSeconds = 0.01;

/** Sounds through WebAudio; no file is fetched. */
export class Speaker {
  #context: AudioContext | null = null;

  /** Plays beeps; false when the browser lets no page sound before somebody has pressed something on it. */
  async play(beeps: readonly Beep[]): Promise<boolean> {
    const context = this.#context ?? new AudioContext();
    this.#context = context;
    if (context.state !== "running") {
      // A browser that waits for a press never settles this: what it is afterwards says enough.
      await Promise.race([context.resume(), new Promise((resolve) => setTimeout(resolve, 200))]);
    }
    if (context.state !== "running") return false;
    for (const beep of beeps) this.#beep(context, beep);
    return true;
  }

  #beep(context: AudioContext, { hertz, startMs, durationMs }: Beep): void {
    const start = context.currentTime + startMs / 1_000;
    const end = start + durationMs / 1_000;
    const tone = new OscillatorNode(context, { frequency: hertz, type: "triangle" });
    const gain = new GainNode(context, { gain: 0 });
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(loudness, start + rampSeconds);
    gain.gain.setValueAtTime(loudness, end - rampSeconds);
    gain.gain.linearRampToValueAtTime(0, end);
    tone.connect(gain).connect(context.destination);
    tone.start(start);
    tone.stop(end);
  }
}
