import { ChosenInstant } from "../parts/chosen-instant.tsx";
import { withQuery } from "../request/request.ts";
import { address, setQuery } from "../router/place.ts";
import { fromInputTime, inputTime } from "../time/instant.ts";
import { wordsOf } from "../words/words.ts";
import { causeClasses, causeText } from "./cause.ts";

const say = wordsOf({
  vi: {
    site: "Mã trạm",
    cause: "Nguyên nhân",
    all: "tất cả",
    from: "Từ",
    to: "Đến",
    open: "chỉ những lần chưa hết",
    file: "Tải CSV",
  },
  en: {
    site: "Site code",
    cause: "Cause",
    all: "all",
    from: "From",
    to: "To",
    open: "only those still on",
    file: "CSV",
  },
});

const instant = (text: string | null): string | null => {
  const atMs = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(atMs) ? null : new Date(atMs).toISOString();
};

/** What the address asks of the ledger, as the platform's query. */
export const outageQuery = (query: URLSearchParams): Readonly<Record<string, string | null>> => ({
  site: query.get("site"),
  class: query.get("cause"),
  from: instant(query.get("from")),
  to: instant(query.get("to")),
  open: query.get("open") === "true" ? "true" : null,
});

const TimeField = ({ name }: { readonly name: "from" | "to" }) => {
  const kept = instant(address.value.query.get(name));
  const text = kept === null ? "" : inputTime(kept);
  const onChange = (typed: string): void => {
    const atMs = fromInputTime(typed);
    setQuery({ [name]: Number.isNaN(atMs) ? null : new Date(atMs).toISOString() });
  };
  return (
    <label>
      {say(name)}{" "}
      <input
        type="datetime-local"
        value={text}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />{" "}
      <ChosenInstant text={text} />
    </label>
  );
};

/** Narrows the ledger; all of it lives in the address. */
export const OutageFilters = () => {
  const { query } = address.value;
  return (
    <div class="bar">
      <label>
        {say("site")}{" "}
        <input
          type="search"
          size={12}
          value={query.get("site") ?? ""}
          onChange={({ currentTarget }) => setQuery({ site: currentTarget.value })}
        />
      </label>
      <label>
        {say("cause")}{" "}
        <select
          value={query.get("cause") ?? ""}
          onChange={({ currentTarget }) => setQuery({ cause: currentTarget.value })}
        >
          <option value="">{say("all")}</option>
          {causeClasses.map((each) => (
            <option key={each} value={each}>
              {causeText(each)}
            </option>
          ))}
        </select>
      </label>
      <TimeField name="from" />
      <TimeField name="to" />
      <label>
        <input
          type="checkbox"
          checked={query.get("open") === "true"}
          onChange={({ currentTarget }) => setQuery({ open: currentTarget.checked ? "true" : null })}
        />{" "}
        {say("open")}
      </label>
      <a class="button" href={withQuery("/api/v1/outages.csv", outageQuery(query))} download>
        {say("file")}
      </a>
    </div>
  );
};
