import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { severityText } from "../parts/severity.ts";
import { severities } from "../parts/severity-order.ts";
import { setQuery } from "../router/place.ts";
import { wordsOf } from "../words/words.ts";
import { type HiddenReason, hiddenReasons } from "./alarm-facts.ts";
import { type AlarmFilter, queryOf } from "./alarm-filter.ts";
import { groupings } from "./families.ts";
import { filter, sifted } from "./list-state.ts";
import { places } from "./places.ts";

const say = wordsOf({
  vi: {
    title: "Bộ lọc",
    search: "Tìm",
    severity: "Mức",
    site: "Mã trạm",
    commune: "Xã/phường",
    operator: "Nhà mạng",
    all: "tất cả",
    unacknowledged: "Chưa xác nhận",
    show: "Hiện cả",
    shelved: "tạm ẩn ({count})",
    suppressed: "hệ quả ({count})",
    "out-of-service": "bảo trì ({count})",
    group: "Gộp theo",
    cause: "nguyên nhân",
    type: "loại cảnh báo",
    more: "Lọc thêm",
  },
  en: {
    title: "Filters",
    search: "Search",
    severity: "Severity",
    site: "Site code",
    commune: "Commune",
    operator: "Operator",
    all: "all",
    unacknowledged: "Unacknowledged",
    show: "Show also",
    shelved: "shelved ({count})",
    suppressed: "consequences ({count})",
    "out-of-service": "maintenance ({count})",
    group: "Group by",
    cause: "cause",
    type: "type of alarm",
    more: "More filters",
  },
});

const change = (changes: Partial<AlarmFilter>): void => setQuery(queryOf({ ...filter.peek(), ...changes }));

const without = <Item,>(items: readonly Item[], item: Item): readonly Item[] =>
  items.includes(item) ? items.filter((each) => each !== item) : [...items, item];

interface ChoiceProperties {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly code: string; readonly name: string }[];
  readonly onChoose: (code: string) => void;
  readonly hasAll?: boolean;
}

const Choice = ({ label, value, options, onChoose, hasAll = true }: ChoiceProperties) => (
  <label>
    {label}{" "}
    <select value={value} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
      {hasAll && <option value="">{say("all")}</option>}
      {options.map(({ code, name }) => (
        <option key={code} value={code}>
          {name}
        </option>
      ))}
    </select>
  </label>
);

interface CheckProperties {
  readonly label: string;
  readonly checked: boolean;
  readonly onToggle: () => void;
}

const Check = ({ label, checked, onToggle }: CheckProperties) => (
  <label class="check">
    <input type="checkbox" checked={checked} onChange={onToggle} /> {label}
  </label>
);

const Hidden = ({ reason }: { readonly reason: HiddenReason }) => (
  <Check
    label={say(reason, { count: sifted.value.hidden[reason] })}
    checked={filter.value.show.includes(reason)}
    onToggle={() => change({ show: without(filter.peek().show, reason) })}
  />
);

interface MoreProperties {
  readonly isClosed: boolean;
  readonly children: ComponentChildren;
}

const MoreFilters = ({ isClosed, children }: MoreProperties) => {
  const { site, commune, operator, show, grouping } = filter.value;
  const isUsed = [site, commune, operator, ...show].some((part) => part !== "") || grouping !== "cause";
  return (
    <details class="more-filters" open={isUsed && !isClosed}>
      <summary class="button">{say("more")} ▾</summary>
      <div class="bar">
        {children}
        <label>
          {say("site")}{" "}
          <input
            size={10}
            value={site}
            onInput={({ currentTarget }) => change({ site: currentTarget.value.trim().toUpperCase() })}
          />
        </label>
        <Choice
          label={say("commune")}
          value={commune}
          options={places.value.communes}
          onChoose={(code) => change({ commune: code })}
        />
        <Choice
          label={say("operator")}
          value={operator}
          options={places.value.operators}
          onChoose={(code) => change({ operator: code })}
        />
        <Choice
          label={say("group")}
          value={grouping}
          hasAll={false}
          options={groupings.map((code) => ({ code, name: say(code) }))}
          onChoose={(code) => change({ grouping: groupings.find((each) => each === code) ?? "cause" })}
        />
        <fieldset class="bar plain">
          <legend>{say("show")}</legend>
          {hiddenReasons.map((reason) => (
            <Hidden key={reason} reason={reason} />
          ))}
        </fieldset>
      </div>
    </details>
  );
};

/** The field that the search key goes to. */
export const searchFieldId = "alarm-search";

const isNarrow = (): boolean => matchMedia("(max-width: 40rem)").matches;

const Search = () => {
  const { text } = filter.value;
  const search = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // What somebody is typing is theirs: only another address writes into the field.
    if (search.current !== null && search.current !== document.activeElement) search.current.value = text;
  }, [text]);
  return (
    <label>
      {say("search")}{" "}
      <input
        id={searchFieldId}
        ref={search}
        type="search"
        maxLength={200}
        onInput={({ currentTarget }) => change({ text: currentTarget.value })}
        onKeyDown={({ key, currentTarget }) => key === "Escape" && currentTarget.blur()}
      />
    </label>
  );
};

const UsualFilters = () => (
  <>
    <fieldset class="bar plain">
      <legend class="visually-hidden">{say("severity")}</legend>
      {severities.map((severity) => (
        <Check
          key={severity}
          label={severityText(severity)}
          checked={filter.value.severities.includes(severity)}
          onToggle={() => change({ severities: without(filter.peek().severities, severity) })}
        />
      ))}
    </fieldset>
    <Check
      label={say("unacknowledged")}
      checked={filter.value.unacknowledgedOnly}
      onToggle={() => change({ unacknowledgedOnly: !filter.peek().unacknowledgedOnly })}
    />
  </>
);

/** Narrows the list; everything chosen is in the address, so that a link shows the same. On a phone the list comes first. */
export const AlarmFilters = () => {
  const narrow = isNarrow();
  return (
    <search class="alarm-filters bar" aria-label={say("title")}>
      <Search />
      {!narrow && <UsualFilters />}
      <MoreFilters isClosed={narrow}>{narrow && <UsualFilters />}</MoreFilters>
    </search>
  );
};
