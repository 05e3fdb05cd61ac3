import { offlineAnswer, shellPath } from "./offline-answer.ts";

/** An event of the worker that lasts until a promise ends. */
interface LastingEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

/** The browser asks for a file. */
interface FileEvent extends LastingEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

/** The worker's own surroundings; the page's types don't know them. */
interface WorkerScope {
  /** Written before this code by the build: files of the field view, and a mark that changes with any of them. */
  readonly kept: { readonly mark: string; readonly files: readonly string[] };
  readonly location: Location;
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(event: "install" | "activate", take: (event: LastingEvent) => void): void;
  addEventListener(event: "fetch", take: (event: FileEvent) => void): void;
}

declare const self: WorkerScope;

const prefix = "tramcanh-page-";
const cacheName = prefix + self.kept.mark;

const keepFiles = async (): Promise<void> => {
  const cache = await caches.open(cacheName);
  await cache.add(new Request(shellPath, { cache: "no-cache" }));
  await cache.addAll([...self.kept.files]);
  await self.skipWaiting();
};

const dropOlder = async (): Promise<void> => {
  const names = await caches.keys();
  const older = names.filter((name) => name.startsWith(prefix) && name !== cacheName);
  await Promise.all(older.map((name) => caches.delete(name)));
  await self.clients.claim();
};

self.addEventListener("install", (event) => event.waitUntil(keepFiles()));
self.addEventListener("activate", (event) => event.waitUntil(dropOlder()));

self.addEventListener("fetch", (event) => {
  const { method, url, mode } = event.request;
  const place = { origin: self.location.origin, files: self.kept.files };
  const answer = offlineAnswer({ method, url, isPage: mode === "navigate" }, place);
  if (answer.kind === "network") return;
  const fromCache = async (): Promise<Response> =>
    (await caches.match(answer.path, { cacheName })) ?? fetch(event.request);
  event.respondWith(fromCache());
});
