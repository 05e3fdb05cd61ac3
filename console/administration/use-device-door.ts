import type { SettingsView } from "../../api/contract.ts";
import { useLoaded } from "../request/use-loaded.ts";
import { type DeviceDoor, deviceDoor } from "./device-door.ts";

/** Where devices connect, as seen from this browser; null until it is known. */
export const useDeviceDoor = (): DeviceDoor | null => {
  const { state } = useLoaded<SettingsView>("/api/v1/settings");
  return state.kind === "ready" ? deviceDoor(state.data.mqtt, location.hostname) : null;
};
