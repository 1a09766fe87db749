/** Why a plugin is as it is: the server says it in English, the page in the reader's words. */
import { type Key, t } from "../../i18n/index.ts";
import { grantWords } from "./words.ts";

type Said = Record<string, string | number>;
/** A sentence of the server, the key of its words, and what of it goes into them. One the table does not know stays as it came. */
const sentences: [RegExp, Key, (found: RegExpExecArray) => Said][] = [
  [/It crashed the server \(([^)]*)\)\./y, "admin.reason.server", ([, how]) => ({ how: how! })],
  [/It ended the server \(it called exit\)\./y, "admin.reason.server.exit", () => ({})],
  [/It stays off until it is switched on again\./y, "admin.reason.stays", () => ({})],
  [/It crashed \(([^)]*)\)\./y, "admin.reason.crashed", ([, how]) => ({ how: how! })],
  [/It ended its own process \(exit status (\d+)\)\./y, "admin.reason.exit", ([, code]) => ({ code: code! })],
  [/Its process was killed \(SIGKILL\), by itself or because memory ran out\./y, "admin.reason.killed", () => ({})],
  [/It used up its memory \((\d+) of (\d+) MB\) and crashed\./y, "admin.reason.memory", ([, used, limit]) => ({ used: used!, limit: limit! })],
  [/It closed its connection to the server\./y, "admin.reason.closed", () => ({})],
  [/It did not come back from a turn for (\d+) seconds and was ended\./y, "admin.reason.ended", ([, n]) => ({ count: Number(n) })],
  [/It has not come back from a turn for (\d+) seconds and was given up\./y, "admin.reason.givenUp", ([, n]) => ({ count: Number(n) })],
  [/Restart the server to try it again, or give it a process of its own \(isolate = yes\)\./y, "admin.reason.restart", () => ({})],
  [/It starts again in (?:a second|(\d+) seconds)\./y, "admin.reason.again", ([, n]) => ({ count: Number(n ?? 1) })],
  [/It failed (\d+) times within ten minutes and stays off until it is switched on again or replaced\. The last time:/y, "admin.reason.halt", ([, n]) => ({ count: Number(n) })],
  [/It needs its settings: (.+) has not been filled in yet\./y, "admin.reason.setup", ([, field]) => ({ field: field! })],
  [/It needs (\S+), which this server does not offer\. Update MailFlow, or install an older (\S+)\./y, "admin.reason.lacks", ([, verb, id]) => ({ verb: verb!, id: id! })],
  [/It needs "(.+)" \((\S+)\), which has not been granted\./y, "admin.reason.needs", ([, words, grant]) => ({ words: grantWords({ grant: grant!, words: words! }), grant: grant! })],
  [/Its plugin\.json cannot be used: (.+)\./y, "admin.reason.manifest", ([, why]) => ({ why: why! })],
  [/plugins\.conf names it, but there is no folder (\S+) with a plugin\.json\./y, "admin.reason.missing", ([, id]) => ({ id: id! })],
  [/It did not say how it is(?: within two seconds)?\./y, "admin.reason.silent", () => ({})],
];

/** A reason, sentence by sentence; as it came from the first one on that is not known. */
export function reasonWords(text: string): string {
  const out: string[] = [];
  let at = 0;
  while (at < text.length) {
    const part = next(text, at);
    if (!part) return [...out, text.slice(at)].join(" ");
    out.push(part.words);
    at = part.end;
    while (text[at] === " ") at++;
  }
  return out.join(" ");
}

function next(text: string, at: number): { words: string; end: number } | null {
  for (const [form, key, said] of sentences) {
    form.lastIndex = at;
    const found = form.exec(text);
    if (found) return { words: t(key, said(found)), end: form.lastIndex };
  }
  return null;
}
