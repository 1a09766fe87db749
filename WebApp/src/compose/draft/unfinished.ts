import type { Recipient } from "../recipients/Recipient.ts";

/** A header of stored drafts that keeps what was typed as a recipient and is no address yet. No sent message has it. */
export const unfinishedProperty = "header:X-MailFlow-Unfinished:asText";

type People = Record<"to" | "cc" | "bcc", Recipient[]>;
const lines = ["to", "cc", "bcc"] as const;

/** The header's value, or null when every recipient can be stored as one. */
export function unfinishedOf(people: People, storable: (r: Recipient) => boolean): string | null {
  const left = Object.fromEntries(lines.map((line) => [line, people[line].filter((r) => !storable(r)).map((r) => r.email)]).filter(([, list]) => list!.length > 0));
  if (Object.keys(left).length === 0) return null;
  const text = encodeURIComponent(JSON.stringify(left));
  return text.length <= 900 ? text : null;
}

/** The recipients of a stored draft together with what was not finished. A value nobody here wrote is passed over. */
export function joinUnfinished(people: People, value: string | null | undefined): People {
  let left: unknown;
  try {
    left = value ? JSON.parse(decodeURIComponent(value.trim())) : null;
  } catch {
    left = null;
  }
  const more = (line: "to" | "cc" | "bcc"): Recipient[] => {
    const list = typeof left === "object" && left !== null ? (left as Record<string, unknown>)[line] : null;
    return Array.isArray(list) ? list.filter((e): e is string => typeof e === "string" && e.length < 400).map((email) => ({ name: null, email })) : [];
  };
  return { to: [...people.to, ...more("to")], cc: [...people.cc, ...more("cc")], bcc: [...people.bcc, ...more("bcc")] };
}
