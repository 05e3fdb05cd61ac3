import { useComputed } from "@preact/signals";
import { board } from "../live/board.ts";
import { wordsOf } from "../words/words.ts";
import { InventoryImport } from "./inventory-import.tsx";

const say = wordsOf({
  vi: {
    title: "Danh mục trạm",
    about: "Nhà mạng, xã, trạm, phần tử, tuyến và thiết bị. Đang dùng: {sites} trạm.",
    export: "Tải danh mục (YAML)",
    import: "Nhập danh mục",
    importAbout:
      "Tệp YAML thay toàn bộ danh mục; tệp CSV chỉ thay một danh sách. Luôn xem trước thay đổi, chưa bấm Áp dụng thì chưa có gì đổi.",
  },
  en: {
    title: "Inventory",
    about: "Operators, communes, sites, nodes, links and devices. In force: {sites} {sites|site|sites}.",
    export: "Download the inventory (YAML)",
    import: "Import an inventory",
    importAbout:
      "A YAML file replaces the whole inventory, a CSV file one list of it. The changes are shown first; nothing happens before you press Apply.",
  },
});

/** What exists: download it, or replace it after a look at what would change. */
export const InventoryPage = () => {
  const sites = useComputed(() => (board.siteChanges.value < 0 ? 0 : board.sites.size));
  return (
    <>
      <h1>{say("title")}</h1>
      <section class="panel stack">
        <p>{say("about", { sites: sites.value })}</p>
        <a class="button" href="/api/v1/inventory" download="tramcanh-inventory.yaml">
          {say("export")}
        </a>
      </section>
      <section class="panel stack" aria-labelledby="import">
        <h2 id="import">{say("import")}</h2>
        <p class="quiet">{say("importAbout")}</p>
        <InventoryImport />
      </section>
    </>
  );
};
