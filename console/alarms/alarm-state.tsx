import type { ComponentChildren } from "preact";
import type { AlarmView } from "../../api/contract.ts";
import { localTime } from "../time/instant.ts";
import { numberText } from "../words/number.ts";
import { wordsOf } from "../words/words.ts";
import { acknowledgement, actorOf } from "./alarm-facts.ts";
import { impactText } from "./cause-text.ts";
import { forecasts } from "./forecasts.ts";
import { TimeToDown } from "./time-to-down.tsx";

const say = wordsOf({
  vi: {
    title: "Tình trạng và ảnh hưởng",
    impact: "Ảnh hưởng",
    operators: "Nút mạng theo nhà mạng",
    ofSite: "của trạm",
    down: "Thời gian còn điện",
    acknowledged: "Xác nhận",
    nobody: "chưa ai xác nhận",
    who: "{who}, {at}",
    assignee: "Người nhận việc",
    unassigned: "chưa giao",
    ticket: "Phiếu",
    shelved: "Tạm ẩn",
    until: "đến {at}, {who}: {reason}",
    maintenance: "Bảo trì",
    occurrences: "Số lần",
    flapping: "Chập chờn",
    quiet: "giữ nguyên đến khi yên 15 phút",
    cause: "Nguyên nhân có thể (X.733)",
    type: "Loại",
  },
  en: {
    title: "State and impact",
    impact: "Impact",
    operators: "Nodes by operator",
    ofSite: "of the site",
    down: "Time to site down",
    acknowledged: "Acknowledged",
    nobody: "by nobody yet",
    who: "{who}, {at}",
    assignee: "Assignee",
    unassigned: "nobody",
    ticket: "Ticket",
    shelved: "Shelved",
    until: "until {at}, {who}: {reason}",
    maintenance: "Maintenance",
    occurrences: "Occurrences",
    flapping: "Flapping",
    quiet: "stays until it has been quiet for 15 min",
    cause: "Probable cause (X.733)",
    type: "Type",
  },
});

interface FactProperties {
  readonly name: string;
  readonly children: ComponentChildren;
}

const Fact = ({ name, children }: FactProperties) => (
  <div>
    <dt>{name}</dt>
    <dd>
      <bdi>{children}</bdi>
    </dd>
  </div>
);

const acknowledgedText = (alarm: AlarmView): string => {
  const change = acknowledgement(alarm);
  if (change === null) return say("nobody");
  return say("who", { who: actorOf(change.actor).name, at: localTime(change.at) });
};

const operatorsText = ({ impact }: AlarmView): string =>
  Object.entries(impact?.nodesByOperator ?? {})
    .map(([code, count]) => `${code === "" ? say("ofSite") : code} ${numberText(count)}`)
    .join(" · ");

const Hidden = ({ alarm: { shelf, maintenance } }: { readonly alarm: AlarmView }) => (
  <>
    {shelf !== null && (
      <Fact name={say("shelved")}>
        {say("until", { at: localTime(shelf.until), who: actorOf(shelf.actor).name, reason: shelf.reason })}
      </Fact>
    )}
    {maintenance !== null && <Fact name={say("maintenance")}>{maintenance}</Fact>}
  </>
);

/** What the alarm takes along, who has it in hand, and what is known of it. */
export const AlarmState = ({ alarm }: { readonly alarm: AlarmView }) => {
  const { probableCause, assignee, ticket, occurrenceCount, flapping, type, impact } = alarm;
  return (
    <section class="panel stack" aria-labelledby="state-title">
      <h2 id="state-title">{say("title")}</h2>
      <dl class="facts">
        <Hidden alarm={alarm} />
        {impact !== null && <Fact name={say("impact")}>{impactText(alarm)}</Fact>}
        {operatorsText(alarm) !== "" && <Fact name={say("operators")}>{operatorsText(alarm)}</Fact>}
        {forecasts.value.has(alarm.site) && (
          <Fact name={say("down")}>
            <TimeToDown alarm={alarm} />
          </Fact>
        )}
        <Fact name={say("acknowledged")}>{acknowledgedText(alarm)}</Fact>
        <Fact name={say("assignee")}>{assignee ?? say("unassigned")}</Fact>
        {ticket !== null && <Fact name={say("ticket")}>{ticket}</Fact>}
        <Fact name={say("occurrences")}>{numberText(occurrenceCount)}</Fact>
        {flapping && <Fact name={say("flapping")}>{say("quiet")}</Fact>}
        {probableCause !== null && (
          <Fact name={say("cause")}>{`${probableCause.number} ${probableCause.name}`}</Fact>
        )}
        <Fact name={say("type")}>{type}</Fact>
      </dl>
    </section>
  );
};
