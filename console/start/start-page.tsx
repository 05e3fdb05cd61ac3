import { useComputed, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { CredentialView, NodeView } from "../../api/contract.ts";
import { useDeviceDoor } from "../administration/use-device-door.ts";
import { useDevices } from "../administration/use-devices.ts";
import { board } from "../live/board.ts";
import { Trouble } from "../parts/trouble.tsx";
import type { Page } from "../request/request.ts";
import { useLoaded } from "../request/use-loaded.ts";
import { readLatest } from "../sites/read-latest.ts";
import { wordsOf } from "../words/words.ts";
import { DeviceStep } from "./device-step.tsx";
import { firstDevice } from "./first-device.ts";
import { FirstReading, newestOf } from "./first-reading.tsx";
import { ImportStep } from "./import-step.tsx";
import { firstNode } from "./publish-line.ts";
import { PublishStep } from "./publish-step.tsx";
import { Step } from "./step.tsx";
import "../administration/administration.css";

const say = wordsOf({
  vi: {
    title: "Bắt đầu",
    about: "Bốn bước tới số đo đầu tiên.",
    import: "Nhập danh mục trạm",
    device: "Cấp mã cho thiết bị đầu tiên",
    publish: "Gửi một số đo thử",
    reading: "Thấy số đo đầu tiên",
  },
  en: {
    title: "First steps",
    about: "Four steps to the first reading.",
    import: "Import the inventory",
    device: "Provision the first device",
    publish: "Publish a reading to try",
    reading: "See the first reading",
  },
});

/** The voltage of a 48 V plant that floats: nothing to alarm about. */
const example = { metric: "dc.bus.voltage", value: 54.1 } as const;

/** The first steps: from an empty platform to a reading on the screen. */
export const StartPage = () => {
  const sites = useComputed(() => (board.siteChanges.value < 0 ? [] : [...board.sites.values()]));
  const made = useSignal<CredentialView | null>(null);
  const door = useDeviceDoor();
  const { devices, trouble, reload } = useDevices();
  const device = firstDevice(made.value, devices ?? []);
  const { state } = useLoaded<Page<NodeView>>(
    device === null ? null : `/api/v1/nodes?site=${encodeURIComponent(device.site)}`,
  );
  useEffect(() => {
    // What came before this page was opened is told by nobody else.
    if (device !== null) readLatest(device.site).catch(() => undefined);
  }, [device?.site]);
  const reading = device === null ? null : newestOf(device.site);
  const hasSites = sites.value.length > 0;
  const whatFollows = device === null ? "later" : reading === null ? "now" : "done";
  return (
    <>
      <h1>{say("title")}</h1>
      <p class="quiet">{say("about")}</p>
      <ol class="start-steps">
        <Step number={1} title={say("import")} state={hasSites ? "done" : "now"}>
          <ImportStep sites={sites.value.length} />
        </Step>
        <Step number={2} title={say("device")} state={device !== null ? "done" : hasSites ? "now" : "later"}>
          <Trouble error={trouble} onRetry={reload} />
          {devices !== null && (
            <DeviceStep sites={sites.value} device={device} onMade={(next) => (made.value = next)} />
          )}
        </Step>
        <Step number={3} title={say("publish")} state={whatFollows}>
          {device !== null && door !== null && state.kind === "ready" && (
            <PublishStep
              reading={{
                ...{ door, site: device.site, node: firstNode(state.data.items) },
                ...{ device: device.id, ...example },
              }}
              token={device.token}
            />
          )}
        </Step>
        <Step number={4} title={say("reading")} state={whatFollows}>
          {device !== null && <FirstReading site={device.site} reading={reading} />}
        </Step>
      </ol>
    </>
  );
};
