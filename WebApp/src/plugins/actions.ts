/** What plugins offer on an open message (hook mail.open), and doing it. */
import { toast } from "../components/Toast.tsx";
import { asFailure } from "../failure.ts";
import { t } from "../i18n/index.ts";
import { ALL, jmap } from "../jmap/index.ts";
import type { Email, Id, MessageAction } from "../jmap/types.ts";
import { sentence } from "../store/actions.ts";
import { cache } from "../store/index.ts";

const offers = new Map<Id, MessageAction[]>();
const asked = new Map<Id, number>();
const SLOTS = new Set(["message.banner", "message.chip", "message.action"]);
/** What a plugin offered is asked again after this long: plugins come and go. */
const FRESH = 10_000;

export const offered = (email: Id): readonly MessageAction[] => offers.get(email) ?? [];

/** Asks the plugins about a message. A plugin that fails offers nothing; mail goes on. */
export async function askPlugins(email: Email): Promise<void> {
  const now = Date.now();
  if (now - (asked.get(email.id) ?? 0) < FRESH) return;
  asked.set(email.id, now);
  try {
    const answer = await jmap.call<{ list?: MessageAction[] }>("MessageAction/query", { accountId: email.accountId ?? ALL, emailId: email.id });
    put(email.id, (answer.list ?? []).filter((a) => SLOTS.has(a.slot) && typeof a.label === "string"));
  } catch {
    asked.delete(email.id);
  }
}
/** Everything is asked again: a plugin was turned on or off. */
export function forgetOffers(): void {
  asked.clear();
}

function put(email: Id, list: MessageAction[]) {
  offers.set(email, list);
  cache.topics.bump(`plugins:${email}`);
}
const replace = (email: Id, action: MessageAction) => put(email, (offers.get(email) ?? []).map((a) => (a.plugin === action.plugin && a.id === action.id ? action : a)));

/** What was done may change what else is offered. */
function askAgain(email: Email): Promise<void> {
  asked.delete(email.id);
  return askPlugins(email);
}

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
