/** Bounds of the commands that people send to devices. */
export const commandLimits = {
  /** Commands of one device that wait or are without reply; a further one is refused. */
  openCommandsPerDeviceMax: 20,
  /** Commands of one device that have ended and are still listed; the oldest is forgotten. */
  endedCommandsPerDeviceMax: 100,
  /** Longest time in which a command is worth doing. */
  commandLifeMsMax: 86_400_000,
  /** The same for a command that opens a door: whoever asked should still be there. */
  doorCommandLifeMsMax: 600_000,
  /** Largest command as sent to the device, in UTF-8. */
  commandBytesMax: 16_384,
  /** Time after which a command without reply is sent again. */
  commandRepeatMs: 30_000,
  /** What is kept of a device's reason for a refusal. */
  replyErrorCharactersMax: 1_000,
};
