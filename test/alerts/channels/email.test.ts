import { createServer } from "node:net";
import fc from "fast-check";
import type { SMTPServerOptions } from "smtp-server";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import type { Surroundings } from "../../../alerts/channels/surroundings.ts";
import { makeAuthority } from "../../broker/certificates.ts";
import { refusal, startMailServer } from "./mail-server.ts";
import { readMail } from "./mail-text.ts";
import { attempt, bodyOf, channelOf, cleared, delivery } from "./stage.ts";

const authority = makeAuthority();
const pair = authority.issue("mail");
afterAll(() => authority.remove());

const password = "pass word!";
const tls = { key: pair.key, cert: pair.certificate };

const configuration = (port: number, more: Readonly<Record<string, unknown>> = {}) => ({
  kind: "email",
  host: "127.0.0.1",
  port,
  certificateAuthority: "ca.pem",
  from: "noc@example.com",
  to: ["duty@example.com"],
  allowPrivateAddress: true,
  ...more,
});

const surroundings: Partial<Surroundings> = {
  file: () => authority.certificate,
  secret: () => password,
  timeoutMs: 10_000,
};

const stage = async (options: SMTPServerOptions = {}, more: Readonly<Record<string, unknown>> = {}) => {
  const server = await startMailServer({ ...tls, ...options });
  onTestFinished(() => server.close());
  return { server, channel: channelOf(configuration(server.port, more), surroundings) };
};

const login: SMTPServerOptions = {
  authOptional: false,
  onAuth: ({ username, password: given }, _session, done) =>
    username === "noc" && given === password
      ? done(null, { user: username })
      : done(refusal(535, `no such login: ${given}`)),
};

describe("what the server gets", () => {
  test("a mail over STARTTLS, logged in, with text and HTML and an id that stays the same", async () => {
    const { server, channel } = await stage(login, {
      user: "noc",
      password: { env: "PASSWORD" },
      to: ["duty@example.com", "second@example.com"],
    });
    const outcome = await attempt(channel);
    expect(outcome).toEqual({ kind: "delivered", detail: expect.stringContaining("250") });
    await attempt(channel);
    const [first, second] = server.mails;
    expect(first).toMatchObject({
      from: "noc@example.com",
      to: ["duty@example.com", "second@example.com"],
      secure: true,
      user: "noc",
    });
    const { headers, parts } = readMail(first?.source ?? "");
    expect(Object.fromEntries(headers)).toMatchObject({
      from: "Trạm Canh <noc@example.com>",
      to: "duty@example.com, second@example.com",
      subject: "[Trạm Canh] [Lớn] Bù Đốp 1 (BPH0123) · pwr",
      "message-id": `<${delivery.id}@example.com>`,
      references: "<alarm-00112233445566778899aabb@example.com>",
      "auto-submitted": "auto-generated",
    });
    expect(readMail(second?.source ?? "").headers.get("message-id")).toBe(`<${delivery.id}@example.com>`);
    expect(parts.get("text/plain")).toBe(
      "[Lớn] Bù Đốp 1 (BPH0123) · pwr\n\nMất điện lưới. Kiểm tra máy phát.\n31/01/2026 09:50 +07\n\n-- \nTrạm Canh gửi lúc 31/01/2026 10:00 +07",
    );
    expect(parts.get("text/html")).toContain("Mất điện lưới. Kiểm tra máy phát.\n31/01/2026 09:50 +07</p>");
  });

  test("everything from outside escaped, in the channel's language, with a link", async () => {
    const { server, channel } = await stage({}, { language: "en", subjectPrefix: "" });
    const title = { vi: "", en: '<img src=x onerror="alert(1)">' };
    const text = { vi: "", en: "a & b </p><script>alert('x')</script>" };
    const link = "https://noc.example.com/ack?a=1&b=%22%3E";
    await attempt(channel, bodyOf(cleared, { title, text, link }));
    const { headers, parts } = readMail(server.mails[0]?.source ?? "");
    const html = parts.get("text/html") ?? "";
    expect(headers.get("subject")).toBe('<img src=x onerror="alert(1)">');
    expect(html).toContain("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;");
    expect(html).toContain("a &amp; b &lt;/p&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
    expect(html).toContain('<a href="https://noc.example.com/ack?a=1&amp;b=%22%3E"');
    expect(html).not.toMatch(/<script|<img/);
    expect(parts.get("text/plain")).toContain(`Open to act on it: ${link}`);
  });

  test("only critical alarms marked as urgent", async () => {
    const { server, channel } = await stage();
    await attempt(channel, bodyOf({ severity: "critical" }));
    await attempt(channel, bodyOf({ severity: "critical", ...cleared }));
    const urgent = server.mails.map(({ source }) => readMail(source).headers.get("importance"));
    expect(urgent).toEqual(["High", undefined]);
  });

  test("only the person whom the rota names, when there is one", async () => {
    const { server, channel } = await stage();
    await attempt(channel, bodyOf({}, { target: "officer@example.com" }));
    expect(server.mails[0]?.to).toEqual(["officer@example.com"]);
    expect(await attempt(channel, bodyOf({}, { target: "x@y.z\r\nRCPT TO:<a@b.c>" }))).toMatchObject({
      kind: "impossible",
      detail: expect.stringContaining("is not an e-mail address"),
    });
    expect(server.mails).toHaveLength(1);
  });

  test("no header that a notification wrote", async () => {
    const { server, channel } = await stage();
    const noises = fc.sample(fc.string({ unit: "binary", maxLength: 60 }), { numRuns: 20, seed: 1 });
    await Promise.all(
      noises.map((noise) => {
        const title = `${noise}\r\nBcc: evil@example.com\r\n\r\n<script>`;
        const id = `n\r\nX-Evil: 1\r\n${noise}`;
        return channel.deliver(
          { id, body: bodyOf({ id: title }, { id, title: { vi: title, en: title } }) },
          0,
        );
      }),
    );
    expect(server.mails).toHaveLength(20);
    for (const { source, to } of server.mails) {
      const { headers } = readMail(source);
      expect([...headers.keys()].filter((name) => /bcc|evil/.test(name))).toEqual([]);
      expect(to).toEqual(["duty@example.com"]);
      expect(headers.get("message-id")).toMatch(/^<[A-Za-z0-9._-]+@example\.com>$/);
    }
  });
});

describe("the way to the server", () => {
  test("implicit TLS", async () => {
    const { server, channel } = await stage({ secure: true }, { tls: "implicit" });
    expect(await attempt(channel)).toMatchObject({ kind: "delivered" });
    expect(server.mails[0]?.secure).toBe(true);
  });

  test("in the clear only when told so", async () => {
    const { server, channel } = await stage(
      { hideSTARTTLS: true },
      { tls: "none", certificateAuthority: undefined },
    );
    expect(await attempt(channel)).toMatchObject({ kind: "delivered" });
    expect(server.mails[0]?.secure).toBe(false);
  });

  test("a server without STARTTLS gets nothing, not even the password", async () => {
    const seen: unknown[] = [];
    const onAuth: SMTPServerOptions["onAuth"] = (auth, _session, done) => {
      seen.push(auth);
      done(null, { user: "noc" });
    };
    const { server, channel } = await stage(
      { disabledCommands: ["STARTTLS"], allowInsecureAuth: true, onAuth },
      { user: "noc", password: { env: "PASSWORD" } },
    );
    expect(await attempt(channel)).toMatchObject({
      kind: "unavailable",
      detail: expect.stringMatching(/STARTTLS/),
    });
    expect([server.mails, seen]).toEqual([[], []]);
  });

  test("a certificate of an authority that nobody knows is refused", async () => {
    const { server, channel } = await stage({}, { certificateAuthority: undefined });
    expect(await attempt(channel)).toMatchObject({
      kind: "unavailable",
      detail: expect.stringMatching(/certificate/i),
    });
    expect(server.mails).toEqual([]);
  });

  test("addresses that must not be talked to are refused when the channel is made, names when they are resolved", async () => {
    const { server } = await stage();
    const shut = { allowPrivateAddress: false };
    expect(() => channelOf(configuration(server.port, shut), surroundings)).toThrow("loopback");
    expect(() => channelOf(configuration(25, { host: "169.254.169.254" }), surroundings)).toThrow(
      "linkLocal",
    );
    const named = channelOf(configuration(server.port, { ...shut, host: "mail.example.com" }), {
      ...surroundings,
      resolve: (_name, _options, done) => done(null, [{ address: "127.0.0.1", family: 4 }]),
    });
    expect(await attempt(named)).toMatchObject({
      kind: "unavailable",
      detail: expect.stringContaining("loopback"),
    });
    expect(server.mails).toEqual([]);
  });
});

describe("what the server's answers mean", () => {
  const toOnly = (known: string, code: number): SMTPServerOptions => ({
    onRcptTo: ({ address }, _session, done) =>
      address === known ? done() : done(refusal(code, `no mailbox ${address}`)),
  });

  test.each<[string, SMTPServerOptions, string, unknown]>([
    [
      "no such mailbox: dead",
      toOnly("nobody", 550),
      "impossible",
      expect.stringContaining("no mailbox duty@example.com"),
    ],
    ["greylisted: later", toOnly("nobody", 451), "unavailable", expect.stringContaining("no mailbox")],
    [
      "the message itself refused: dead",
      {
        onData: (stream, _session, done) => {
          stream.resume().on("end", () => done(refusal(554, "looks like spam")));
        },
      },
      "impossible",
      expect.stringContaining("looks like spam"),
    ],
    [
      "a sender whom the server does not want: later, when somebody has mended it",
      { onMailFrom: (_address, _session, done) => done(refusal(550, "not your domain")) },
      "unavailable",
      expect.stringContaining("not your domain"),
    ],
    [
      "too busy to talk: later",
      { onConnect: (_session, done) => done(refusal(421, "too busy")) },
      "unavailable",
      expect.stringContaining("too busy"),
    ],
  ])("%s", async (_name, options, kind, detail) => {
    const { channel } = await stage(options);
    expect(await attempt(channel)).toMatchObject({ kind, detail });
  });

  test("a wrong password: later, when somebody has mended it, and it is not shown", async () => {
    const refuseAll: SMTPServerOptions = {
      authOptional: false,
      onAuth: ({ password: given }, _session, done) => done(refusal(535, `wrong: ${given}`)),
    };
    const { channel } = await stage(refuseAll, { user: "noc", password: { env: "PASSWORD" } });
    const outcome = await attempt(channel);
    expect(outcome).toMatchObject({ kind: "unavailable", detail: expect.stringContaining("wrong: ***") });
    expect(JSON.stringify(outcome)).not.toContain(password);
  });

  test("some recipients refused: delivered, and the detail names them", async () => {
    const to = ["duty@example.com", "gone@example.com"];
    const { channel, server } = await stage(toOnly("duty@example.com", 550), { to });
    expect(await attempt(channel)).toEqual({
      kind: "delivered",
      detail: expect.stringContaining("refused for gone@example.com"),
    });
    expect(server.mails[0]?.to).toEqual(["duty@example.com"]);
  });

  test("a server that says nothing is given up in time, and its connection dropped", async () => {
    const open = new Set<unknown>();
    const mute = createServer((socket) => {
      open.add(socket);
      socket.on("error", () => undefined).on("close", () => open.delete(socket));
      socket.resume();
    });
    await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => new Promise<void>((resolve) => mute.close(() => resolve())));
    const address = mute.address();
    const port = address === null || typeof address === "string" ? 0 : address.port;
    const channel = channelOf(configuration(port), { ...surroundings, timeoutMs: 200 });
    expect(await attempt(channel)).toMatchObject({ kind: "unavailable", retryAfterMs: null });
    await expect.poll(() => open.size).toBe(0);
  });

  test("nobody there: later", async () => {
    const { port, close } = await startMailServer();
    await close();
    const channel = channelOf(configuration(port), surroundings);
    expect(await attempt(channel)).toMatchObject({
      kind: "unavailable",
      detail: expect.stringContaining("ECONNREFUSED"),
    });
  });
});
