import { useEffect } from "preact/hooks";
import type { BriefAlarmView, CauseView } from "../../api/contract.ts";
import { pagePaths } from "../paths.ts";
import { useLoaded } from "../request/use-loaded.ts";
import { fillPath } from "../router/match.ts";
import { inLanguage, wordsOf } from "../words/words.ts";
import { type CauseElement, elementName, stretchesOf } from "./cause-stretches.ts";

const say = wordsOf({
  vi: {
    title: "Phần tử hỏng và đường về lõi",
    failed: "Hỏng: {names}",
    hidden: "ngoài phạm vi",
    path: "Đường từ nút mạng này về lõi",
    up: "thông",
    down: "đứt",
    "cut-off": "bị cô lập",
    link: "tuyến {code}",
    root: "Là hệ quả: {reason} (độ tin {percent} %).",
    openRoot: "Mở nguyên nhân gốc",
    itself: "Chính cảnh báo này là gốc: không cảnh báo nào khác giải thích nó.",
  },
  en: {
    title: "What failed, and the way to the core",
    failed: "Failed: {names}",
    hidden: "out of sight",
    path: "The way from this node to the core",
    up: "works",
    down: "down",
    "cut-off": "cut off",
    link: "link {code}",
    root: "A consequence: {reason} (confidence {percent} %).",
    openRoot: "Open the root cause",
    itself: "This alarm is the root itself: no other explains it.",
  },
});

const Element = ({ element }: { readonly element: CauseElement }) => {
  const name = elementName(element);
  if (name === null) return <span class="quiet">{say("hidden")}</span>;
  if (element.kind === "link") return <bdi>{say("link", { code: name })}</bdi>;
  return (
    <a href={fillPath(pagePaths.site, { site: element.site ?? "" })}>
      <bdi>{name}</bdi>
    </a>
  );
};

const Path = ({ path }: Pick<CauseView, "path">) => (
  <ol class="cause-path" aria-label={say("path")}>
    {stretchesOf(path).map(({ state, elements }, place) => (
      <li key={`${place} ${state}`} class={`stretch is-${state}`}>
        <strong class="small">{say(state)}</strong>
        <ol>
          {elements.map((element, each) => (
            <li key={`${each} ${elementName(element)}`}>
              <Element element={element} />
            </li>
          ))}
        </ol>
      </li>
    ))}
  </ol>
);

const Explanation = ({ cause }: Pick<BriefAlarmView, "cause">) => {
  if (cause === null) return <p>{say("itself")}</p>;
  const percent = Math.round(cause.confidence * 100);
  return (
    <p>
      <bdi>{say("root", { reason: inLanguage(cause.reason), percent })}</bdi>{" "}
      <a href={fillPath(pagePaths.alarm, { id: cause.alarm })}>{say("openRoot")}</a>
    </p>
  );
};

/** Why the alarm is there: its root, what failed, and where the way to the core is dead. */
export const CausePath = ({ alarm }: { readonly alarm: BriefAlarmView }) => {
  const { state, reload } = useLoaded<CauseView>(`/api/v1/alarms/${alarm.id}/cause`);
  useEffect(reload, [alarm.lastChanged.receivedAt]);
  const { failed, path } = state.kind === "ready" ? state.data : { failed: [], path: [] };
  const names = failed.map((element) => elementName(element) ?? say("hidden"));
  return (
    <section class="panel stack" aria-labelledby="cause-title">
      <h2 id="cause-title">{say("title")}</h2>
      <Explanation cause={alarm.cause} />
      {names.length > 0 && (
        <p>
          <strong>{say("failed", { names: names.join(", ") })}</strong>
        </p>
      )}
      {path.length > 0 && <Path path={path} />}
    </section>
  );
};
