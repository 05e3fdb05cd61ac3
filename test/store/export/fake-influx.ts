import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { onTestFinished } from "vitest";
import { z } from "zod";

/** What the server does with a request: answers, cuts the connection, or says nothing for ever. */
export type FakeAnswer =
  | {
      readonly status: number;
      readonly body?: string;
      readonly headers?: Readonly<Record<string, string>>;
      /** Lines that are stored all the same; left out: all on 204, none otherwise. */
      readonly stored?: readonly string[];
    }
  | "cut"
  | "hang";

/** A write as the server got it. */
export interface FakeWrite {
  readonly atMs: number;
  readonly url: URL;
  readonly authorization: string | undefined;
  readonly lines: readonly string[];
}

/** A server that takes writes of InfluxDB's API on a real socket and answers what the test says. */
export interface FakeInflux {
  readonly url: string;
  readonly writes: readonly FakeWrite[];
  /** Every line stored, in the order of arrival, again when it came again. */
  readonly stored: readonly string[];
  /** What comes after is answered so. */
  answer(how: (lines: readonly string[]) => FakeAnswer): void;
}

const taken: FakeAnswer = { status: 204 };

const respond = (response: ServerResponse, answer: FakeAnswer): void => {
  if (answer === "hang") return;
  if (answer === "cut") return void response.destroy();
  const { status, body = "", headers = {} } = answer;
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
};

const linesOf = async (request: IncomingMessage): Promise<readonly string[]> => {
  const body = await buffer(request);
  const isZipped = request.headers["content-encoding"] === "gzip";
  return (isZipped ? gunzipSync(body) : body).toString("utf8").split("\n");
};

/** The answer to a question for a bucket that keeps points for so many days. */
const retained = (days: number): string =>
  JSON.stringify({ buckets: [{ retentionRules: [{ type: "expire", everySeconds: days * 86_400 }] }] });

const address = z.object({ port: z.number() });

/** Starts a fake server that ends with the test. */
export const startFakeInflux = async (): Promise<FakeInflux> => {
  const writes: FakeWrite[] = [];
  const stored: string[] = [];
  let how: (lines: readonly string[]) => FakeAnswer = () => taken;
  const server = createServer(async (request, response) => {
    if (request.method === "GET") {
      const body = request.url?.startsWith("/api/v2/buckets") ? retained(3) : '{"status":"pass"}';
      return respond(response, { status: 200, body });
    }
    const lines = await linesOf(request);
    const url = new URL(request.url ?? "/", "http://fake");
    writes.push({ atMs: Date.now(), url, authorization: request.headers.authorization, lines });
    const answer = how(lines);
    if (typeof answer === "object") stored.push(...(answer.stored ?? (answer.status === 204 ? lines : [])));
    respond(response, answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const bound: AddressInfo | string | null = server.address();
  return {
    url: `http://127.0.0.1:${address.parse(bound).port}`,
    writes,
    stored,
    answer: (given) => {
      how = given;
    },
  };
};

/** A body of an error as InfluxDB 2 writes it. */
export const errorBody = (code: string, message: string): string => JSON.stringify({ code, message });
