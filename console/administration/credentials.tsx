import { useEffect, useRef } from "preact/hooks";
import type { CredentialView } from "../../api/contract.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { pagePaths } from "../paths.ts";
import { fillPath } from "../router/match.ts";
import { wordsOf } from "../words/words.ts";
import type { DeviceDoor } from "./device-door.ts";
import { credentialsCsv, credentialText } from "./device-list.ts";
import { QrCode } from "./qr-code.tsx";
import "./administration.css";

const say = wordsOf({
  vi: {
    title: "Thông tin kết nối của {count} thiết bị mới",
    once: "Chỉ hiện lần này. In hoặc chép trước khi đóng: máy chủ chỉ giữ dấu băm của mã.",
    print: "In nhãn",
    file: "Tải CSV",
    close: "Đã lưu, đóng lại",
    closeLabel: "Đóng",
    token: "Mã",
    device: "Thiết bị {id}",
    qr: "Mã QR: thông tin kết nối của {id}",
    cabinet: "Nhãn dán tủ",
    cabinetQr: "Mã QR: trang hiện trường của trạm {site}",
    cabinetAbout: "Quét để mở trang của trạm {site}.",
  },
  en: {
    title: "What {count} new {count|device needs|devices need} to connect",
    once: "Shown this once. Print or copy before you close it: the platform keeps a hash of the token only.",
    print: "Print labels",
    file: "CSV",
    close: "I have kept it, close",
    closeLabel: "Close",
    token: "Token",
    device: "Device {id}",
    qr: "QR code: how {id} connects",
    cabinet: "Label for the cabinet",
    cabinetQr: "QR code: the field page of site {site}",
    cabinetAbout: "Scan it to open the page of site {site}.",
  },
});

/** Leads to what has just appeared at the top of the page, again whenever it is about something else. */
const useArrivalFocus = (about: unknown) => {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [about]);
  return heading;
};

const Card = ({ item, door }: { readonly item: CredentialView; readonly door: DeviceDoor }) => (
  <div class="label-card">
    <QrCode text={credentialText(item, door)} label={say("qr", { id: item.id })} />
    <div class="stack">
      <h3>{say("device", { id: item.id })}</h3>
      <p class="small">
        {item.site} · mqtt://{door.host}:{door.port}
      </p>
      <code class="secret">{item.token}</code>
      <CopyButton text={item.token} name={`${say("token")} ${item.id}`} />
    </div>
  </div>
);

interface Properties {
  readonly items: readonly CredentialView[];
  readonly door: DeviceDoor;
  readonly onClose: () => void;
}

/** What new devices need to connect, shown once: as text, as QR codes to print, as CSV. */
export const Credentials = ({ items, door, onClose }: Properties) => {
  const heading = useArrivalFocus(items.length);
  const file = (): void => {
    const url = URL.createObjectURL(new Blob([credentialsCsv(items)], { type: "text/csv" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = "tramcanh-devices.csv";
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <section class="panel stack has-print-sheet" aria-labelledby="credentials">
      <h2 id="credentials" ref={heading} tabIndex={-1}>
        {say("title", { count: items.length })}
      </h2>
      <p role="alert">
        <strong>{say("once")}</strong>
      </p>
      <div class="bar">
        <button class="is-main" type="button" onClick={() => print()}>
          {say("print")}
        </button>
        <button type="button" onClick={file}>
          {say("file")}
        </button>
        <button type="button" onClick={onClose}>
          {say("close")}
        </button>
      </div>
      <div class="print-sheet">
        {items.map((item) => (
          <Card key={item.id} item={item} door={door} />
        ))}
      </div>
    </section>
  );
};

interface LabelProperties {
  readonly site: string;
  readonly name: string;
  readonly onClose: () => void;
}

/** The label of a cabinet: who scans it is at the site's page. */
export const CabinetLabel = ({ site, name, onClose }: LabelProperties) => {
  const heading = useArrivalFocus(site);
  const url = `${location.origin}${fillPath(pagePaths.fieldSite, { site })}`;
  return (
    <section class="panel stack has-print-sheet" aria-labelledby="cabinet-label">
      <h2 id="cabinet-label" ref={heading} tabIndex={-1}>
        {say("cabinet")}
      </h2>
      <div class="bar">
        <button class="is-main" type="button" onClick={() => print()}>
          {say("print")}
        </button>
        <button type="button" onClick={onClose}>
          {say("closeLabel")}
        </button>
      </div>
      <div class="print-sheet">
        <div class="label-card">
          <QrCode text={url} label={say("cabinetQr", { site })} />
          <div class="stack">
            <h3>{site}</h3>
            <p>
              <bdi>{name}</bdi>
            </p>
            <p class="small">{say("cabinetAbout", { site })}</p>
            <p class="small">{url}</p>
          </div>
        </div>
      </div>
    </section>
  );
};
