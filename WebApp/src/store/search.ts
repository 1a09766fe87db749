/** What is typed into the search field, as a JMAP filter. `from:anna has:attachment before:2026-01-01 "final draft" -invoice`. */
import type { Filter, Id, Mailbox } from "../jmap/types.ts";

export interface Word {
  operator: string | null;
  value: string;
  not: boolean;
}

/** Words, "quoted phrases" and `operator:value` pairs; a minus in front means without. Never fails: a lone quote ends with the text. */
export function words(text: string): Word[] {
  const out: Word[] = [];
  const pattern = /(-)?(?:([\p{L}]+):)?(?:"([^"]*)"?|(\S+))/gu;
  for (const hit of text.matchAll(pattern)) {
    const value = hit[3] ?? hit[4] ?? "";
    if (!value && !hit[2]) continue;
    out.push({ operator: hit[2]?.toLowerCase() ?? null, value, not: hit[1] === "-" });
  }
  return out;
}

/** The first moment of a day, month or year (`2026-03-01`, `2026-03`, `2026`), or of `7d`, `2w`, `3m`, `1y` ago; null when it is none. */
export function day(value: string, now = new Date()): Date | null {
  const iso = /^(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?$/.exec(value);
  if (iso) {
    const month = Number(iso[2] ?? 1), date = Number(iso[3] ?? 1);
    if (month < 1 || month > 12 || date < 1 || date > 31) return null;
    return new Date(Number(iso[1]), month - 1, date);
  }
  const ago = /^(\d{1,4})([dwmy])$/i.exec(value);
  if (!ago) return null;
  const n = Number(ago[1]), unit = ago[2]!.toLowerCase();
  const start = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  if (unit === "d") start.setDate(start.getDate() - n);
  if (unit === "w") start.setDate(start.getDate() - 7 * n);
  if (unit === "m") start.setMonth(start.getMonth() - n);
  if (unit === "y") start.setFullYear(start.getFullYear() - n);
  return start;
}

const utc = (date: Date) => date.toISOString().replace(/\.\d+Z$/, "Z");

/** The mailbox a person means: by name, by path (`Work/2026`), or by role. */
export function mailboxNamed(value: string, boxes: Iterable<Mailbox>, accountId: Id, path: (box: Mailbox) => string[]): Mailbox | null {
  const wanted = value.toLowerCase();
  const roles: Record<string, string> = { inbox: "inbox", drafts: "drafts", sent: "sent", archive: "archive", spam: "junk", junk: "junk", bin: "trash", trash: "trash", starred: "flagged" };
  let partial: Mailbox | null = null;
  for (const box of boxes) {
    if (accountId !== box.accountId) continue;
    if (box.role && box.role === roles[wanted]) return box;
    const full = path(box).join("/").toLowerCase();
    if (full === wanted || box.name.toLowerCase() === wanted) return box;
    if (!partial && full.includes(wanted)) partial = box;
  }
  return partial;
}

/** The filter for a text; conditions that cannot be read are searched for as words, so nothing typed is lost. */
export function searchFilter(text: string, findMailbox: (name: string) => Id | null, now = new Date()): Filter | null {
  const conditions: Filter[] = [];
  const plain: string[] = [];
  for (const { operator, value, not } of words(text)) {
    let made: Filter | null = null;
    const lower = value.toLowerCase();
    if (value) {
      if (operator === "from" || operator === "to" || operator === "cc" || operator === "bcc" || operator === "subject" || operator === "body") made = { [operator]: value };
      else if (operator === "with") {
        const each = value.split(",").filter(Boolean).flatMap((address): Filter[] => [{ from: address }, { to: address }, { cc: address }]);
        if (each.length) made = { operator: "OR", conditions: each };
      } else if (operator === "has" && /^attachments?$/.test(lower)) made = { hasAttachment: true };
      else if (operator === "is") {
        made = lower === "unread" ? { notKeyword: "$seen" } : lower === "read" ? { hasKeyword: "$seen" } : lower === "starred" || lower === "flagged" ? { hasKeyword: "$flagged" }
          : lower === "answered" || lower === "replied" ? { hasKeyword: "$answered" } : lower === "draft" ? { hasKeyword: "$draft" } : null;
      } else if (operator === "before" || operator === "after" || operator === "on") {
        const at = day(value, now);
        if (at && operator === "on") {
          const end = new Date(at.getFullYear(), at.getMonth(), at.getDate() + 1);
          made = { operator: "AND", conditions: [{ after: utc(at) }, { before: utc(end) }] };
        } else if (at) made = { [operator]: utc(at) };
      } else if (operator === "in") {
        const box = findMailbox(value);
        if (box) made = { inMailbox: box };
      } else if (operator === "larger" || operator === "smaller") {
        const size = /^(\d+(?:\.\d+)?)([km]?)b?$/.exec(lower);
        if (size) made = { [operator === "larger" ? "minSize" : "maxSize"]: Math.round(Number(size[1]) * (size[2] === "m" ? 1e6 : size[2] === "k" ? 1e3 : 1)) };
      }
    }
    if (!made) {
      const asText = operator ? `${operator}:${value}` : value;
      if (not) made = { text: asText };
      else {
        plain.push(/\s/.test(asText) ? `"${asText}"` : asText);
        continue;
      }
    }
    conditions.push(not ? { operator: "NOT", conditions: [made] } : made);
  }
  if (plain.length) conditions.unshift({ text: plain.join(" ") });
  if (!conditions.length) return null;
  return conditions.length === 1 ? conditions[0]! : { operator: "AND", conditions };
}
