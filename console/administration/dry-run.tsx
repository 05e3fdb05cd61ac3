import { useSignal } from "@preact/signals";
import type { DryRunView } from "../../api/contract.ts";
import { DataTable } from "../parts/data-table.tsx";
import { SeverityMark } from "../parts/severity-mark.tsx";
import { SiteLink } from "../parts/site-link.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { localTime } from "../time/instant.ts";
import { numberText } from "../words/number.ts";
import { wordsOf } from "../words/words.ts";
import { useAsking } from "./use-asking.ts";

const say = wordsOf({
  vi: {
    run: "Chạy thử trên 24 giờ qua",
    running: "Đang chạy thử…",
    title: "Kết quả chạy thử",
    span: "{readings} số đo từ {from} đến {to}.",
    partial: "Chưa tới hết: dừng ở {until} vì giới hạn {limit}.",
    notJudged: "Không thử được bằng số đo: quy tắc loại {kinds}.",
    rule: "Quy tắc",
    inForce: "Đang dùng",
    proposed: "Bản này",
    sites: "Số trạm",
    alarms: "Khác nhau: {shown} trong {total} cảnh báo",
    change: "Khác",
    new: "chỉ bản này báo",
    gone: "chỉ bản đang dùng báo",
    severity: "Mức",
    site: "Trạm",
    node: "Phần tử",
    from: "Từ",
    to: "Đến",
    lasts: "chưa hết",
    same: "Hai bản báo như nhau.",
  },
  en: {
    run: "Try it on the last 24 hours",
    running: "Trying…",
    title: "What the trial gave",
    span: "{readings} {readings|reading|readings} from {from} to {to}.",
    partial: "Not to the end: it stopped at {until} because of the limit {limit}.",
    notJudged: "Readings can't judge rules of the kinds {kinds}.",
    rule: "Rule",
    inForce: "In force",
    proposed: "This text",
    sites: "Sites",
    alarms: "Differences: {shown} of {total} {total|alarm|alarms}",
    change: "Difference",
    new: "only this text raises it",
    gone: "only those in force raise it",
    severity: "Severity",
    site: "Site",
    node: "Node",
    from: "From",
    to: "To",
    lasts: "still on",
    same: "Both raise the same.",
  },
});

const Outcome = ({ run }: { readonly run: DryRunView }) => (
  <section class="stack" aria-labelledby="dry-run">
    <h3 id="dry-run">{say("title")}</h3>
    <p>
      {say("span", {
        readings: numberText(run.readings, 0),
        from: localTime(run.from),
        to: localTime(run.playedUntil),
      })}{" "}
      {run.partial !== null && (
        <strong>{say("partial", { until: localTime(run.partial.until), limit: run.partial.limit })}</strong>
      )}{" "}
      <span class="quiet">{say("notJudged", { kinds: run.notJudged.join(", ") })}</span>
    </p>
    {run.rules.length > 0 && (
      <DataTable
        label={say("title")}
        items={run.rules}
        keyOf={({ rule }) => rule}
        columns={[
          { title: say("rule"), cell: ({ rule }) => <code>{rule}</code> },
          { title: say("inForce"), cell: ({ inForce }) => inForce, isNumber: true },
          {
            title: say("proposed"),
            cell: ({ inForce, proposed }) => (inForce === proposed ? proposed : <strong>{proposed}</strong>),
            isNumber: true,
          },
          { title: say("sites"), cell: ({ sites }) => sites, isNumber: true },
        ]}
      />
    )}
    {run.alarmsTotal === 0 && <p>{say("same")}</p>}
    {run.alarms.length > 0 && (
      <>
        <h4>{say("alarms", { shown: run.alarms.length, total: run.alarmsTotal })}</h4>
        <DataTable
          label={say("alarms", { shown: run.alarms.length, total: run.alarmsTotal })}
          items={run.alarms}
          keyOf={({ change, rule, site, node, from }) => [change, rule, site, node, from].join(" ")}
          columns={[
            { title: say("change"), cell: ({ change }) => say(change) },
            { title: say("severity"), cell: ({ severity }) => <SeverityMark severity={severity} /> },
            { title: say("rule"), cell: ({ rule }) => <code>{rule}</code> },
            { title: say("site"), cell: ({ site }) => <SiteLink site={site} /> },
            { title: say("node"), cell: ({ node }) => node },
            { title: say("from"), cell: ({ from }) => localTime(from) },
            { title: say("to"), cell: ({ to }) => (to === null ? say("lasts") : localTime(to)) },
          ]}
        />
      </>
    )}
  </section>
);

interface Properties {
  readonly name: string;
  readonly text: string;
  readonly isAllowed: boolean;
}

/** Plays the readings of the last day to the rules in force and to these, and shows what differs. */
export const DryRun = ({ name, text, isAllowed }: Properties) => {
  const run = useSignal<{ readonly of: string; readonly outcome: DryRunView } | null>(null);
  const { ask, isBusy, trouble } = useAsking();
  const start = async (): Promise<void> => {
    run.value = null;
    const body = { text, name };
    const outcome = await ask<DryRunView>("/api/v1/rules/dry-run", { method: "POST", body });
    run.value = outcome === null ? null : { of: text, outcome };
  };
  return (
    <div class="stack">
      <button type="button" disabled={isBusy || !isAllowed} onClick={() => void start()}>
        {say("run")}
      </button>
      <p role="status">{isBusy ? say("running") : ""}</p>
      <Trouble error={trouble} />
      {run.value?.of === text && <Outcome run={run.value.outcome} />}
    </div>
  );
};
