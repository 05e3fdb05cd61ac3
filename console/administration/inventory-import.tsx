import { useSignal } from "@preact/signals";
import type { InventoryPreviewView } from "../../api/contract.ts";
import { readLists } from "../live/live.ts";
import { withQuery } from "../request/request.ts";
import { wordsOf } from "../words/words.ts";
import { hasChanges, InventoryChanges, listText } from "./inventory-changes.tsx";
import { InventoryFaults } from "./inventory-faults.tsx";
import { type ChosenFile, fileRequest, inventoryLists, listNamed, listOfFile } from "./inventory-file.ts";
import { useAsking } from "./use-asking.ts";
import "./inventory.css";

const say = wordsOf({
  vi: {
    choose: "Chọn tệp…",
    file: "Tệp YAML (cả danh mục) hoặc CSV (một danh sách)",
    list: "CSV này là danh sách",
    apply: "Áp dụng",
    done: "Đã nhập: {sites} trạm, {nodes} phần tử.",
    reading: "Đang xem xét {name}…",
  },
  en: {
    choose: "Choose a file…",
    file: "A YAML file (the whole inventory) or CSV (one list)",
    list: "This CSV is the list of",
    apply: "Apply",
    done: "Imported: {sites} {sites|site|sites}, {nodes} {nodes|node|nodes}.",
    reading: "Looking at {name}…",
  },
});

const previewPath = "/api/v1/inventory/preview";

interface ListProperties {
  readonly file: ChosenFile;
  readonly onChange: (file: ChosenFile) => void;
}

const ListField = ({ file, onChange }: ListProperties) =>
  file.list === null ? null : (
    <label>
      {say("list")}{" "}
      <select
        value={file.list}
        onChange={({ currentTarget }) => onChange({ ...file, list: listNamed(currentTarget.value) })}
      >
        {inventoryLists.map((each) => (
          <option key={each} value={each}>
            {listText(each)}
          </option>
        ))}
      </select>
    </label>
  );

/** Imports an inventory in two steps: what would change, or all that is wrong; then, if wished, it is taken. */
export const InventoryImport = ({ onDone }: { readonly onDone?: () => void }) => {
  const file = useSignal<ChosenFile | null>(null);
  const preview = useSignal<InventoryPreviewView | null>(null);
  const done = useSignal("");
  const { ask, isBusy, trouble } = useAsking();
  const look = async (chosen: ChosenFile): Promise<void> => {
    file.value = chosen;
    preview.value = null;
    done.value = "";
    const { query, options } = fileRequest(chosen);
    preview.value = await ask(withQuery(previewPath, query), { method: "POST", ...options });
  };
  const apply = async (chosen: ChosenFile): Promise<void> => {
    const { query, options } = fileRequest(chosen);
    const taken = await ask<Pick<InventoryPreviewView, "sites" | "nodes">>(
      withQuery("/api/v1/inventory", query),
      { method: "PUT", ...options },
    );
    if (taken === null) return;
    preview.value = null;
    done.value = say("done", taken);
    await readLists();
    onDone?.();
  };
  const choose = async (input: HTMLInputElement): Promise<void> => {
    const chosen = input.files?.[0];
    if (chosen === undefined) return;
    const text = await chosen.text();
    // The same file, mended, may be chosen again.
    input.value = "";
    await look({ name: chosen.name, text, list: listOfFile(chosen.name) });
  };
  const current = file.value;
  return (
    <div class="stack">
      <div class="bar">
        <label class="button file-button">
          {say("choose")}
          <input
            class="visually-hidden"
            type="file"
            accept=".yaml,.yml,.csv"
            onChange={({ currentTarget }) => void choose(currentTarget)}
          />
        </label>
        <span class="quiet">{current === null ? say("file") : current.name}</span>
        {current !== null && <ListField file={current} onChange={(next) => void look(next)} />}
      </div>
      {isBusy && current !== null && <p role="status">{say("reading", { name: current.name })}</p>}
      {trouble !== null && current !== null && <InventoryFaults error={trouble} fileName={current.name} />}
      {preview.value !== null && <InventoryChanges preview={preview.value} />}
      {preview.value !== null && current !== null && hasChanges(preview.value) && (
        <button class="is-main" type="button" disabled={isBusy} onClick={() => void apply(current)}>
          {say("apply")}
        </button>
      )}
      <p role="status">{done.value}</p>
    </div>
  );
};
