import { useSignal } from "@preact/signals";
import type { ChannelView } from "../../api/contract.ts";
import { type Column, DataTable } from "../parts/data-table.tsx";
import { Trouble, troubleText } from "../parts/trouble.tsx";
import { ask } from "../request/request.ts";
import { useLoaded } from "../request/use-loaded.ts";
import { hasRole } from "../session/session.ts";
import { localTime } from "../time/instant.ts";
import { wordsOf } from "../words/words.ts";

const say = wordsOf({
  vi: {
    title: "Kênh gửi",
    name: "Kênh",
    kind: "Loại",
    state: "Tình trạng",
    untried: "chưa gửi lần nào",
    working: "đang gửi được",
    degraded: "KHÔNG GỬI ĐƯỢC",
    success: "Gửi được lần cuối",
    error: "Lỗi lần cuối",
    waiting: "Đang chờ",
    dead: "Bỏ cuộc",
    test: "Gửi thử",
    tested: "{outcome}: {detail}",
    none: "Chưa khai kênh nào trong cấu hình.",
    act: "Thử",
  },
  en: {
    title: "Channels",
    name: "Channel",
    kind: "Kind",
    state: "State",
    untried: "nothing sent yet",
    working: "works",
    degraded: "NOT GETTING THROUGH",
    success: "Last success",
    error: "Last error",
    waiting: "Waiting",
    dead: "Given up",
    test: "Send a test",
    tested: "{outcome}: {detail}",
    none: "The configuration names no channel.",
    act: "Test",
  },
});

interface TestAnswer {
  readonly outcome: string;
  readonly detail: string;
}

const TestButton = ({ channel }: { readonly channel: string }) => {
  const isBusy = useSignal(false);
  const said = useSignal("");
  const test = async (): Promise<void> => {
    isBusy.value = true;
    try {
      const path = `/api/v1/channels/${encodeURIComponent(channel)}/test`;
      const { outcome, detail } = await ask<TestAnswer>(path, { method: "POST", body: {} });
      said.value = say("tested", { outcome, detail });
    } catch (error) {
      said.value = troubleText(error);
    }
    isBusy.value = false;
  };
  return (
    <>
      <button type="button" disabled={isBusy.value} onClick={() => void test()}>
        {say("test")} <span class="visually-hidden">{channel}</span>
      </button>
      <span role="status" class="small">
        {said.value}
      </span>
    </>
  );
};

const failureText = ({ lastError, lastFailureAt }: ChannelView): string =>
  lastError === null || lastFailureAt === null ? "–" : `${localTime(lastFailureAt)}: ${lastError}`;

const columns = (): readonly Column<ChannelView>[] => [
  { title: say("name"), cell: ({ name }) => name },
  { title: say("kind"), cell: ({ kind }) => kind },
  {
    title: say("state"),
    cell: ({ state }) => (state === "degraded" ? <strong>{say(state)}</strong> : say(state)),
  },
  {
    title: say("success"),
    cell: ({ lastSuccessAt }) => (lastSuccessAt === null ? "–" : localTime(lastSuccessAt)),
  },
  { title: say("error"), cell: failureText },
  { title: say("waiting"), cell: ({ waiting }) => waiting, isNumber: true },
  { title: say("dead"), cell: ({ deadLetters }) => deadLetters, isNumber: true },
  { title: say("act"), cell: ({ name }) => hasRole("admin") && <TestButton channel={name} /> },
];

/** Where notifications go, and whether they get there. */
export const Channels = () => {
  const { state, reload } = useLoaded<{ readonly items: readonly ChannelView[] }>("/api/v1/channels");
  return (
    <section class="panel" aria-labelledby="channels">
      <h2 id="channels">{say("title")}</h2>
      {state.kind === "failed" && <Trouble error={state.error} onRetry={reload} />}
      {state.kind === "ready" && state.data.items.length === 0 && <p class="quiet">{say("none")}</p>}
      {state.kind === "ready" && state.data.items.length > 0 && (
        <DataTable
          label={say("title")}
          columns={columns()}
          items={state.data.items}
          keyOf={({ name }) => name}
        />
      )}
    </section>
  );
};
