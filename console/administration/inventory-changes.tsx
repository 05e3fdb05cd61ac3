import type { ComponentChildren } from "preact";
import type { InventoryPreviewView } from "../../api/contract.ts";
import { wordsOf } from "../words/words.ts";
import { fieldText, type InventoryList } from "./inventory-file.ts";
import "./inventory.css";

const say = wordsOf({
  vi: {
    title: "Sẽ thay đổi những gì",
    result: "Sau khi nhập: {sites} trạm, {nodes} phần tử.",
    none: "Tệp giống hệt danh mục đang dùng: không có gì thay đổi.",
    operators: "Nhà mạng",
    communes: "Xã",
    sites: "Trạm",
    nodes: "Phần tử",
    links: "Tuyến",
    core: "Nút lõi",
    devices: "Thiết bị dự kiến",
    added: "thêm {count}",
    changed: "sửa {count}",
    removed: "bỏ {count}",
    same: "giữ nguyên",
    more: "… và {count} mục nữa",
  },
  en: {
    title: "What would change",
    result: "Afterwards: {sites} {sites|site|sites}, {nodes} {nodes|node|nodes}.",
    none: "The file is what is in force already: nothing changes.",
    operators: "Operators",
    communes: "Communes",
    sites: "Sites",
    nodes: "Nodes",
    links: "Links",
    core: "Core nodes",
    devices: "Planned devices",
    added: "{count} added",
    changed: "{count} changed",
    removed: "{count} removed",
    same: "the same",
    more: "… and {count} more",
  },
});

/** What a list of the inventory is called. */
export const listText = (list: InventoryList): string => say(list);

type Kind = InventoryPreviewView["kinds"][number];
type Whole = Kind["added"]["items"][number];
type Changed = Kind["changed"]["items"][number];

const changesOf = ({ added, changed, removed }: Kind): number => added.total + changed.total + removed.total;

/** Whether taking the file would change anything. */
export const hasChanges = ({ kinds }: InventoryPreviewView): boolean =>
  kinds.some((kind) => changesOf(kind) > 0);

const WholeItem = ({ item: { key, fields } }: { readonly item: Whole }) => (
  <>
    <strong>{key}</strong>{" "}
    <span class="quiet small">
      <bdi>
        {Object.entries(fields)
          .filter(([, value]) => value !== null && value !== key)
          .map(([field, value]) => `${field}: ${fieldText(value)}`)
          .join(" · ")}
      </bdi>
    </span>
  </>
);

const ChangedItem = ({ item: { key, fields } }: { readonly item: Changed }) => (
  <>
    <strong>{key}</strong>
    <ul>
      {fields.map(({ field, before, after }) => (
        <li key={field}>
          <code>{field}</code>: <del>{fieldText(before)}</del> → <ins>{fieldText(after)}</ins>
        </li>
      ))}
    </ul>
  </>
);

interface GroupProperties<Item> {
  readonly name: "added" | "changed" | "removed";
  readonly group: { readonly total: number; readonly items: readonly Item[] };
  readonly show: (item: Item) => ComponentChildren;
}

const Group = <Item extends { readonly key: string }>({ name, group, show }: GroupProperties<Item>) =>
  group.total === 0 ? null : (
    <details class="change-group" open={group.total <= 20}>
      <summary>{say(name, { count: group.total })}</summary>
      <ul>
        {group.items.map((item) => (
          <li key={item.key}>{show(item)}</li>
        ))}
        {group.total > group.items.length && (
          <li class="quiet">{say("more", { count: group.total - group.items.length })}</li>
        )}
      </ul>
    </details>
  );

/** What an import would change: per list what comes, what goes, and each field before and after. */
export const InventoryChanges = ({ preview }: { readonly preview: InventoryPreviewView }) => (
  <section class="stack" aria-labelledby="inventory-changes">
    <h3 id="inventory-changes">{say("title")}</h3>
    <p role="status">
      {hasChanges(preview) ? say("result", { sites: preview.sites, nodes: preview.nodes }) : say("none")}
    </p>
    {preview.kinds
      .filter((kind) => changesOf(kind) > 0)
      .map((kind) => (
        <div key={kind.kind}>
          <h4>{say(kind.kind)}</h4>
          <Group name="removed" group={kind.removed} show={(item) => <WholeItem item={item} />} />
          <Group name="changed" group={kind.changed} show={(item) => <ChangedItem item={item} />} />
          <Group name="added" group={kind.added} show={(item) => <WholeItem item={item} />} />
        </div>
      ))}
  </section>
);
