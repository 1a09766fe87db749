/** What a person does to mail: painted at once, sent, put back with a reason when the server refuses, undone on request. */
import { toast } from "../components/Toast.tsx";
import { confirm } from "../components/Dialog.tsx";
import { asFailure, Failure } from "../failure.ts";
import { type Key, t } from "../i18n/index.ts";
import { ALL, Batch, jmap, methodFailure } from "../jmap/index.ts";
import type { Email, Id, Mailbox, Role, SetAnswer } from "../jmap/types.ts";
import { allWindows, cache } from "./index.ts";
import { type EmailPatch, inverse, pointers } from "./overlay.ts";
import type { ListWindow } from "./window.ts";

type Patches = Map<Id, EmailPatch>;

/** A sentence for a failure: the server's own when it gave one. */
export function sentence(failure: Failure): string {
  if (failure.detail) return failure.detail;
  return t(failure.kind === "unavailable" || failure.kind === "timeout" ? "error.offline" : "error.unexpected");
}

/** The emails of a change, grouped by account, at most 400 a call. */
function* parts(patches: Patches): Generator<[Id, Id[]]> {
  const groups = new Map<Id, Id[]>();
  for (const id of patches.keys()) {
    const account = cache.baseEmail(id)?.accountId ?? ALL;
    // A target named by role (`all-archive`) is resolved by the server, in the unified view.
    const named = Object.keys(patches.get(id)?.mailboxIds ?? {}).some((box) => box.startsWith("all-"));
    const key = named ? ALL : account;
    groups.set(key, [...(groups.get(key) ?? []), id]);
  }
  for (const [account, ids] of groups) for (let i = 0; i < ids.length; i += 400) yield [account, ids.slice(i, i + 400)];
}

interface Run {
  patches: Patches;
  /** Conversations that leave the lists at once. */
  leaving?: Id[];
  /** Said when it is done, with Undo. Nothing is said for a star or a read mark. */
  done?: string;
  undoable?: boolean;
}

/** Lays the change over the cache, sends it, and says what happened. */
async function run({ patches, leaving = [], done, undoable = true }: Run): Promise<boolean> {
  if (!patches.size) return true;
  const back: Patches = new Map();
  for (const [id, patch] of patches) {
    const email = cache.email(id);
    if (email && !patch.destroyed) back.set(id, inverse(email, patch));
  }
  const touched: ListWindow[] = [...allWindows()];
  const change = cache.apply(patches);
  for (const window of touched) if (leaving.length) window.hide(leaving.filter((thread) => leaves(window, thread)));
  if (done) toast({ text: done, ...(undoable ? { undo: () => { for (const w of touched) w.unhide(leaving); void run({ patches: back }); } } : {}) });
  const refused = new Map<Id, Failure>();
  for (const [account, ids] of parts(patches)) {
    const update: Record<Id, unknown> = {}, destroy: Id[] = [];
    for (const id of ids) {
      const patch = patches.get(id)!;
      if (patch.destroyed) destroy.push(id);
      else update[id] = pointers(patch);
    }
    try {
      const batch = new Batch();
      const call = batch.set("Email", account, { ...(Object.keys(update).length ? { update } : {}), ...(destroy.length ? { destroy } : {}) }) as { value: SetAnswer };
      await jmap.send(batch);
      for (const [id, error] of Object.entries({ ...call.value.notUpdated, ...call.value.notDestroyed })) {
        if (error.type !== "notFound") refused.set(id, methodFailure(error));
      }
    } catch (error) {
      for (const id of ids) refused.set(id, asFailure(error));
    }
  }
  cache.settle(change, (id) => !refused.has(id));
  if (!refused.size) return true;
  const threads = new Set([...refused.keys()].flatMap((id) => cache.baseEmail(id)?.threadId ?? []));
  for (const window of touched) window.unhide(threads);
  const again: Patches = new Map([...refused.keys()].map((id) => [id, patches.get(id)!]));
  toast({
    text: sentence([...refused.values()][0]!), tone: "failure",
    action: { label: t("action.tryAgain"), run: () => void run({ patches: again, leaving: leaving.filter((id) => threads.has(id)), ...(done ? { done } : {}), undoable }) },
  });
  return false;
}

/** Whether a conversation is no longer in a window's mailbox once the overlay is on it. */
function leaves(window: ListWindow, thread: Id): boolean {
  const box = boxOf(window);
  return box !== null && !cache.conversation(thread).some((email) => cache.isIn(email, box));
}
function boxOf(window: ListWindow): Id | null {
  const { filter } = window.query;
  const direct = filter["inMailbox"] ?? filter.conditions?.map((c) => c["inMailbox"]).find((v) => typeof v === "string");
  return typeof direct === "string" ? direct : null;
}

/** The emails of conversations an action in a mailbox means: those in it; all but drafts and sent when there is no mailbox. */
function emailsOf(threads: readonly Id[], mailbox: Id | null): Email[] {
  return threads.flatMap((thread) => {
    const all = cache.conversation(thread);
    const here = mailbox ? all.filter((email) => cache.isIn(email, mailbox)) : all;
    return here.length ? here : all;
  });
}

/** The patch that takes an email out of where it is seen and into a mailbox. Labels elsewhere stay. */
function movePatch(email: Email, target: Id, from: Id | null): EmailPatch {
  const mailboxIds: Record<Id, true | null> = {};
  const role = from?.startsWith("all-") ? from.slice(4) : null;
  for (const id of Object.keys(email.mailboxIds)) {
    const own = cache.mailboxes.get().get(id)?.role;
    if (from === null || id === from || (role && own === role) || target.endsWith("trash") || cache.mailboxes.get().get(target)?.role === "trash") mailboxIds[id] = null;
  }
  if (!Object.keys(mailboxIds).length) for (const id of Object.keys(email.mailboxIds)) mailboxIds[id] = null;
  mailboxIds[target] = true;
  return { mailboxIds };
}

const DONE: Partial<Record<Role, Key>> = { archive: "done.archived", trash: "done.binned", junk: "done.spam", inbox: "done.inbox" };

/** Moves conversations to the mailbox of a role in each one's own account. */
export function moveToRole(threads: readonly Id[], role: Role, from: Id | null): void {
  const patches: Patches = new Map();
  for (const email of emailsOf(threads, from)) {
    const target = cache.roleBox(email.accountId ?? "", role)?.id ?? `all-${role}`;
    if (!email.mailboxIds[target]) patches.set(email.id, movePatch(email, target, from));
  }
  void run({ patches, leaving: [...threads], done: t(DONE[role] ?? "done.moved", { count: threads.length, folder: "" }) });
}

/** Moves conversations to a folder. Only emails of the folder's account move. */
export function moveTo(threads: readonly Id[], target: Mailbox, from: Id | null): void {
  const patches: Patches = new Map();
  for (const email of emailsOf(threads, from)) {
    if (email.accountId === target.accountId && !email.mailboxIds[target.id]) patches.set(email.id, movePatch(email, target.id, from));
  }
  void run({ patches, leaving: [...threads], done: t("done.moved", { count: threads.length, folder: target.name }) });
}

/** Deletes: to the bin; inside the bin or spam for good, after asking. */
export async function remove(threads: readonly Id[], from: Id | null): Promise<boolean> {
  const role = from ? cache.mailboxes.get().get(from)?.role : null;
  if (role !== "trash") {
    moveToRole(threads, "trash", from);
    return true;
  }
  const emails = emailsOf(threads, from);
  const yes = await confirm({ title: t("confirm.delete.title", { count: threads.length }), text: t("confirm.delete.text"), action: t("confirm.delete.action", { count: emails.length }), destroy: true });
  if (!yes) return false;
  return run({ patches: new Map(emails.map((email) => [email.id, { destroyed: true }])), leaving: [...threads], done: t("done.deleted", { count: threads.length }), undoable: false });
}

/** Marks conversations read, or their newest email unread. */
export function setRead(threads: readonly Id[], read: boolean, options: { quiet?: boolean } = {}): void {
  const patches: Patches = new Map();
  for (const thread of threads) {
    const all = cache.conversation(thread);
    if (read) for (const email of all.filter((e) => !e.keywords["$seen"])) patches.set(email.id, { keywords: { $seen: true } });
    else {
      const newest = all.filter((e) => !e.keywords["$draft"]).at(-1);
      if (newest) patches.set(newest.id, { keywords: { $seen: null } });
    }
  }
  void run({ patches, ...(!options.quiet && threads.length > 1 ? { done: t(read ? "done.read" : "done.unread", { count: threads.length }) } : {}) });
}
/** Marks single emails. */
export function setKeyword(ids: readonly Id[], keyword: string, on: boolean): void {
  void run({ patches: new Map(ids.map((id) => [id, { keywords: { [keyword]: on ? true : null } }])) });
}
/** Stars the newest email of each conversation, or takes every star off. */
export function setStar(threads: readonly Id[], on: boolean): void {
  const ids = threads.flatMap((thread) => {
    const all = cache.conversation(thread);
    return on ? all.slice(-1) : all.filter((e) => e.keywords["$flagged"]);
  }).map((e) => e.id);
  setKeyword(ids, "$flagged", on);
}
export const isStarred = (thread: Id): boolean => cache.conversation(thread).some((e) => e.keywords["$flagged"]);
export const isUnread = (thread: Id): boolean => cache.conversation(thread).some((e) => !e.keywords["$seen"]);

/** Every email a filter finds, asked for in pages; for what concerns a whole mailbox. */
async function everyEmail(window: Pick<ListWindow, "query">, extra: Record<string, unknown> | null): Promise<Email[]> {
  const out: Email[] = [];
  const { accountId, filter } = window.query;
  for (let position = 0; ; ) {
    const batch = new Batch();
    const found = batch.query("Email", accountId, {
      filter: extra ? { operator: "AND", conditions: [filter, extra] } : filter, sort: [{ property: "receivedAt", isAscending: false }], position, limit: 200,
    });
    const list = batch.get<Email>("Email", accountId, found.ref("/ids"), ["id", "accountId", "threadId", "mailboxIds", "keywords"]);
    await jmap.send(batch);
    out.push(...list.value.list.map((e) => ({ ...e, accountId: e.accountId ?? accountId })));
    position += found.value.ids.length;
    if (found.value.ids.length < 200) return out;
  }
}

/** Sends one patch for each of many emails that need not be in the cache. The windows follow the push. */
async function sendMany(emails: readonly Email[], patch: (email: Email) => Record<string, unknown> | "destroy"): Promise<void> {
  const groups = new Map<Id, Email[]>();
  for (const email of emails) groups.set(email.accountId!, [...(groups.get(email.accountId!) ?? []), email]);
  for (const [account, list] of groups) {
    for (let i = 0; i < list.length; i += 400) {
      const update: Record<Id, unknown> = {}, destroy: Id[] = [];
      for (const email of list.slice(i, i + 400)) {
        const what = patch(email);
        if (what === "destroy") destroy.push(email.id);
        else update[email.id] = what;
      }
      const answer = await jmap.call<SetAnswer>("Email/set", { accountId: account, ...(Object.keys(update).length ? { update } : {}), ...(destroy.length ? { destroy } : {}) });
      const refused = Object.values({ ...answer.notUpdated, ...answer.notDestroyed }).find((e) => e.type !== "notFound");
      if (refused) throw methodFailure(refused);
    }
  }
}

/** An act on a whole mailbox or a whole result, with one failure toast for all of it. */
async function onAll(again: () => void, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    toast({ text: sentence(asFailure(error)), tone: "failure", action: { label: t("action.tryAgain"), run: again } });
  }
}

/** Marks everything a list holds as read, with Undo. */
export function markAllRead(window: ListWindow): Promise<void> {
  return onAll(() => void markAllRead(window), async () => {
    const emails = await everyEmail(window, { notKeyword: "$seen" });
    if (!emails.length) return;
    await sendMany(emails, () => ({ "keywords/$seen": true }));
    toast({ text: t("done.allRead", { count: emails.length }), undo: () => void onAll(() => undefined, () => sendMany(emails, () => ({ "keywords/$seen": null }))) });
  });
}

/** Destroys everything in a bin or spam folder, after asking. */
export async function emptyMailbox(box: Mailbox): Promise<void> {
  const count = box.totalEmails;
  const yes = await confirm({ title: t("confirm.empty.title", { folder: box.name }), text: t("confirm.delete.text"), action: t("confirm.delete.action", { count }), destroy: true });
  if (!yes) return;
  await onAll(() => void emptyMailbox(box), async () => {
    const query = { accountId: box.accountId ?? ALL, filter: { inMailbox: box.id } };
    const emails = await everyEmail({ query }, null);
    await sendMany(emails, () => "destroy");
    toast({ text: t("done.emptied", { count: emails.length }) });
  });
}

/** One act on every conversation a list holds, whether loaded or not ("Select all 214"). */
export function onEverything(window: ListWindow, act: "archive" | "trash" | "junk" | "read" | "unread" | "star", from: Id | null): Promise<void> {
  return onAll(() => void onEverything(window, act, from), async () => {
    const emails = await everyEmail(window, null);
    const role = act === "archive" || act === "trash" || act === "junk" ? act : null;
    const before = new Map(emails.map((e) => [e.id, e]));
    await sendMany(emails, (email) => {
      if (act === "read" || act === "unread") return { "keywords/$seen": act === "read" ? true : null };
      if (act === "star") return { "keywords/$flagged": true };
      const real = { ...email, mailboxIds: Object.fromEntries(Object.keys(email.mailboxIds).filter((id) => !id.startsWith("all-")).map((id) => [id, true])) };
      const target = cache.roleBox(email.accountId!, role!)?.id;
      return target ? pointers(movePatch(real, target, from)) : { mailboxIds: { [`all-${role}`]: true } };
    });
    const threads = new Set(emails.map((e) => e.threadId)).size;
    const key: Key = act === "read" ? "done.read" : act === "unread" ? "done.unread" : act === "star" ? "done.starred" : DONE[role!]!;
    toast({
      text: t(key, { count: threads }),
      undo: () => void onAll(() => undefined, () => sendMany(emails, (email) => {
        const old = before.get(email.id)!;
        return role ? { mailboxIds: Object.fromEntries(Object.keys(old.mailboxIds).filter((id) => !id.startsWith("all-")).map((id) => [id, true])) } : { keywords: old.keywords };
      })),
    });
  });
}
