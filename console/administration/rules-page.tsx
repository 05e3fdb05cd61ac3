import { useSignal } from "@preact/signals";
import type { RuleFileView } from "../../api/contract.ts";
import { Trouble } from "../parts/trouble.tsx";
import type { Page } from "../request/request.ts";
import { useLoaded } from "../request/use-loaded.ts";
import { address, setQuery } from "../router/place.ts";
import { wordsOf } from "../words/words.ts";
import { isRuleFileName } from "./code-lines.ts";
import { InventoryFaults } from "./inventory-faults.tsx";
import { isUnsaved, keepDraft, type RuleDraft, ruleDrafts } from "./rule-drafts.ts";
import { RuleEditor } from "./rule-editor.tsx";
import { TextField } from "./text-field.tsx";
import { useAsking } from "./use-asking.ts";
import "./rules.css";

const say = wordsOf({
  vi: {
    title: "Quy tắc cảnh báo",
    about: "Đọc theo thứ tự dưới đây; tệp sau bổ sung hoặc đổi tệp trước theo tên quy tắc.",
    files: "Các tệp",
    shipped: "mặc định",
    configured: "do cấu hình chỉ định",
    own: "của hệ thống này",
    unsaved: "chưa lưu",
    new: "Tạo tệp",
    name: "Tên tệp mới",
    nameHint: "như ac-quy.yaml: chữ thường không dấu, số, gạch nối",
    nameWrong: "Tên phải như ac-quy.yaml: chữ thường không dấu, số, gạch nối.",
    nameTaken: "Đã có tệp này.",
    reload: "Đọc lại mọi tệp",
    reloaded: "Đã đọc lại: {rules} quy tắc đang có hiệu lực.",
    loading: "Đang tải…",
  },
  en: {
    title: "Alarm rules",
    about: "Read in this order; a later file adds to or changes an earlier one by rule name.",
    files: "Files",
    shipped: "default",
    configured: "named by the configuration",
    own: "the platform's own",
    unsaved: "not saved",
    new: "Create the file",
    name: "Name of a new file",
    nameHint: "like batteries.yaml: small letters, digits, hyphens",
    nameWrong: "Write a name like batteries.yaml: small letters, digits, hyphens.",
    nameTaken: "This file is there already.",
    reload: "Read all files anew",
    reloaded: "Read anew: {rules} {rules|rule is|rules are} in force.",
    loading: "Loading…",
  },
});

const newText = "rules: []\n";

/** The files as they are, and those that somebody began to write. */
const withNew = (
  files: readonly RuleFileView[],
  drafts: ReadonlyMap<string, RuleDraft>,
): readonly RuleFileView[] => {
  const fresh = [...drafts].filter(([name]) => !files.some((file) => file.editable && file.name === name));
  return [
    ...files,
    ...fresh.map(([name]) => ({ name, origin: "own" as const, text: "", hash: "", editable: true })),
  ];
};

const keyOf = ({ origin, name }: RuleFileView): string => `${origin}/${name}`;

interface ListProperties {
  readonly files: readonly RuleFileView[];
  readonly chosen: RuleFileView | undefined;
}

const FileList = ({ files, chosen }: ListProperties) => (
  <nav aria-label={say("files")}>
    <ol class="rule-files">
      {files.map((file) => (
        <li key={keyOf(file)}>
          <button
            type="button"
            aria-current={file === chosen ? "true" : undefined}
            onClick={() => setQuery({ file: keyOf(file) })}
          >
            {file.name} <span class="quiet small">{say(file.origin)}</span>
            {file.editable && isUnsaved(ruleDrafts.value, file) && <strong>{say("unsaved")}</strong>}
          </button>
        </li>
      ))}
    </ol>
  </nav>
);

const NewFile = ({ files }: { readonly files: readonly RuleFileView[] }) => {
  const name = useSignal("");
  const fault = useSignal<string | null>(null);
  const create = (): void => {
    const wanted = name.value.trim();
    const isTaken = files.some((file) => file.editable && file.name === wanted);
    fault.value = isRuleFileName(wanted) ? (isTaken ? say("nameTaken") : null) : say("nameWrong");
    if (fault.value !== null) return;
    keepDraft(wanted, { text: newText, baseHash: null });
    setQuery({ file: `own/${wanted}` });
    name.value = "";
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        create();
      }}
    >
      <TextField
        label={say("name")}
        hint={say("nameHint")}
        isRequired
        value={name.value}
        fault={fault.value}
        onInput={(value) => {
          name.value = value;
        }}
      />
      <button type="submit">{say("new")}</button>
    </form>
  );
};

const Reload = ({ onDone }: { readonly onDone: () => void }) => {
  const rules = useSignal<number | null>(null);
  const { ask, isBusy, trouble } = useAsking();
  const reload = async (): Promise<void> => {
    const done = await ask<{ readonly rules: number }>("/api/v1/rules/reload", { method: "POST" });
    rules.value = done?.rules ?? null;
    onDone();
  };
  return (
    <div class="stack">
      <div class="bar">
        <button type="button" disabled={isBusy} onClick={() => void reload()}>
          {say("reload")}
        </button>
        <span role="status">{rules.value === null ? "" : say("reloaded", { rules: rules.value })}</span>
      </div>
      {trouble !== null && <InventoryFaults error={trouble} fileName="" />}
    </div>
  );
};

/** The rules of alarms: files, an editor that checks, a trial on what was, and putting into force. */
export const RulesPage = () => {
  const { state, reload } = useLoaded<Page<RuleFileView>>("/api/v1/rule-files");
  const files = withNew(state.kind === "ready" ? state.data.items : [], ruleDrafts.value);
  const wanted = address.value.query.get("file");
  const chosen = files.find((file) => keyOf(file) === wanted) ?? files[0];
  return (
    <>
      <h1>{say("title")}</h1>
      <p class="quiet">{say("about")}</p>
      {state.kind === "loading" && <p class="quiet">{say("loading")}</p>}
      {state.kind === "failed" && <Trouble error={state.error} onRetry={reload} />}
      {state.kind === "ready" && (
        <div class="rules-layout">
          <div class="panel stack">
            <h2>{say("files")}</h2>
            <FileList files={files} chosen={chosen} />
            <NewFile files={files} />
            <Reload onDone={reload} />
          </div>
          <div class="panel">
            {chosen !== undefined && <RuleEditor key={keyOf(chosen)} file={chosen} onSaved={reload} />}
          </div>
        </div>
      )}
    </>
  );
};
