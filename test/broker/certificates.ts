import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A key and its certificate, PEM. */
export interface KeyPair {
  readonly key: string;
  readonly certificate: string;
}

/** An authority made for one test run with OpenSSL, with a certificate for the platform and whom it names. */
export const makeAuthority = () => {
  const folder = mkdtempSync(join(tmpdir(), "tramcanh-ca-"));
  const at = (name: string): string => join(folder, name);
  const openssl = (...words: string[]): void => {
    execFileSync("openssl", words, { stdio: "pipe" });
  };
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl(
    "req",
    "-x509",
    ...newKey,
    "-keyout",
    at("ca.key"),
    "-out",
    at("ca.pem"),
    "-days",
    "2",
    "-subj",
    "/CN=test authority",
  );
  const issue = (commonName: string): KeyPair => {
    const [key, request, certificate, extensions] = ["key", "csr", "pem", "ext"].map((end) =>
      at(`${commonName}.${end}`),
    );
    if (!key || !request || !certificate || !extensions) throw new Error("no paths");
    writeFileSync(extensions, "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
    openssl("req", ...newKey, "-keyout", key, "-out", request, "-subj", `/CN=${commonName}`);
    openssl(
      "x509",
      "-req",
      "-in",
      request,
      "-CA",
      at("ca.pem"),
      "-CAkey",
      at("ca.key"),
      "-CAcreateserial",
      "-days",
      "2",
      "-extfile",
      extensions,
      "-out",
      certificate,
    );
    return { key: readFileSync(key, "utf8"), certificate: readFileSync(certificate, "utf8") };
  };
  return {
    certificate: readFileSync(at("ca.pem"), "utf8"),
    issue,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};
