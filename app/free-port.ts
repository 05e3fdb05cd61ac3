import { createServer } from "node:net";

/** The port when nobody listens on it, else 0, which picks a free one. */
export const freePortOr = (host: string, port: number): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(0));
    probe.listen({ host, port }, () => probe.close(() => resolve(port)));
  });
