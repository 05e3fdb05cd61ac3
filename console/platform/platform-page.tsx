import { useEffect } from "preact/hooks";
import type { ReadinessView } from "../../api/contract.ts";
import { type Column, DataTable } from "../parts/data-table.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { useLoaded } from "../request/use-loaded.ts";
import { wordsOf } from "../words/words.ts";
import { detailText } from "./detail-text.ts";

const say = wordsOf({
  vi: {
    title: "Tình trạng hệ thống",
    ready: "Hệ thống đang nhận và lưu số liệu.",
    notReady: "HỆ THỐNG KHÔNG NHẬN SỐ LIỆU: thiết bị giữ lại và gửi sau.",
    version: "Phiên bản {version}",
    part: "Bộ phận",
    state: "Tình trạng",
    detail: "Chi tiết",
    ok: "tốt",
    bad: "CÓ SỰ CỐ",
    journal: "Sổ ghi (đĩa)",
    recovery: "Khôi phục lúc khởi động",
    mqtt: "MQTT",
    rules: "Quy tắc",
    influxdb: "Xuất sang InfluxDB",
  },
  en: {
    title: "The platform itself",
    ready: "The platform takes readings and stores them.",
    notReady: "THE PLATFORM TAKES NO READINGS: devices keep them and send them later.",
    version: "Version {version}",
    part: "Part",
    state: "State",
    detail: "Detail",
    ok: "well",
    bad: "IN TROUBLE",
    journal: "Journal (disk)",
    recovery: "Recovery at the start",
    mqtt: "MQTT",
    rules: "Rules",
    influxdb: "Export to InfluxDB",
  },
});

const known = ["journal", "recovery", "mqtt", "rules", "influxdb"] as const;
const renewEveryMs = 10_000;

const partText = (name: string): string => {
  const word = known.find((each) => each === name);
  return word === undefined ? name : say(word);
};

type Check = ReadinessView["checks"][number];

const columns = (): readonly Column<Check>[] => [
  { title: say("part"), cell: ({ name }) => partText(name) },
  { title: say("state"), cell: ({ ok }) => (ok ? say("ok") : <strong>{say("bad")}</strong>) },
  { title: say("detail"), cell: ({ detail }) => <bdi>{detailText(detail)}</bdi> },
];

/** How the platform itself fares: journal, broker, export. Not ready is an answer too, with status 503. */
export const PlatformPage = () => {
  const { state, reload } = useLoaded<ReadinessView>("/readyz", { acceptedStatus: 503 });
  const version = useLoaded<{ readonly version: string }>("/version");
  useEffect(() => {
    const timer = setInterval(reload, renewEveryMs);
    return () => clearInterval(timer);
  }, []);
  return (
    <>
      <h1>{say("title")}</h1>
      {state.kind === "failed" && <Trouble error={state.error} onRetry={reload} />}
      {state.kind === "ready" && (
        <>
          <p role="status">{state.data.ready ? say("ready") : <strong>{say("notReady")}</strong>}</p>
          <DataTable
            label={say("title")}
            columns={columns()}
            items={state.data.checks}
            keyOf={({ name }) => name}
          />
        </>
      )}
      {version.state.kind === "ready" && (
        <p class="quiet small">{say("version", { version: version.state.data.version })}</p>
      )}
    </>
  );
};
