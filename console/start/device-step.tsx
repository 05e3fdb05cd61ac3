import { useSignal } from "@preact/signals";
import type { CredentialView } from "../../api/contract.ts";
import { Secret } from "../administration/secret.tsx";
import { useAsking } from "../administration/use-asking.ts";
import { Trouble } from "../parts/trouble.tsx";
import { wordsOf } from "../words/words.ts";

const say = wordsOf({
  vi: {
    about: "Mỗi thiết bị có mã riêng và chỉ gửi được cho trạm của nó.",
    site: "Trạm",
    make: "Cấp mã cho thiết bị",
    made: "Thiết bị {id} của trạm {site}. Mã của nó:",
    token: "Mã của {id}",
  },
  en: {
    about: "Each device has a token of its own and may publish for its site only.",
    site: "Site",
    make: "Provision the device",
    made: "Device {id} of site {site}. Its token:",
    token: "Token of {id}",
  },
});

interface Properties {
  readonly sites: readonly { readonly code: string; readonly name: string }[];
  readonly made: CredentialView | null;
  readonly onMade: (made: CredentialView) => void;
}

/** The second step: a device that may connect. */
export const DeviceStep = ({ sites, made, onMade }: Properties) => {
  const chosen = useSignal("");
  const { ask, isBusy, trouble } = useAsking();
  const site = chosen.value || (sites[0]?.code ?? "");
  const make = async (): Promise<void> => {
    const answer = await ask<CredentialView>("/api/v1/devices", { method: "POST", body: { site } });
    if (answer !== null) onMade(answer);
  };
  if (made !== null) {
    return (
      <>
        <p>{say("made", { id: made.id, site: made.site })}</p>
        <Secret name={say("token", { id: made.id })} text={made.token} />
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
        <button class="is-main" type="button" disabled={isBusy} onClick={() => void make()}>
          {say("make")}
        </button>
      </div>
      <Trouble error={trouble} />
    </>
  );
};
