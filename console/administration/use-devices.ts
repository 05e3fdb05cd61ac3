import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { DeviceView } from "../../api/contract.ts";
import { onFrame } from "../live/live.ts";
import { onActDone } from "../outbox/sender.ts";
import { askAll } from "../request/request.ts";

/** All devices in sight. */
export interface DeviceBook {
  /** Null until they were read. */
  readonly devices: readonly DeviceView[] | null;
  readonly trouble: unknown;
  readonly reload: () => void;
}

/** Reads all devices and follows how they come and go. */
export const useDevices = (): DeviceBook => {
  const devices = useSignal<readonly DeviceView[] | null>(null);
  const trouble = useSignal<unknown>(null);
  const reload = (): void => {
    askAll<DeviceView>("/api/v1/devices").then(
      (items) => {
        devices.value = items;
        trouble.value = null;
      },
      (error: unknown) => {
        trouble.value = error;
      },
    );
  };
  useEffect(() => {
    reload();
    const stopActs = onActDone(({ path }) => path.startsWith("/api/v1/devices/") && reload());
    const stopFrames = onFrame((frame) => {
      if (frame.event !== "presence") return;
      const presence = frame.data;
      devices.value =
        devices.peek()?.map((each) => (each.id === presence.device ? { ...each, presence } : each)) ?? null;
    });
    return () => {
      stopActs();
      stopFrames();
    };
  }, []);
  return { devices: devices.value, trouble: trouble.value, reload };
};
