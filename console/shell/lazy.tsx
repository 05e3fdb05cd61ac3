import { useSignal } from "@preact/signals";
import type { FunctionComponent } from "preact";
import { useEffect } from "preact/hooks";
import type { Parameters } from "../router/match.ts";
import { wordsOf } from "../words/words.ts";

const say = wordsOf({
  vi: {
    loading: "Đang tải…",
    failed: "Không tải được trang này. Kiểm tra mạng rồi thử lại.",
    again: "Thử lại",
  },
  en: {
    loading: "Loading…",
    failed: "This page could not be loaded. Check the network and try again.",
    again: "Try again",
  },
});

/** A page: it gets the named parts of its path. */
export type PageComponent = FunctionComponent<{ readonly parameters: Parameters }>;

type Loaded =
  | { readonly kind: "loading" }
  | { readonly kind: "failed" }
  | { readonly kind: "ready"; readonly Page: PageComponent };

const known = new Map<() => Promise<PageComponent>, PageComponent>();

interface Properties {
  readonly load: () => Promise<PageComponent>;
  readonly parameters: Parameters;
}

/** Fetches the code of a page when somebody goes there. */
export const LazyPage = ({ load, parameters }: Properties) => {
  const present = known.get(load);
  const loaded = useSignal<Loaded>({ kind: "loading" });
  const fetchPage = (): void => {
    loaded.value = { kind: "loading" };
    load().then(
      (Page) => {
        known.set(load, Page);
        loaded.value = { kind: "ready", Page };
      },
      () => {
        loaded.value = { kind: "failed" };
      },
    );
  };
  useEffect(() => {
    if (present === undefined) fetchPage();
  }, [load]);
  const state: Loaded = present === undefined ? loaded.value : { kind: "ready", Page: present };
  if (state.kind === "ready") return <state.Page parameters={parameters} />;
  if (state.kind === "loading") return <p class="quiet">{say("loading")}</p>;
  return (
    <p role="alert">
      {say("failed")}{" "}
      <button type="button" onClick={fetchPage}>
        {say("again")}
      </button>
    </p>
  );
};
