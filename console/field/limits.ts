/** Sites that were only looked at and are still kept: the newest. */
export const visitedSitesMax = 12;
/** Sites that a person may pin on one device: each is read and kept whole. */
export const pinnedSitesMax = 50;
/** Longest side of a photo that is sent, pixels: enough to read a meter. */
export const photoPixelsMax = 1_600;
/**
 * Size that a photo is shrunk to when its quality allows: at 50 kbit/s it goes through within the 30 s in which a
 * request must have arrived.
 */
export const photoBytesWanted = 160_000;
