import type { RoutingView } from "../../api/contract.ts";
import { DataTable } from "../parts/data-table.tsx";
import { wordsOf } from "../words/words.ts";
import { hoursText, mannerText, matchText, secondsText } from "./routing-words.ts";

const say = wordsOf({
  vi: {
    routes: "Tuyến thông báo",
    number: "Số",
    match: "Cho cảnh báo",
    to: "Báo vào kênh",
    manner: "Cách báo",
    escalations: "Leo thang",
    name: "Tên",
    steps: "Các bước khi chưa ai xác nhận",
    step: "sau {after}: {whom}",
    team: "người trực của {team}",
    people: "Người trực",
    person: "Người",
    channels: "Qua kênh",
    teams: "Ca trực",
    turns: "Lịch",
    none: "Cấu hình không có mục nào.",
    about: "Tuyến, leo thang và ca trực nằm trong tệp cấu hình tramcanh.yaml; đổi ở đó rồi khởi động lại.",
  },
  en: {
    routes: "Routes",
    number: "Number",
    match: "For alarms",
    to: "Tells channels",
    manner: "How",
    escalations: "Escalations",
    name: "Name",
    steps: "Steps while nobody acknowledges",
    step: "after {after}: {whom}",
    team: "whoever of {team} is on call",
    people: "People",
    person: "Person",
    channels: "Through channels",
    teams: "Rota",
    turns: "Turns",
    none: "The configuration has none.",
    about:
      "Routes, escalations and rota stand in the configuration tramcanh.yaml; change them there and restart.",
  },
});

interface Step {
  readonly afterSeconds: number;
  readonly to: readonly string[];
  readonly team: string | null;
}

const stepText = ({ afterSeconds, to, team }: Step): string => {
  const whom = [...to, ...(team === null ? [] : [say("team", { team })])].join(", ");
  return say("step", { after: secondsText(afterSeconds), whom });
};

const Lines = ({ lines }: { readonly lines: readonly string[] }) => (
  <ul>
    {lines.map((line) => (
      <li key={line}>{line}</li>
    ))}
  </ul>
);

const Routes = ({ routes }: Pick<RoutingView, "routes">) => (
  <section class="panel" aria-labelledby="routes">
    <h2 id="routes">{say("routes")}</h2>
    {routes.length === 0 ? (
      <p class="quiet">{say("none")}</p>
    ) : (
      <DataTable
        label={say("routes")}
        items={routes.map((route, place) => ({ route, place }))}
        keyOf={({ place }) => String(place)}
        columns={[
          { title: say("number"), cell: ({ place }) => place + 1, isNumber: true },
          { title: say("match"), cell: ({ route }) => matchText(route) },
          { title: say("to"), cell: ({ route }) => route.to.join(", ") },
          { title: say("manner"), cell: ({ route }) => mannerText(route) },
        ]}
      />
    )}
  </section>
);

const Rota = ({ people, teams }: Pick<RoutingView, "people" | "teams">) => (
  <section class="panel stack" aria-labelledby="rota">
    <h2 id="rota">{say("teams")}</h2>
    {teams.length === 0 && people.length === 0 && <p class="quiet">{say("none")}</p>}
    {teams.length > 0 && (
      <DataTable
        label={say("teams")}
        items={teams}
        keyOf={({ name }) => name}
        columns={[
          { title: say("name"), cell: ({ name }) => name },
          {
            title: say("turns"),
            cell: ({ turns }) => (
              <Lines lines={turns.map(({ person, ...hours }) => `${person}: ${hoursText(hours)}`)} />
            ),
          },
        ]}
      />
    )}
    {people.length > 0 && (
      <DataTable
        label={say("people")}
        items={people}
        keyOf={({ name }) => name}
        columns={[
          { title: say("person"), cell: ({ name }) => <bdi>{name}</bdi> },
          { title: say("channels"), cell: ({ channels }) => channels.join(", ") },
        ]}
      />
    )}
  </section>
);

/** Who is told of what, as it is in force. */
export const RoutingPlan = ({ routing }: { readonly routing: RoutingView }) => (
  <>
    <p class="quiet">{say("about")}</p>
    <Routes routes={routing.routes} />
    <section class="panel" aria-labelledby="escalations">
      <h2 id="escalations">{say("escalations")}</h2>
      {routing.escalations.length === 0 ? (
        <p class="quiet">{say("none")}</p>
      ) : (
        <DataTable
          label={say("escalations")}
          items={routing.escalations}
          keyOf={({ name }) => name}
          columns={[
            { title: say("name"), cell: ({ name }) => name },
            { title: say("steps"), cell: ({ steps }) => <Lines lines={steps.map(stepText)} /> },
          ]}
        />
      )}
    </section>
    <Rota people={routing.people} teams={routing.teams} />
  </>
);
