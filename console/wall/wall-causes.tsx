import { impactText } from "../alarms/cause-text.ts";
import type { Family } from "../alarms/families.ts";
import { headline } from "../alarms/headline.ts";
import { board } from "../live/board.ts";
import { actorText } from "../parts/actor-text.ts";
import { Age } from "../parts/age.tsx";
import { SeverityMark } from "../parts/severity-mark.tsx";
import { clockTime } from "../time/instant.ts";
import { now } from "../time/server-clock.ts";
import { inLanguage, wordsOf } from "../words/words.ts";
import { wallCauses, wallTotals } from "./wall-now.ts";

const say = wordsOf({
  vi: {
    title: "Nguyên nhân gốc nặng nhất",
    none: "Không có cảnh báo. {reporting}/{all} trạm đang báo về, cập nhật {at} +07",
    reading: "Đang đọc danh sách…",
    more: "và {count} nguyên nhân khác",
    symptoms: "→ {count} hệ quả",
    by: "{actor} đã xác nhận",
    nobody: "chưa ai xác nhận",
  },
  en: {
    title: "Gravest root causes",
    none: "No active alarms. {reporting} of {all} {all|site|sites} reporting, updated {at} +07",
    reading: "Reading the lists…",
    more: "and {count} more root {count|cause|causes}",
    symptoms: "→ {count} {count|consequence|consequences}",
    by: "acknowledged by {actor}",
    nobody: "not acknowledged",
  },
});

/** Rows that fit whatever happens. */
const slots = 8;

const Cause = ({ family: { leader, members, worst } }: { readonly family: Family }) => {
  const by = leader.operatorChanges.findLast(({ action }) => action === "acknowledge" || action === "close");
  const answered =
    leader.operatorState === "none"
      ? say("nobody")
      : say("by", { actor: by === undefined ? "?" : actorText(by.actor) });
  return (
    <li class="wall-cause">
      <SeverityMark severity={worst} flashes={leader.operatorState === "none"} />
      <span class="wall-age">
        <Age at={leader.lastRaised.eventAt} />
      </span>
      <span class="wall-cause-what">
        <span class="wall-line wall-cause-text">
          <strong>
            <bdi>{leader.siteName ?? leader.site}</bdi> {leader.site}
          </strong>{" "}
          <bdi>{headline(inLanguage(leader.text))}</bdi>
          {members.length > 0 && <strong> {say("symptoms", { count: members.length })}</strong>}
        </span>
        <span class="wall-line quiet small">
          {[impactText(leader), answered].filter(Boolean).join(" · ")}
        </span>
      </span>
    </li>
  );
};

const Quiet = () => {
  const { reporting, all } = wallTotals.value;
  const text = board.isRead.value
    ? say("none", { reporting, all, at: clockTime(now.value) })
    : say("reading");
  return <p class="wall-quiet">{text}</p>;
};

/** The gravest root causes with how long they last and what they take along, in slots that never scroll. */
export const WallCauses = () => {
  const shown = wallCauses.value.slice(0, slots);
  const more = wallCauses.value.length - shown.length;
  return (
    <section class="wall-causes" aria-labelledby="wall-causes">
      <h2 id="wall-causes">{say("title")}</h2>
      {shown.length === 0 && <Quiet />}
      <ol>
        {shown.map((family) => (
          <Cause key={family.leader.id} family={family} />
        ))}
      </ol>
      <p class="quiet">{more > 0 && say("more", { count: more })}</p>
    </section>
  );
};
