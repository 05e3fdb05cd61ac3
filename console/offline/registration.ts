/** Has the browser keep the files of the field view, so that it opens without a network. Never rejects. */
export const keepPageOffline = (): void => {
  // Only over TLS or on this machine; elsewhere the page works, but not without a network.
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.register("/service-worker.js").catch(() => undefined);
};
