/** A longer command is refused unread. */
export const commandBytesMax = 16_384;
/** Longer ids are refused: the device has to remember them. */
export const commandIdCharactersMax = 128;
/** A longer list of errors is cut off. */
export const errorCharactersMax = 1000;
/** Answers that a device remembers; the oldest is forgotten. */
export const repliesMax = 64;
