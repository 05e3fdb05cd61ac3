import { connect } from "node:net";
import { createTransport, type NodemailerError, type Transporter } from "nodemailer";
import { guardedLookup, type Resolve } from "./address-guard.ts";

/** How the way to the server is protected. */
export type MailTls = "starttls" | "implicit" | "none";

/** What mails are sent with. */
export interface MailSenderOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: MailTls;
  /** PEM text; null for the public authorities. */
  readonly certificateAuthority: string | null;
  readonly login: { readonly user: string; readonly password: string } | null;
  readonly allowPrivateAddress: boolean;
  readonly timeoutMs: number;
  readonly resolve?: Resolve;
}

/** One mail. */
export interface Mailing {
  readonly from: { readonly name: string; readonly address: string };
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly messageId: string;
  /** Of a conversation; null for none. */
  readonly references: string | null;
  readonly isUrgent: boolean;
}

/** A mail that was not taken. */
export class MailRefused extends Error {
  override readonly name = "MailRefused";
  /** True when the server will never take it; false when it may, or when the way there is at fault. */
  readonly isFinal: boolean;

  constructor(message: string, isFinal: boolean, options?: ErrorOptions) {
    super(message, options);
    this.isFinal = isFinal;
  }
}

const tlsOf = (
  tls: MailTls,
): { readonly secure: boolean; readonly requireTLS: boolean; readonly ignoreTLS: boolean } => ({
  secure: tls === "implicit",
  requireTLS: tls === "starttls",
  ignoreTLS: tls === "none",
});

const isMailError = (error: unknown): error is NodemailerError => error instanceof Error;

/** What concerns the mail itself: its recipients and its content. All the rest is the way there, or the login. */
const codesOfMail = new Set(["EENVELOPE", "EMESSAGE"]);

/** 5yz of RFC 5321 §4.2.1 is final; 530 wants a login, and a refused sender is one that a person mends as well. */
const isFinal = ({ responseCode = 0, code = "", command }: NodemailerError): boolean =>
  codesOfMail.has(code) && responseCode >= 500 && responseCode !== 530 && command !== "MAIL FROM";

/** Sends mails over SMTP, one connection each, to addresses that may be connected to; nodemailer does the talking. */
export class MailSender {
  readonly #options: MailSenderOptions;
  readonly #transport: Transporter;
  readonly #closing = new AbortController();

  constructor(options: MailSenderOptions) {
    this.#options = options;
    const { host, port, tls, certificateAuthority, login, timeoutMs } = options;
    this.#transport = createTransport({
      host,
      port,
      ...tlsOf(tls),
      tls: {
        minVersion: "TLSv1.2",
        ...(certificateAuthority === null ? {} : { ca: certificateAuthority }),
      },
      ...(login === null ? {} : { auth: { user: login.user, pass: login.password } }),
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      disableFileAccess: true,
      disableUrlAccess: true,
      getSocket: (_options, done) => this.#connect(done),
    });
  }

  /** Sends one mail; answers the server's words and whom it refused. Throws MailRefused. */
  async send(mailing: Mailing): Promise<string> {
    const { from, to, references, isUrgent, ...content } = mailing;
    try {
      const { response = "", rejected = [] } = await this.#transport.sendMail({
        ...content,
        from,
        to: [...to],
        ...(references === null ? {} : { references, inReplyTo: references }),
        ...(isUrgent ? { priority: "high" as const } : {}),
        // RFC 3834 §5: holiday notices are not sent in answer.
        headers: { "Auto-Submitted": "auto-generated" },
        signal: AbortSignal.any([this.#closing.signal, AbortSignal.timeout(this.#options.timeoutMs)]),
      });
      return rejected.length === 0 ? response : `${response}; refused for ${rejected.join(", ")}`;
    } catch (error) {
      if (!isMailError(error)) throw error;
      throw new MailRefused(error.message, isFinal(error), { cause: error });
    }
  }

  /** Ends what is under way. */
  close(): void {
    this.#closing.abort();
    this.#transport.close();
  }

  /** The socket goes to the very address that was checked. */
  #connect(
    done: (error: Error | null, found?: { readonly connection: ReturnType<typeof connect> }) => void,
  ): void {
    const { host, port, allowPrivateAddress, resolve, timeoutMs } = this.#options;
    const socket = connect({
      host,
      port,
      lookup: guardedLookup(allowPrivateAddress, resolve),
      timeout: timeoutMs,
    });
    const fail = (error: Error): void => {
      socket.destroy();
      done(error);
    };
    const failLate = (): void => fail(new Error("no connection within the time"));
    socket.once("error", fail);
    socket.once("timeout", failLate);
    socket.once("connect", () => {
      socket.off("error", fail);
      socket.off("timeout", failLate);
      socket.setTimeout(0);
      done(null, { connection: socket });
    });
  }
}
