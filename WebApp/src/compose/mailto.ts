import { parseRecipients } from "./recipients/parse.ts";
import { distinct, type Recipient } from "./recipients/Recipient.ts";

/** What a `mailto:` link asks for. */
export interface Mailto {
  to: Recipient[];
  cc: Recipient[];
  bcc: Recipient[];
  subject: string;
  body: string;
  inReplyTo: string[];
}

/** Reads a `mailto:` URL (RFC 6068), or null if it is none. Unknown headers are dropped: a link may fill a draft, not shape it. */
export function parseMailto(url: string): Mailto | null {
  const match = /^\s*mailto:([^?#]*)(?:\?([^#]*))?/i.exec(url);
  if (!match) return null;
  const found: Mailto = { to: addresses(match[1] ?? ""), cc: [], bcc: [], subject: "", body: "", inReplyTo: [] };
  for (const field of (match[2] ?? "").replace(/&amp;/g, "&").split("&")) {
    const eq = field.indexOf("=");
    if (eq <= 0) continue;
    const name = decode(field.slice(0, eq)).toLowerCase(), raw = field.slice(eq + 1);
    if (name === "to" || name === "cc" || name === "bcc") found[name] = distinct([...found[name], ...addresses(raw)]);
    else if (name === "subject") found.subject = oneLine(decode(raw)).slice(0, 998);
    else if (name === "body") found.body = decode(raw).replace(/\r\n?/g, "\n").slice(0, 200_000);
    else if (name === "in-reply-to") found.inReplyTo = decode(raw).match(/[^<>\s]+@[^<>\s]+/g) ?? [];
  }
  return found;
}

/** RFC 6068 2: addresses are parted before they are decoded, so that an encoded comma stays inside its address. */
function addresses(raw: string): Recipient[] {
  return distinct(raw.split(",").flatMap((part) => parseRecipients(oneLine(decode(part)))));
}

/** Percent-decoding that keeps what is not valid; `+` is a plus sign here. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => {
      try {
        return decodeURIComponent(run);
      } catch {
        return run;
      }
    });
  }
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}]+/gu, " ").trim();
}
