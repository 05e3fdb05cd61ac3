/** How the time of the world, in which physics and events happen, runs beside the devices' own. Both in ms since 1970 UTC. */
export interface WorldTime {
  /** The instant of the world at an instant of the devices. */
  worldMs(deviceMs: number): number;
  /** The instant of the devices at an instant of the world. */
  deviceMs(worldMs: number): number;
}

/** The world keeps the time of the devices. */
export const sameTime: WorldTime = { worldMs: (deviceMs) => deviceMs, deviceMs: (worldMs) => worldMs };

/** The world starts at one instant while the devices have another, and runs `speed` times faster from there. */
export const fasterTime = (
  start: { readonly worldMs: number; readonly deviceMs: number },
  speed: number,
): WorldTime => ({
  worldMs: (deviceMs) => start.worldMs + (deviceMs - start.deviceMs) * speed,
  deviceMs: (worldMs) => start.deviceMs + (worldMs - start.worldMs) / speed,
});
