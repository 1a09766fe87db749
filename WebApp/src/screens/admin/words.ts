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
  "switched on": "admin.deed.on", "switched off": "admin.deed.off", restarted: "admin.deed.restarted", "reset its data": "admin.deed.reset",
  "put into a process of its own": "admin.deed.isolated", "put into the server's process": "admin.deed.inside",
};

/** A line of the history, such as `switched on, granted kv ui`, in sentences. */
export function deedWords(what: string, grants: readonly Grant[]): string {
  const known = new Map(grants.map((grant) => [grant.grant, grant]));
  const list = (words: string) => new Intl.ListFormat(locale(), { type: "unit" }).format(words.split(" ").filter(Boolean).map((word) => grantWords(known.get(word) ?? { grant: word, words: "" })));
  return what.split(", ").map((part) => {
    const key = deeds[part], found = /^(granted|revoked) (.+)$/.exec(part);
    if (key && has(key)) return t(key);
    return found ? t(found[1] === "granted" ? "admin.deed.granted" : "admin.deed.revoked", { list: list(found[2]!) }) : part;
  }).join(" ");
}

/** The host in what somebody typed or pasted; null when it is none that can be allowed by name. */
export function hostOf(typed: string): string | null {
  const host = typed.trim().replace(/^https?:\/\//i, "").replace(/[/?#].*$/s, "").replace(/\.$/, "").toLowerCase();
  return /^(?=.{3,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/.test(host) ? host : null;
}
