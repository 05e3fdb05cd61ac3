import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { CommuneView, OperatorView } from "../../api/contract.ts";
import { askAll } from "../request/request.ts";
import { wordsOf } from "../words/words.ts";
import { choicesOf, type Scope, withCode } from "./scope.ts";
import "./administration.css";

const say = wordsOf({
  vi: {
    operators: "Nhà mạng được xem",
    communes: "Xã được xem",
    all: "tất cả",
    some: "chỉ những mục chọn",
    find: "Lọc theo mã hoặc tên",
  },
  en: {
    operators: "Operators in sight",
    communes: "Communes in sight",
    all: "all",
    some: "only those chosen",
    find: "Narrow by code or name",
  },
});

type ListName = keyof Scope;
type Choice = ReturnType<typeof choicesOf>[number];

/** Lists longer than this get a field to narrow them. */
const shortListMax = 12;

const useChoices = (list: ListName): readonly Choice[] => {
  const choices = useSignal<readonly Choice[]>([]);
  useEffect(() => {
    // Without the list the codes chosen before stay; nothing else can be chosen.
    askAll<OperatorView | CommuneView>(`/api/v1/${list}`).then(
      (entries) => {
        choices.value = choicesOf(entries);
      },
      () => undefined,
    );
  }, [list]);
  return choices.value;
};

interface ListProperties {
  readonly list: ListName;
  readonly codes: readonly string[];
  readonly onChange: (codes: string[]) => void;
}

const Codes = ({ list, codes, onChange }: ListProperties) => {
  const known = useChoices(list);
  const wanted = useSignal("");
  const gone = codes.filter((code) => known.every((each) => each.code !== code));
  const choices = [...gone.map((code) => ({ code, name: "" })), ...known];
  const text = wanted.value.toLocaleLowerCase("vi");
  const shown = choices.filter(({ code, name }) => `${code} ${name}`.toLocaleLowerCase("vi").includes(text));
  return (
    <>
      {choices.length > shortListMax && (
        <input
          type="search"
          aria-label={`${say(list)}: ${say("find")}`}
          placeholder={say("find")}
          value={wanted.value}
          onInput={({ currentTarget }) => {
            wanted.value = currentTarget.value;
          }}
        />
      )}
      <div class="form-choices">
        {shown.map(({ code, name }) => (
          <label key={code} class="form-choice">
            <input
              type="checkbox"
              checked={codes.includes(code)}
              onChange={({ currentTarget }) => onChange(withCode(codes, code, currentTarget.checked))}
            />
            <span>
              <bdi>{name}</bdi> <span class="quiet small">{code}</span>
            </span>
          </label>
        ))}
      </div>
    </>
  );
};

interface Properties {
  readonly scope: Scope;
  readonly onChange: (scope: Scope) => void;
}

/** Asks whose equipment and which places somebody sees. */
export const ScopeFields = ({ scope, onChange }: Properties) =>
  (["operators", "communes"] as const).map((list) => {
    const codes = scope[list];
    return (
      <fieldset key={list} class="form-field">
        <legend>{say(list)}</legend>
        {(["all", "some"] as const).map((each) => (
          <label key={each} class="form-choice">
            <input
              type="radio"
              name={`scope-${list}`}
              checked={(codes === "all") === (each === "all")}
              onChange={() => onChange({ ...scope, [list]: each === "all" ? "all" : [] })}
            />
            {say(each)}
          </label>
        ))}
        {codes !== "all" && (
          <Codes list={list} codes={codes} onChange={(next) => onChange({ ...scope, [list]: next })} />
        )}
      </fieldset>
    );
  });
