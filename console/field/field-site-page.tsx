import { useEffect } from "preact/hooks";
import { keepPageOffline } from "../offline/registration.ts";
import type { Parameters } from "../router/match.ts";
import { PowerChainView } from "../sites/power-chain-view.tsx";
import { Presence } from "../sites/presence.tsx";
import { presenceOf } from "../sites/site-order.ts";
import { wordsOf } from "../words/words.ts";
import { ActTrouble } from "./act-trouble.tsx";
import { DataAge } from "./data-age.tsx";
import { FieldAlarms } from "./field-alarms.tsx";
import { FieldChecklists } from "./field-checklists.tsx";
import { FieldContact } from "./field-contact.tsx";
import { FieldHead } from "./field-head.tsx";
import { mayAct } from "./field-person.ts";
import { FieldPhoto } from "./field-photo.tsx";
import { FieldVisit } from "./field-visit.tsx";
import { missingSites, mySites, visitSite } from "./my-sites.ts";
import { TimeLeft } from "./time-left.tsx";
import { useField } from "./use-field.ts";

const say = wordsOf({
  vi: {
    missing: "Không có trạm {site} trong phạm vi của bạn. Kiểm tra lại mã.",
    loading: "Chưa có số liệu của trạm này. Khi có mạng, trang tự tải.",
  },
  en: {
    missing: "There is no site {site} within your scope. Check the code.",
    loading: "No data of this site yet. The page loads them when there is a network.",
  },
});

/** One site for whoever stands before it: what is wrong, what to do, how long it lasts, and what to tell. */
export const FieldSitePage = ({ parameters }: { readonly parameters: Parameters }) => {
  const code = parameters["site"] ?? "";
  const isOpen = mySites.value !== null;
  const isMissing = missingSites.value.has(code);
  useField([code]);
  useEffect(keepPageOffline, []);
  useEffect(() => {
    if (isOpen && !isMissing) void visitSite(code);
  }, [isOpen, code]);
  const snapshot = mySites.value?.get(code)?.snapshot ?? null;
  return (
    <div class="field">
      <FieldHead />
      <h1>
        <bdi class="field-clip">{snapshot?.site.name ?? code}</bdi>{" "}
        <span class="quiet">{snapshot === null ? "" : code}</span>
      </h1>
      {isMissing ? (
        <p role="alert">{say("missing", { site: code })}</p>
      ) : (
        <DataAge code={code} snapshot={snapshot}>
          {snapshot !== null && <Presence presence={presenceOf(snapshot.site)} />}
        </DataAge>
      )}
      {snapshot === null && !isMissing && <p>{say("loading")}</p>}
      {snapshot !== null && <TimeLeft site={snapshot.site} />}
      {!isMissing && <FieldContact code={code} site={snapshot?.site ?? null} />}
      {snapshot !== null && <FieldAlarms alarms={snapshot.alarms} />}
      {!isMissing && mayAct.value && (
        <>
          <FieldVisit code={code} site={snapshot?.site ?? null} />
          <FieldPhoto code={code} />
          <FieldChecklists code={code} alarms={snapshot?.alarms ?? []} />
        </>
      )}
      {snapshot !== null && <PowerChainView latest={snapshot.latest} />}
      <ActTrouble />
    </div>
  );
};
