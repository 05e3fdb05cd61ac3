/** A mail as a mail program shows it. */
export interface ReadMail {
  /** Values by lower-case name, encoded words decoded. */
  readonly headers: ReadonlyMap<string, string>;
  /** Content by media type. */
  readonly parts: ReadonlyMap<string, string>;
}

const quotedBytes = (text: string): Buffer =>
  Buffer.from(
    text.replace(/=([0-9A-F]{2})/g, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  );

/** RFC 2047: words of one character cut in two are joined before they are decoded. */
const decodedWords = (value: string): string =>
  value.replace(/=\?UTF-8\?([QB])\?([^?]*)\?=(?:\s+(?==\?))?/gi, (_whole, encoding: string, text: string) =>
    (encoding.toUpperCase() === "B"
      ? Buffer.from(text, "base64")
      : quotedBytes(text.replaceAll("_", " "))
    ).toString(),
  );

const headersOf = (block: string): ReadonlyMap<string, string> =>
  new Map(
    block
      .replace(/\r\n[ \t]+/g, " ")
      .split("\r\n")
      .map((line) => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon).toLowerCase(), decodedWords(line.slice(colon + 1).trim())] as const;
      }),
  );

const contentOf = (headers: ReadonlyMap<string, string>, text: string): string => {
  const encoding = headers.get("content-transfer-encoding") ?? "7bit";
  if (encoding === "base64") return Buffer.from(text, "base64").toString();
  return encoding === "quoted-printable" ? quotedBytes(text.replace(/=\r\n/g, "")).toString() : text;
};

/** Reads the source of a mail (RFC 5322, RFC 2045), as far as the tests need it. */
export const readMail = (source: string): ReadMail => {
  const split = (text: string): readonly [ReadonlyMap<string, string>, string] => {
    const end = text.indexOf("\r\n\r\n");
    return [headersOf(text.slice(0, end)), text.slice(end + 4)];
  };
  const [headers, body] = split(source);
  const boundary = /boundary="([^"]+)"/.exec(headers.get("content-type") ?? "")?.[1] ?? "";
  const parts = body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => {
      const [own, text] = split(part.replace(/^\r\n/, ""));
      const type = own.get("content-type")?.split(";")[0] ?? "";
      return [type, contentOf(own, text).replaceAll("\r\n", "\n").trimEnd()] as const;
    });
  return { headers, parts: new Map(parts) };
};
