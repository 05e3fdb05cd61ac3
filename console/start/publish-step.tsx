import type { DeviceDoor } from "../administration/device-door.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { wordsOf } from "../words/words.ts";
import { type FirstReading, publishLine } from "./publish-line.ts";

const say = wordsOf({
  vi: {
    about: "Chạy dòng này trong cửa sổ lệnh (cần mosquitto-clients):",
    name: "dòng lệnh mosquitto_pub",
    fill: "Thay {placeholder} bằng mã của thiết bị {device}.",
    meaning: "Lệnh kết thúc không báo lỗi nghĩa là số đo đã nằm trên đĩa.",
    local:
      "Máy chủ chỉ nhận MQTT từ chính máy đó ({host}): chạy lệnh ngay trên máy chủ, hoặc đổi mqtt.host trong cấu hình.",
    tls: "Thiết bị thật nên dùng TLS, cổng {port}.",
  },
  en: {
    about: "Run this line in a terminal (it needs mosquitto-clients):",
    name: "mosquitto_pub command line",
    fill: "Put the token of device {device} in place of {placeholder}.",
    meaning: "When it ends without an error the reading is on disk.",
    local:
      "The platform takes MQTT from its own machine only ({host}): run the line there, or change mqtt.host in the configuration.",
    tls: "Real devices should use TLS, port {port}.",
  },
});

interface Properties {
  readonly reading: Omit<FirstReading, "token">;
  /** Null when it is no longer known here. */
  readonly token: string | null;
}

const placeholder = "TOKEN";

const Notes = ({ door: { isOutOfReach, tlsPort, host } }: { readonly door: DeviceDoor }) => (
  <>
    {isOutOfReach && <p>{say("local", { host })}</p>}
    {tlsPort !== null && <p class="quiet">{say("tls", { port: tlsPort })}</p>}
  </>
);

/** The third step: a line that publishes the first reading as it stands. */
export const PublishStep = ({ reading, token }: Properties) => {
  const line = publishLine({ ...reading, token: token ?? placeholder });
  return (
    <>
      <p>{say("about")}</p>
      <code class="secret">{line}</code>
      <CopyButton text={line} name={say("name")} />
      {token === null && <p>{say("fill", { placeholder, device: reading.device })}</p>}
      <p class="quiet">{say("meaning")}</p>
      <Notes door={reading.door} />
    </>
  );
};
