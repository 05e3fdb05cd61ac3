import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { followKeys } from "../keys/follow-keys.ts";
import { KeyHelp } from "../keys/key-help.tsx";
import { board } from "../live/board.ts";
import { toggleSound } from "../sound/sound-preference.ts";
import { wordsOf } from "../words/words.ts";
import { ActBar } from "./act-bar.tsx";
import { keepAnswers } from "./act-desk.ts";
import { ActDialog } from "./act-dialog.tsx";
import { AlarmFilters } from "./alarm-filters.tsx";
import { AlarmList } from "./alarm-list.tsx";
import { keepForecasts } from "./forecasts.ts";
import { Healthy } from "./healthy.tsx";
import { listKeys } from "./list-keys.ts";
import { currentId, selected } from "./list-state.ts";
import { ListStatus } from "./list-status.tsx";
import { readPlaces } from "./places.ts";
import { UndoNotice } from "./undo-notice.tsx";
import { useHeight } from "./use-height.ts";
import { useLayout } from "./use-layout.ts";
import "./alarms-page.css";

const say = wordsOf({ vi: { title: "Cảnh báo", help: "Phím tắt" }, en: { title: "Alarms", help: "Keys" } });

/** The active alarms: what is wrong now, gravest first. */
export const AlarmsPage = () => {
  const { rows, waiting } = useLayout();
  const isHelpOpen = useSignal(false);
  const tools = useHeight<HTMLDivElement>();
  const chosen = selected.value.size > 0 ? [...selected.value] : [currentId.value ?? ""];
  const targets = chosen.flatMap((id) => board.alarms.get(id) ?? []);
  const context = {
    rows,
    targets,
    showHelp: () => {
      isHelpOpen.value = true;
    },
    mute: toggleSound,
  };
  const newest = useRef(context);
  newest.current = context;
  useEffect(() => followKeys((action) => listKeys[action](newest.current)), []);
  useEffect(keepAnswers, []);
  useEffect(keepForecasts, []);
  useEffect(() => void readPlaces(), []);
  return (
    <>
      <h1 class="visually-hidden">{say("title")}</h1>
      <AlarmFilters />
      <div class="alarm-tools" ref={tools.element}>
        <ActBar alarms={targets} withCount />
        <button type="button" class="help-button" onClick={context.showHelp}>
          {say("help")}
        </button>
        <ListStatus waiting={waiting} />
      </div>
      {rows.length === 0 ? <Healthy /> : <AlarmList rows={rows} toolsPixels={tools.heightPixels} />}
      <UndoNotice />
      <ActDialog />
      {isHelpOpen.value && <KeyHelp onClose={() => (isHelpOpen.value = false)} />}
    </>
  );
};
