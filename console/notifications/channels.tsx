import { useSignal } from "@preact/signals";
import type { ChannelView } from "../../api/contract.ts";
import { TableRegion } from "../parts/table-region.tsx";
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

const Row = ({ channel }: { readonly channel: ChannelView }) => {
  const { name, kind, state, lastSuccessAt, lastError, lastFailureAt, waiting, deadLetters } = channel;
  return (
    <tr>
      <td>{name}</td>
      <td>{kind}</td>
      <td>{state === "degraded" ? <strong>{say(state)}</strong> : say(state)}</td>
      <td>{lastSuccessAt === null ? "–" : localTime(lastSuccessAt)}</td>
      <td>
        {lastError === null || lastFailureAt === null ? "–" : `${localTime(lastFailureAt)}: ${lastError}`}
      </td>
      <td class="number">{waiting}</td>
      <td class="number">{deadLetters}</td>
      <td>{hasRole("admin") && <TestButton channel={name} />}</td>
    </tr>
  );
};

const columns = ["name", "kind", "state", "success", "error", "waiting", "dead", "act"] as const;

/** Where notifications go, and whether they get there. */
export const Channels = () => {
  const { state, reload } = useLoaded<{ readonly items: readonly ChannelView[] }>("/api/v1/channels");
  return (
    <section class="panel" aria-labelledby="channels">
      <h2 id="channels">{say("title")}</h2>
      {state.kind === "failed" && <Trouble error={state.error} onRetry={reload} />}
      {state.kind === "ready" && state.data.items.length === 0 && <p class="quiet">{say("none")}</p>}
      {state.kind === "ready" && state.data.items.length > 0 && (
        <TableRegion label={say("title")}>
          <table>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {say(column)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {state.data.items.map((channel) => (
                <Row key={channel.name} channel={channel} />
              ))}
            </tbody>
          </table>
        </TableRegion>
      )}
    </section>
  );
};
