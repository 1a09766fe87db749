/** Permissions and what was done to a plugin, in the reader's words: the server says both in its own. */
import { has, locale, t } from "../../i18n/index.ts";
import type { Grant } from "./plugin.ts";

/** What a permission lets a plugin do. One this app does not know keeps the server's words. */
export function grantWords(grant: Pick<Grant, "grant" | "words">): string {
  const [area, rest] = split(grant.grant);
  if (area === "http") return rest === "*" ? t("admin.grant.http.any") : rest.startsWith("*.") ? t("admin.grant.http.under", { host: rest.slice(2) }) : t("admin.grant.http", { host: rest });
  if (area === "mount") return t("admin.grant.mount", { prefix: rest });
  const key = `admin.grant.${grant.grant}`;
  return has(key) ? t(key) : grant.words || grant.grant;
}

function split(word: string): [string, string] {
  const at = word.indexOf(":");
  return at < 0 ? [word, ""] : [word.slice(0, at), word.slice(at + 1)];
}

const deeds: Record<string, string> = {
  "switched on": "admin.deed.on", "switched off": "admin.deed.off", paused: "admin.deed.paused", resumed: "admin.deed.resumed", restarted: "admin.deed.restarted", "reset its data": "admin.deed.reset",
  "put into a process of its own": "admin.deed.isolated", "put into the server's process": "admin.deed.inside", "crashed the server": "admin.deed.crashed",
};

/** One thing that was done: its sentence, and a list that is too long for it. */
export interface Deed {
  line: string;
  more: readonly string[];
}
/** So many permissions stand in a sentence; more are counted and listed below it. */
const SAID = 2;

/** A line of the history, such as `switched on, granted kv ui`, deed by deed. */
export function deedsIn(what: string, grants: readonly Grant[]): Deed[] {
  const known = new Map(grants.map((grant) => [grant.grant, grant]));
  return what.split(", ").map((part) => {
    const key = deeds[part], found = /^(granted|revoked) (.+)$/.exec(part);
    if (key && has(key)) return { line: t(key), more: [] };
    if (!found) return { line: part, more: [] };
    const given = found[1] === "granted", list = found[2]!.split(" ").filter(Boolean).map((word) => grantWords(known.get(word) ?? { grant: word, words: "" }));
    return list.length > SAID
      ? { line: t(given ? "admin.deed.granted.count" : "admin.deed.revoked.count", { count: list.length }), more: list }
      : { line: t(given ? "admin.deed.granted" : "admin.deed.revoked", { list: new Intl.ListFormat(locale(), { type: "unit" }).format(list) }), more: [] };
  });
}

/** The host in what somebody typed or pasted; null when it is none that can be allowed by name. */
export function hostOf(typed: string): string | null {
  const host = typed.trim().replace(/^https?:\/\//i, "").replace(/[/?#].*$/s, "").replace(/\.$/, "").toLowerCase();
  return /^(?=.{3,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/.test(host) ? host : null;
}
