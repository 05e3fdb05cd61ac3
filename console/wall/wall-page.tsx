import { useEffect } from "preact/hooks";
import type { SettingsView } from "../../api/contract.ts";
import { forcedTheme } from "../design/theme.ts";
import { useLoaded } from "../request/use-loaded.ts";
import { keepReloading } from "./daily-reload.ts";
import { keepDepartures } from "./departures.ts";
import { WallCauses } from "./wall-causes.tsx";
import { staleText, WallHead } from "./wall-head.tsx";
import { WallDispatch, WallSilent, WallTotals } from "./wall-sites.tsx";
import "./wall.css";

/** The screen on the wall of a NOC: fixed slots, nothing to press, grey as soon as it may be old. */
export const WallPage = () => {
  const { state } = useLoaded<SettingsView>("/api/v1/settings");
  useEffect(() => {
    forcedTheme.value = "wall";
    return () => {
      forcedTheme.value = null;
    };
  }, []);
  useEffect(keepDepartures, []);
  useEffect(keepReloading, []);
  return (
    <div class={staleText() === null ? "wall" : "wall is-old"}>
      <WallHead title={state.kind === "ready" ? state.data.title : "Trạm Canh"} />
      <WallCauses />
      <aside class="wall-side">
        <WallTotals />
        <WallDispatch />
        <WallSilent />
      </aside>
    </div>
  );
};
