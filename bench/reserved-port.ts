import { once } from "node:events";
import { createServer } from "node:net";
import { z } from "zod";

const address = z.object({ port: z.number() });

/** A port that is free now, for programs that can't pick one themselves or have to keep it over a restart. */
export const reservedPort = async (): Promise<number> => {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = address.parse(probe.address());
  probe.close();
  await once(probe, "close");
  return port;
};
