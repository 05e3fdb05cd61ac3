import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import type { CredentialView } from "../../api/contract.ts";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { wordsOf } from "../words/words.ts";
import type { NamedSite } from "./device-list.ts";
import { SiteInput } from "./site-input.tsx";
import { useAsking } from "./use-asking.ts";

const say = wordsOf({
  vi: {
    title: "Cấp mã cho thiết bị mới",
    site: "Trạm",
    one: "Cấp mã",
    all: "Cấp cho mọi trạm chưa có ({count})",
    allTitle: "Cấp mã cho {count} trạm",
    allAbout: "Mỗi trạm chưa có thiết bị nhận một mã. Các mã chỉ hiện một lần.",
    missing: "{count} trạm chưa có thiết bị.",
    complete: "Trạm nào cũng có thiết bị.",
    without: "chưa có thiết bị",
  },
  en: {
    title: "Provision a device",
    site: "Site",
    one: "Provision",
    all: "Provision all sites without one ({count})",
    allTitle: "Provision {count} {count|site|sites}",
    allAbout: "Each site without a device gets one. The tokens are shown once.",
    missing: "{count} {count|site has|sites have} no device.",
    complete: "Every site has a device.",
    without: "no device",
  },
});

interface Properties {
  readonly sites: readonly NamedSite[];
  readonly missing: readonly NamedSite[];
  readonly onMade: (items: readonly CredentialView[]) => void;
}

/** Makes devices: one for a site, or one for each site that has none. */
export const ProvisionForm = ({ sites, missing, onMade }: Properties) => {
  const id = useId();
  const site = useSignal("");
  const isAsked = useSignal(false);
  const { ask, isBusy, trouble } = useAsking();
  const makeOne = async (): Promise<void> => {
    const body = { site: site.value.trim() };
    const made = await ask<CredentialView>("/api/v1/devices", { method: "POST", body });
    if (made === null) return;
    site.value = "";
    onMade([made]);
  };
  const makeAll = async (): Promise<void> => {
    isAsked.value = false;
    const made = await ask<{ readonly items: readonly CredentialView[] }>("/api/v1/devices/all", {
      method: "POST",
    });
    if (made !== null) onMade(made.items);
  };
  const without = new Set(missing.map(({ code }) => code));
  const choices = sites.map(({ code, name }) => ({
    code,
    note: without.has(code) ? `${name} · ${say("without")}` : name,
  }));
  return (
    <section class="panel stack" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{say("title")}</h2>
      <p class="quiet">
        {missing.length === 0 ? say("complete") : say("missing", { count: missing.length })}
      </p>
      <form
        class="bar"
        onSubmit={(event) => {
          event.preventDefault();
          void makeOne();
        }}
      >
        <SiteInput
          label={say("site")}
          value={site.value}
          choices={choices}
          onInput={(value) => {
            site.value = value;
          }}
        />
        <button class="is-main" type="submit" disabled={isBusy}>
          {say("one")}
        </button>
        {missing.length > 0 && (
          <button type="button" disabled={isBusy} onClick={() => (isAsked.value = true)}>
            {say("all", { count: missing.length })}
          </button>
        )}
      </form>
      <Trouble error={trouble} />
      {isAsked.value && (
        <ConfirmDialog
          title={say("allTitle", { count: missing.length })}
          act={say("one")}
          onConfirm={() => void makeAll()}
          onClose={() => {
            isAsked.value = false;
          }}
        >
          {say("allAbout")}
        </ConfirmDialog>
      )}
    </section>
  );
};
