import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";

/** What a connection says of itself. */
export type Credential =
  | { readonly kind: "token"; readonly device: string; readonly token: string }
  | { readonly kind: "certificate"; readonly device: string };

/** Why a connection's word is not taken, in the codes of CONNACK (MQTT 3.1.1 §3.2.2.3). */
export interface CredentialRefusal {
  readonly kind: "refused";
  readonly returnCode: 2 | 4 | 5;
  readonly detail: string;
}

const tokenBytesMax = 256;

const isToken = ({ length }: string | Buffer): boolean => length > 0 && length <= tokenBytesMax;

const commonNameOf = (connection: Duplex): string | null => {
  if (!(connection instanceof TLSSocket) || !connection.authorized) return null;
  const name: unknown = connection.getPeerCertificate().subject?.CN;
  return typeof name === "string" ? name : null;
};

/** Between a device's id and its token where both are given as user name; no id holds one. */
const separator = ":";

/**
 * The id and the token of a device that has room for one text only, as ThingsBoard's access token: `{id}:{token}` as
 * user name, without a password. Null for any other user name.
 */
export const accessToken = (
  username: string | undefined,
  password: Buffer | undefined,
): { readonly device: string; readonly token: string } | null => {
  const place = username?.indexOf(separator) ?? -1;
  if (username === undefined || place < 0 || (password?.length ?? 0) > 0) return null;
  return { device: username.slice(0, place), token: username.slice(place + 1) };
};

/**
 * Reads who a connection claims to be. Client id, user name and device id are one; a verified client certificate's
 * CN stands in for the user name and the token, and an access token for all three.
 */
export const readCredential = (
  connection: Duplex,
  sent: { clientId: string; username: string | undefined; password: Buffer | undefined },
): Credential | CredentialRefusal => {
  const { clientId, username, password } = sent;
  const commonName = commonNameOf(connection);
  const access = commonName === null ? accessToken(username, password) : null;
  if (access !== null) {
    return isToken(access.token)
      ? { kind: "token", ...access }
      : { kind: "refused", returnCode: 4, detail: "send {device id}:{token} as user name" };
  }
  const device = commonName ?? username;
  if (device === undefined) {
    return {
      kind: "refused",
      returnCode: 4,
      detail: "send the device id as user name, its token as password",
    };
  }
  if (clientId !== device || (username !== undefined && username !== device)) {
    return { kind: "refused", returnCode: 2, detail: "client id, user name and device id must be the same" };
  }
  if (commonName !== null) return { kind: "certificate", device };
  if (password === undefined || !isToken(password)) {
    return { kind: "refused", returnCode: 4, detail: "send the device's token as password" };
  }
  return { kind: "token", device, token: password.toString() };
};
