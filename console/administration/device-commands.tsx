import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { CommandView, DeviceView } from "../../api/contract.ts";
import { onFrame } from "../live/live.ts";
import { actorText } from "../parts/actor-text.ts";
import { Dialog } from "../parts/dialog.tsx";
import { ListTable } from "../parts/list-table.tsx";
import { LongText } from "../parts/long-text.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { usePages } from "../request/use-pages.ts";
import { mayCommand } from "../session/device-rights.ts";
import { viewer } from "../session/session.ts";
import { localTime } from "../time/instant.ts";
import { wordsOf } from "../words/words.ts";
import { CommandFields } from "./command-fields.tsx";
import { type CommandDraft, commandBody } from "./command-form.ts";
import { commandAbout, commandStateText, commandText } from "./command-words.ts";
import { useAsking } from "./use-asking.ts";

const say = wordsOf({
  vi: {
    title: "Lệnh cho {device}",
    command: "Lệnh",
    withPeriod: "{command}: {seconds} giây",
    next: "Tiếp",
    sure: "{command} ở trạm {site}?",
    send: "Gửi lệnh",
    back: "Không gửi",
    asked: "Lúc",
    by: "Ai",
    state: "Tình trạng",
    error: "Thiết bị nói",
    history: "Các lệnh đã gửi",
    none: "Chưa có lệnh nào.",
  },
  en: {
    title: "Commands to {device}",
    command: "Command",
    withPeriod: "{command}: {seconds} {seconds|second|seconds}",
    next: "Next",
    sure: "{command} at site {site}?",
    send: "Send the command",
    back: "Don't send",
    asked: "At",
    by: "Who",
    state: "State",
    error: "The device said",
    history: "Commands so far",
    none: "No command yet.",
  },
});

interface FormProperties {
  readonly device: DeviceView;
  readonly onSent: () => void;
}

const CommandForm = ({ device, onSent }: FormProperties) => {
  const draft = useSignal<CommandDraft>({ command: "start-generator", periodSeconds: 60 });
  const isSure = useSignal(false);
  const { ask, isBusy, trouble } = useAsking();
  const { command, periodSeconds } = draft.value;
  const whole =
    command === "set-period"
      ? say("withPeriod", { command: commandText(command), seconds: periodSeconds })
      : commandText(command);
  const send = async (): Promise<void> => {
    // Not through the outbox: a command that waits there would be done when nobody expects it any more.
    await ask<CommandView>(`/api/v1/devices/${encodeURIComponent(device.id)}/commands`, {
      ...{ method: "POST", body: commandBody(draft.value), idempotencyKey: crypto.randomUUID() },
    });
    isSure.value = false;
    onSent();
  };
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (isSure.value) void send();
    else isSure.value = true;
  };
  return (
    <form class="form stack" onSubmit={onSubmit}>
      <CommandFields
        draft={draft.value}
        isFixed={isSure.value}
        trouble={trouble}
        onChange={(next) => {
          draft.value = next;
        }}
      />
      <p class="quiet">{commandAbout(command)}</p>
      <Trouble error={trouble} />
      {isSure.value && (
        <p role="alert">
          <strong>{say("sure", { command: whole, site: device.site })}</strong>
        </p>
      )}
      <div class="bar">
        <button class={isSure.value ? "is-main" : ""} type="submit" disabled={isBusy}>
          {say(isSure.value ? "send" : "next")}
        </button>
        {isSure.value && (
          <button type="button" onClick={() => (isSure.value = false)}>
            {say("back")}
          </button>
        )}
      </div>
    </form>
  );
};

interface Properties {
  readonly device: DeviceView;
  readonly onClose: () => void;
}

/** Commands to a device: given after a second look, each followed until the device answered or its time was over. */
export const DeviceCommands = ({ device, onClose }: Properties) => {
  const who = viewer.value;
  const list = usePages<CommandView>(`/api/v1/devices/${encodeURIComponent(device.id)}/commands`, 20);
  useEffect(
    () =>
      onFrame((frame) => {
        if (frame.event === "command" && frame.data.device === device.id) list.reload();
      }),
    [device.id],
  );
  return (
    <Dialog title={say("title", { device: device.id })} onClose={onClose}>
      <div class="stack">
        {who.kind === "somebody" && mayCommand(who.role) && (
          <CommandForm device={device} onSent={list.reload} />
        )}
        <h3>{say("history")}</h3>
        <div aria-live="polite">
          <ListTable
            label={say("history")}
            list={list}
            keyOf={({ id }) => id}
            empty={say("none")}
            columns={[
              { title: say("asked"), cell: ({ askedAt }) => localTime(askedAt) },
              { title: say("command"), cell: ({ command }) => commandText(command) },
              { title: say("state"), cell: ({ state }) => commandStateText(state) },
              { title: say("by"), cell: ({ askedBy }) => actorText(askedBy) },
              { title: say("error"), cell: ({ error }) => error && <LongText text={error} /> },
            ]}
          />
        </div>
      </div>
    </Dialog>
  );
};
