import type { Socket } from "node:net";
import { ApiError, type ErrorCode } from "./errors.ts";
import { problemMediaType, problemOf } from "./problem.ts";

const codeOf = (code: string): ErrorCode => {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return "request-timeout";
  return code === "HPE_HEADER_OVERFLOW" ? "headers-too-large" : "invalid-body";
};

/** Answers what never became a request (too slow, too big, not HTTP) and closes the connection. */
export const answerRawError = (thrown: Error & { readonly code: string }, socket: Socket): void => {
  if (thrown.code === "ECONNRESET" || socket.destroyed || !socket.writable) return;
  const error = new ApiError(codeOf(thrown.code), { detail: "The connection is closed" });
  const problem = problemOf(error);
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${problem.title}`,
    `Content-Type: ${problemMediaType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
};
