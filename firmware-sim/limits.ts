/** Bounds of the file in which the devices of a simulated province keep their messages. */
export const provinceLimits = {
  /** Connections that a device may start before the disk has heard of the first of them. */
  sessionsAheadMax: 16,
  /** The file is written anew when it has grown by this much, and to over twice what is still wanted. */
  rewriteBytesMin: 16_777_216,
};
