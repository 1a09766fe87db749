import type { ServerAddress } from "../../jmap/index.ts";

/** What a try-out of one server found (see docs/contributors/api.md). */
export interface Check {
  ok: boolean;
  code: "ok" | "wrongPassword" | "needsAppPassword" | "certificate" | "nameNotFound" | "refused" | "timeout" | "notThisProtocol" | "tlsNotOffered" | "policy" | "failed";
  message: string;
  server: string;
}

/** The answer of `MailAccount/test`. */
export interface Trial {
  imap: Check;
  smtp: Check;
}

/** The answer of `MailAccount/discover`. */
export interface Discovery {
  found: "table" | "srv" | "autoconfig" | "guess" | null;
  imap: ServerAddress | null;
  smtp: ServerAddress | null;
  provider: string | null;
  note: string | null;
  helpUrl: string | null;
}

/** What the administrator lets everyone do. */
export interface ConnectionPolicy {
  allowPrivateHosts: boolean;
  allowInsecureTLS: boolean;
  allowNonstandardPorts: boolean;
}

export type Protocol = "imap" | "smtp";
export type TLS = ServerAddress["tls"];

const usual: Record<Protocol, Record<TLS, number>> = {
  imap: { implicit: 993, starttls: 143, none: 143 },
  smtp: { implicit: 465, starttls: 587, none: 25 },
};

/** A server nobody has named yet. */
export function blankServer(protocol: Protocol): ServerAddress {
  const tls: TLS = protocol === "imap" ? "implicit" : "starttls";
  return { host: "", port: usual[protocol][tls], tls, skipVerify: false, username: "" };
}

/** The server with another kind of security; a port that was the usual one becomes the usual one of the new kind. */
export function withSecurity(protocol: Protocol, server: ServerAddress, tls: TLS): ServerAddress {
  const port = server.port === usual[protocol][server.tls] ? usual[protocol][tls] : server.port;
  return { ...server, tls, port };
}

/** The domain of an address, or null when it is no whole address. */
export function domainOf(address: string): string | null {
  const match = /^[^\s@]+@([^\s@]+\.[^\s@.]+|[^\s@.]+)$/.exec(address.trim());
  return match ? match[1]!.toLowerCase() : null;
}

/** A name for an account nobody has named: the provider, or the domain without its ending, as a word. */
export function nameFor(address: string, provider: string | null): string {
  if (provider) return provider;
  const domain = domainOf(address);
  if (!domain) return "";
  const labels = domain.split(".");
  const word = labels.length > 2 && /^(mail|imap|webmail)$/.test(labels[0]!) ? labels[1]! : labels[0]!;
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** Whether a failed check got as far as talking to a mail server. */
export function reached(check: Check): boolean {
  return check.ok || check.code === "wrongPassword" || check.code === "needsAppPassword";
}

/** Whether the account may be worth saving although this failed: nothing was found to be wrong, the server was just not there. */
export function mayBeAway(check: Check): boolean {
  return check.ok || check.code === "timeout" || check.code === "refused" || check.code === "nameNotFound";
}
