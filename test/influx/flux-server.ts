import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync, gzipSync } from "node:zlib";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { annotatedCsv } from "./annotated-csv.ts";
import { answerFlux, type FieldPoint, NoSuchBucket } from "./flux-meaning.ts";
import { parseLines } from "./line-parser.ts";

/** How the server answers instead of well. */
export type Ill = (response: ServerResponse, csv: () => string) => void;

/** What an InfluxDB of tests is asked with. */
export const testPlace = { token: "secret token", organization: "the org", bucket: "the bucket" };

const bodyShape = z.object({
  query: z.string(),
  type: z.literal("flux"),
  dialect: z.object({
    annotations: z.tuple([z.literal("datatype"), z.literal("group"), z.literal("default")]),
  }),
});

const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const sent = Buffer.concat(chunks);
  return (request.headers["content-encoding"] === "gzip" ? gunzipSync(sent) : sent).toString("utf8");
};

const refuse = (response: ServerResponse, status: number, code: string, message: string): void => {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify({ code, message }));
};

/** In chunks of a few bytes: rows, and letters of more than one byte, fall apart. */
export const sendInPieces = (response: ServerResponse, bytes: Buffer, pieceBytes: number): void => {
  for (let from = 0; from < bytes.length; from += pieceBytes)
    response.write(bytes.subarray(from, from + pieceBytes));
  response.end();
};

/** Answers questions in Flux about its points: InfluxData's own parser reads them, and what is not understood fails. */
export class FluxServer {
  readonly points = new Map<string, FieldPoint>();
  readonly questions: string[] = [];
  /** Sends answers in pieces of so many bytes. */
  pieceBytes = 1_000;
  ill: Ill | null = null;
  #server = createServer((request, response) => {
    this.#answer(request, response).catch((error: unknown) =>
      refuse(response, 400, "invalid", error instanceof Error ? error.message : String(error)),
    );
  });

  /** Listens until the test is over; resolves with the URL. */
  async listen(cleanUp: (close: () => void) => void = onTestFinished): Promise<string> {
    await new Promise<void>((listening) => this.#server.listen(0, "127.0.0.1", listening));
    cleanUp(() => this.stop());
    const address: AddressInfo | string | null = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("not listening on a port");
    return `http://127.0.0.1:${address.port}`;
  }

  /** Takes no more, and cuts what is open. */
  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(request);
    const url = new URL(request.url ?? "", "http://here");
    if (request.headers.authorization !== `Token ${testPlace.token}`)
      return refuse(response, 401, "unauthorized", "unauthorized access");
    if (url.searchParams.get("org") !== testPlace.organization)
      return refuse(response, 404, "not found", "organization name not found");
    if (url.pathname === "/api/v2/write") return this.#take(body, url, response);
    if (url.pathname !== "/api/v2/query") return refuse(response, 404, "not found", "path not found");
    const { query } = bodyShape.parse(JSON.parse(body));
    this.questions.push(query);
    if (this.ill) return this.ill(response, () => this.#csv(query));
    this.#send(request, response, query);
  }

  /** The same point again takes the place of the one before. */
  #take(body: string, url: URL, response: ServerResponse): void {
    const unitsAMillisecond = url.searchParams.get("precision") === "ms" ? 1 : 1_000_000;
    for (const point of parseLines(body, unitsAMillisecond))
      this.points.set(JSON.stringify([point.columns, point.tsMs]), point);
    response.writeHead(204).end();
  }

  #csv(query: string): string {
    return annotatedCsv(answerFlux(query, new Map([[testPlace.bucket, [...this.points.values()]]])));
  }

  #send(request: IncomingMessage, response: ServerResponse, query: string): void {
    try {
      const csv = Buffer.from(this.#csv(query));
      response.setHeader("content-type", "text/csv; charset=utf-8");
      const gzip = request.headers["accept-encoding"] === "gzip";
      if (gzip) response.setHeader("content-encoding", "gzip");
      sendInPieces(response, gzip ? gzipSync(csv) : csv, this.pieceBytes);
    } catch (error) {
      if (!(error instanceof NoSuchBucket)) throw error;
      const message = `failed to initialize execute state: could not find bucket "${error.message}"`;
      refuse(response, 404, "not found", message);
    }
  }
}
