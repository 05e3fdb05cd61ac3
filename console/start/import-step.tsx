import { useSignal } from "@preact/signals";
import { InventoryFaults } from "../administration/inventory-faults.tsx";
import { InventoryImport } from "../administration/inventory-import.tsx";
import { useAsking } from "../administration/use-asking.ts";
import { readLists } from "../live/live.ts";
import { pagePaths } from "../paths.ts";
import { wordsOf } from "../words/words.ts";

const say = wordsOf({
  vi: {
    done: "Danh mục có {sites} trạm.",
    more: "Xem hoặc thay danh mục",
    example: "Nạp tỉnh mẫu",
    exampleAbout:
      "Chưa có danh mục? Nạp một tỉnh mẫu 40 trạm để thử; thay bằng danh mục thật lúc nào cũng được.",
    own: "Hoặc nhập tệp của bạn:",
    unreachable: "Không tải được tệp mẫu. Kiểm tra mạng rồi thử lại.",
  },
  en: {
    done: "The inventory has {sites} {sites|site|sites}.",
    more: "See or replace the inventory",
    example: "Load the example province",
    exampleAbout:
      "No inventory yet? Load an example province of 40 sites to try; replace it by yours at any time.",
    own: "Or import a file of your own:",
    unreachable: "The example could not be fetched. Check the network and try again.",
  },
});

/** The example that ships with the platform; the build lays it beside the page. */
const exampleUrl = new URL("../../inventory/example-province.yaml", import.meta.url);

const readExample = async (): Promise<string | null> => {
  const answer = await fetch(exampleUrl).catch(() => null);
  return answer?.ok ? answer.text() : null;
};

const Example = () => {
  const { ask, isBusy, trouble } = useAsking();
  const isAway = useSignal(false);
  const load = async (): Promise<void> => {
    const body = await readExample();
    isAway.value = body === null;
    if (body === null) return;
    const taken = await ask("/api/v1/inventory", { method: "PUT", body, type: "text/yaml" });
    if (taken !== null) await readLists();
  };
  return (
    <>
      <p>{say("exampleAbout")}</p>
      <button class="is-main" type="button" disabled={isBusy} onClick={() => void load()}>
        {say("example")}
      </button>
      {isAway.value && <p role="alert">{say("unreachable")}</p>}
      {trouble !== null && <InventoryFaults error={trouble} fileName="example-province.yaml" />}
    </>
  );
};

/** The first step: which sites there are. */
export const ImportStep = ({ sites }: { readonly sites: number }) =>
  sites > 0 ? (
    <p>
      {say("done", { sites })} <a href={pagePaths.inventory}>{say("more")}</a>
    </p>
  ) : (
    <>
      <Example />
      <p>{say("own")}</p>
      <InventoryImport />
    </>
  );
