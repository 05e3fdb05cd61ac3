/** How the page's worker answers a request of the browser: from what it keeps, or not at all. */
export type OfflineAnswer =
  /** Left to the browser, as if there were no worker. */
  | { readonly kind: "network" }
  /** The kept file under this path, else the network. */
  | { readonly kind: "kept"; readonly path: string };

/** Where the worker keeps `index.html`. */
export const shellPath = "/field";

/** What the worker needs to know of a request. */
export interface AskedFile {
  readonly method: string;
  readonly url: string;
  /** True when a whole page is asked for. */
  readonly isPage: boolean;
}

const network: OfflineAnswer = { kind: "network" };

const isFieldPath = (path: string): boolean => /^\/(field|s\/[^/]+)\/?$/.test(path);

/**
 * Answers the field view and the files that it is made of from the cache, nothing else: what `/api` says is never
 * kept here, and the desk's pages are nothing without the platform.
 */
export const offlineAnswer = (
  { method, url, isPage }: AskedFile,
  { origin, files }: { readonly origin: string; readonly files: readonly string[] },
): OfflineAnswer => {
  const asked = new URL(url);
  if (method !== "GET" || asked.origin !== origin || asked.pathname.startsWith("/api/")) return network;
  if (isPage) return isFieldPath(asked.pathname) ? { kind: "kept", path: shellPath } : network;
  return files.includes(asked.pathname) ? { kind: "kept", path: asked.pathname } : network;
};
