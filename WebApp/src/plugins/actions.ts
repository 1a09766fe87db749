/** What plugins offer on an open message (hook mail.open), and doing it. */
import { toast } from "../components/Toast.tsx";
import { asFailure } from "../failure.ts";
import { t } from "../i18n/index.ts";
import { ALL, jmap } from "../jmap/index.ts";
import type { Email, Id, MessageAction } from "../jmap/types.ts";
import { sentence } from "../store/actions.ts";
import { cache } from "../store/index.ts";

const offers = new Map<Id, MessageAction[]>();
const notes = new Map<Id, Readonly<Record<string, unknown>>>();
/** What a plugin has noted on a message that was asked about; null for nothing. */
export const noteOf = (email: Id, plugin: string): unknown => notes.get(email)?.[plugin] ?? null;
/** The places of an open message where a plugin may stand. */
const SLOTS = new Set(["message.banner", "message.chip", "message.action"]);
/** What is known to be offered on a message. */
export const offered = (email: Id): readonly MessageAction[] => offers.get(email) ?? [];

/** Asks the plugins about a message, each time it is opened: plugins come and go. One that fails offers nothing; mail goes on. */
export async function askPlugins(email: Id, accountId: Id): Promise<void> {
  try {
    const answer = await jmap.call<{ list?: MessageAction[]; notes?: Record<string, unknown> }>("MessageAction/query", { accountId, emailId: email });
    notes.set(email, answer.notes ?? {});
    put(email, (answer.list ?? []).filter((a) => SLOTS.has(a.slot) && typeof a.label === "string"));
  } catch (error) {
    if (!asFailure(error).passing) put(email, []);
  }
}

function put(email: Id, list: MessageAction[]) {
  offers.set(email, list);
  cache.topics.bump(`plugins:${email}`);
}
const replace = (email: Id, action: MessageAction) => put(email, (offers.get(email) ?? []).map((a) => (a.plugin === action.plugin && a.id === action.id ? action : a)));

/** What was done may change what else is offered. */
const askAgain = (email: Email): Promise<void> => askPlugins(email.id, email.accountId ?? ALL);

/** Does what a plugin offers: busy at once, then what it says. A link opens for the person and is never followed by us. */
export async function perform(email: Email, action: MessageAction): Promise<void> {
  if (action.kind === "link") {
    if (action.url && /^https:/i.test(action.url)) window.open(action.url, "_blank", "noopener,noreferrer");
    // The plugin hears of it, so that it can offer to mark it as done; one that does not care says no.
    await jmap.call("MessageAction/perform", { accountId: email.accountId ?? ALL, emailId: email.id, plugin: action.plugin, id: action.id }).catch(() => undefined);
    return askAgain(email);
  }
  if (action.state === "busy") return;
  replace(email.id, { ...action, state: "busy" });
  try {
    const answer = await jmap.call<{ action: MessageAction; message: string }>("MessageAction/perform", { accountId: email.accountId ?? ALL, emailId: email.id, plugin: action.plugin, id: action.id });
    replace(email.id, answer.action);
    void askAgain(email);
    if (answer.message) toast({ text: answer.message, ...(answer.action.state === "failed" ? { tone: "failure" as const } : {}) });
  } catch (error) {
    replace(email.id, { ...action, state: "failed" });
    toast({ text: sentence(asFailure(error)), tone: "failure", action: { label: t("action.tryAgain"), run: () => void perform(email, action) } });
  }
}
