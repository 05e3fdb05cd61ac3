import { readFileSync } from "node:fs";
import { WrongUse } from "../wrong-use.ts";

const defaultPorts: Readonly<Record<string, number>> = {
  "mqtt:": 1883,
  "mqtts:": 8883,
  "ws:": 80,
  "wss:": 443,
};

/** Where a broker listens. */
export interface BrokerAddress {
  /** As given. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly isEncrypted: boolean;
  readonly isWebSocket: boolean;
  /** PEM of the authority that signed the broker's certificate; null to ask the system's own. */
  readonly certificateAuthority: string | null;
}

const readAuthority = (file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new WrongUse(`--ca ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
};

/** Reads `--url` and `--ca`; throws WrongUse when they name no broker. */
export const brokerAddress = (text: string, authorityFile: string | undefined): BrokerAddress => {
  const url = URL.parse(text);
  const port = url === null ? undefined : defaultPorts[url.protocol];
  if (url === null || port === undefined || url.hostname === "") {
    throw new WrongUse(
      `--url ${text} names no broker; write mqtt://HOST:PORT, mqtts://HOST:PORT, ws://HOST:PORT/mqtt or wss://HOST:PORT/mqtt`,
    );
  }
  const isEncrypted = url.protocol === "mqtts:" || url.protocol === "wss:";
  if (authorityFile !== undefined && !isEncrypted) {
    throw new WrongUse(`--ca ${authorityFile} is for mqtts:// and wss://, and --url is ${text}`);
  }
  return {
    url: text,
    // An IPv6 address stands between brackets in a URL only.
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? port : Number(url.port),
    isEncrypted,
    isWebSocket: url.protocol.startsWith("ws"),
    certificateAuthority: authorityFile === undefined ? null : readAuthority(authorityFile),
  };
};
