import { computed, signal } from "@preact/signals";
import { type PageName, pagePaths } from "../paths.ts";
import { matchPath, type Parameters } from "./match.ts";

/** Path and query that the address bar shows. */
export interface Address {
  readonly path: string;
  readonly query: URLSearchParams;
}

const read = (): Address => ({ path: location.pathname, query: new URLSearchParams(location.search) });

/** The present address. Filters, ranges and the moment looked at live in its query, so that a link shows the same. */
export const address = signal<Address>(read());

/** The page of an address with the named parts of its path. */
export interface Place {
  readonly name: PageName;
  readonly parameters: Parameters;
}

const names = Object.keys(pagePaths).filter((name): name is PageName => Object.hasOwn(pagePaths, name));

/** Where the viewer is; null: no such page. */
export const place = computed<Place | null>(() => {
  const { path } = address.value;
  for (const name of names) {
    const parameters = matchPath(pagePaths[name], path);
    if (parameters !== null) return { name, parameters };
  }
  return null;
});

/** Goes to a path of the page; `replace` leaves no step back. */
export const goTo = (path: string, { replace = false }: { readonly replace?: boolean } = {}): void => {
  if (replace) history.replaceState(null, "", path);
  else history.pushState(null, "", path);
  address.value = read();
  if (!replace) globalThis.scrollTo(0, 0);
};

/** Changes some of the query in place; null takes one away. */
export const setQuery = (changes: Readonly<Record<string, string | null>>): void => {
  const query = new URLSearchParams(address.peek().query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  goTo(`${address.peek().path}${text === "" ? "" : `?${text}`}`, { replace: true });
};

const isPlain = ({ button, metaKey, ctrlKey, shiftKey, altKey }: MouseEvent): boolean =>
  button === 0 && !metaKey && !ctrlKey && !shiftKey && !altKey;

/** Parts of the query that go along from page to page: the past moment that the whole board shows. */
const keptAcrossPages = ["at"] as const;

const onClick = (event: MouseEvent): void => {
  if (event.defaultPrevented || !isPlain(event) || !(event.target instanceof Element)) return;
  const link = event.target.closest("a");
  if (link === null || link.target !== "" || link.hasAttribute("download")) return;
  const url = new URL(link.href, location.href);
  const isOurs =
    url.origin === location.origin && names.some((name) => matchPath(pagePaths[name], url.pathname));
  if (!isOurs || link.getAttribute("href")?.startsWith("#")) return;
  event.preventDefault();
  for (const name of keptAcrossPages) {
    const value = address.peek().query.get(name);
    if (value !== null && !url.searchParams.has(name)) url.searchParams.set(name, value);
  }
  goTo(`${url.pathname}${url.search}`);
};

/** Follows the address bar and turns clicks on links of ours into steps within the page; gives back how to stop. */
export const keepAddress = (): (() => void) => {
  const onStep = (): void => {
    address.value = read();
  };
  addEventListener("popstate", onStep);
  document.addEventListener("click", onClick);
  return () => {
    removeEventListener("popstate", onStep);
    document.removeEventListener("click", onClick);
  };
};
