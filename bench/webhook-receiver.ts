import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";

const bodySchema = z.object({ event: z.string(), alarm: z.object({ site: z.string() }) });

/** Takes webhook calls and tells when each arrived. */
export const openReceiver = async (arrived: (site: string, event: string, atMs: number) => void) => {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const atMs = performance.now();
      response.writeHead(204).end();
      const { event, alarm } = bodySchema.parse(JSON.parse(Buffer.concat(chunks).toString()));
      arrived(alarm.site, event, atMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address: AddressInfo | string | null = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}/hook`, close: () => server.close() };
};
