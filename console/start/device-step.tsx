import { useSignal } from "@preact/signals";
import type { CredentialView } from "../../api/contract.ts";
import { Secret } from "../administration/secret.tsx";
import { useAsking } from "../administration/use-asking.ts";
import { Trouble } from "../parts/trouble.tsx";
import { pagePaths } from "../paths.ts";
import { wordsOf } from "../words/words.ts";
import type { FirstDevice } from "./first-device.ts";

const say = wordsOf({
  vi: {
    about: "Mỗi thiết bị có mã riêng và chỉ gửi được cho trạm của nó.",
    site: "Trạm",
    make: "Cấp mã cho thiết bị",
    made: "Thiết bị {id} của trạm {site}. Mã của nó:",
    token: "Mã của {id}",
    kept: "Thiết bị {id} của trạm {site} đã được cấp mã. Mã chỉ hiện một lần, lúc cấp.",
    another: "Không giữ được mã? Cấp một thiết bị nữa cho {site}",
    all: "Xem mọi thiết bị",
  },
  en: {
    about: "Each device has a token of its own and may publish for its site only.",
    site: "Site",
    make: "Provision the device",
    made: "Device {id} of site {site}. Its token:",
    token: "Token of {id}",
    kept: "Device {id} of site {site} can connect. Its token was shown once, when it was made.",
    another: "Token lost? Provision one more device for {site}",
    all: "See all devices",
  },
});

interface Properties {
  readonly sites: readonly { readonly code: string; readonly name: string }[];
  /** Null while none may connect. */
  readonly device: FirstDevice | null;
  readonly onMade: (made: CredentialView) => void;
}

interface PresentProperties {
  readonly device: FirstDevice;
  readonly isBusy: boolean;
  readonly onAnother: () => void;
}

const Present = ({ device: { id, site, token }, isBusy, onAnother }: PresentProperties) =>
  token === null ? (
    <>
      <p>{say("kept", { id, site })}</p>
      <p class="bar">
        <button type="button" disabled={isBusy} onClick={onAnother}>
          {say("another", { site })}
        </button>
        <a class="button" href={pagePaths.devices}>
          {say("all")}
        </a>
      </p>
    </>
  ) : (
    <>
      <p>{say("made", { id, site })}</p>
      <Secret name={say("token", { id })} text={token} />
    </>
  );

/** The second step: a device that may connect. */
export const DeviceStep = ({ sites, device, onMade }: Properties) => {
  const chosen = useSignal("");
  const { ask, isBusy, trouble } = useAsking();
  const site = chosen.value || (sites[0]?.code ?? "");
  const make = async (of: string): Promise<void> => {
    const answer = await ask<CredentialView>("/api/v1/devices", { method: "POST", body: { site: of } });
    if (answer !== null) onMade(answer);
  };
  if (device !== null) {
    return (
      <>
        <Present device={device} isBusy={isBusy} onAnother={() => void make(device.site)} />
        <Trouble error={trouble} />
      </>
    );
  }
  return (
    <>
      <p>{say("about")}</p>
      <div class="bar">
        <label>
          {say("site")}{" "}
          <select
            value={site}
            onChange={({ currentTarget }) => {
              chosen.value = currentTarget.value;
            }}
          >
            {sites.map(({ code, name }) => (
              <option key={code} value={code}>
                {code} · {name}
              </option>
            ))}
          </select>
        </label>
        <button class="is-main" type="button" disabled={isBusy} onClick={() => void make(site)}>
          {say("make")}
        </button>
      </div>
      <Trouble error={trouble} />
    </>
  );
};
