/** Who comes and goes at a shelter. */
export interface EntryState {
  readonly isDoorOpen: boolean;
  /** The detector still reports motion for so long. */
  readonly motionSeconds: number;
}

/** A passive infrared detector goes on reporting for so long after the last motion (data sheet class: 5–120 s). */
const holdSeconds = 30;

/** Nobody is there. */
export const lockedEntry: EntryState = { isDoorOpen: false, motionSeconds: 0 };

/** Door contact and motion detector after a while; the contact follows at once, the detector holds 30 s. */
export const stepEntry = (
  state: EntryState,
  input: { readonly isDoorOpen: boolean; readonly isMoving: boolean; readonly elapsedSeconds: number },
): EntryState => ({
  isDoorOpen: input.isDoorOpen,
  motionSeconds: input.isMoving ? holdSeconds : Math.max(0, state.motionSeconds - input.elapsedSeconds),
});
