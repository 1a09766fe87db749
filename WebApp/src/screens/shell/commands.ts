/** Every command of the shell, by name: keys, menus, toolbars and the palette call these. */
import { undoLast } from "../../components/Toast.tsx";
import { openCompose } from "../../compose/open.ts";
import type { Id, Mailbox } from "../../jmap/types.ts";
import * as actions from "../../store/actions.ts";
import { cache } from "../../store/index.ts";
import { currentMailbox, currentSearch, currentThread, currentWindow, cursor, openThread, selection, stepAway, stopSelecting, targets } from "./state.ts";

/** The mailbox an action happens in; none in search results, where rows come from everywhere. */
const place = (): Id | null => (currentSearch() ? null : currentMailbox());

function on(threads: Id[], leaves: boolean, act: (threads: Id[]) => unknown) {
  if (!threads.length) return;
  if (leaves) stepAway(threads);
  act(threads);
  stopSelecting();
}
/** With "Select all" the whole result is meant, loaded or not. */
function whole(act: Parameters<typeof actions.onEverything>[1]): boolean {
  const window = currentWindow();
  if (!selection.get().everything || !window) return false;
  void actions.onEverything(window, act, place());
  if (act === "archive" || act === "trash" || act === "junk") openThread(null, { replace: true });
  stopSelecting();
  return true;
}

export const archive = (threads = targets()): void => void (whole("archive") || on(threads, true, (ids) => actions.moveToRole(ids, "archive", place())));
export function remove(threads = targets()): void {
  if (!threads.length) return;
  const forGood = cache.mailboxes.get().get(currentMailbox())?.role === "trash" && !currentSearch();
  if (!forGood) return void (whole("trash") || on(threads, true, (ids) => void actions.remove(ids, place())));
  const open = currentThread();
  void actions.remove(threads, place()).then((done) => {
    if (!done) return;
    if (open && threads.includes(open)) openThread(null, { replace: true });
    stopSelecting();
  });
}
export function spam(threads = targets()): void {
  const inSpam = cache.mailboxes.get().get(currentMailbox())?.role === "junk";
  if (!inSpam && whole("junk")) return;
  on(threads, true, (ids) => actions.moveToRole(ids, inSpam ? "inbox" : "junk", place()));
}
export const move = (target: Mailbox, threads = targets()): void => on(threads, true, (ids) => actions.moveTo(ids, target, place()));
/** What is dropped on a mailbox of the sidebar goes there. */
export function dropOn(target: Mailbox, threads: Id[]): void {
  if (!target.id.startsWith("all-")) return move(target, threads);
  const { role } = target;
  if (role) on(threads, true, (ids) => actions.moveToRole(ids, role, place()));
}
export function toggleRead(threads = targets()): void {
  if (selection.get().everything) return void whole("read");
  on(threads, false, (ids) => actions.setRead(ids, ids.some(actions.isUnread)));
}
export function toggleStar(threads = targets()): void {
  if (selection.get().everything) return void whole("star");
  on(threads, false, (ids) => actions.setStar(ids, !ids.every(actions.isStarred)));
}
export const undo = (): boolean => undoLast();
export const compose = (): void => openCompose({ mode: "new", ...(cache.mailboxes.get().get(currentMailbox())?.accountId ? { accountId: cache.mailboxes.get().get(currentMailbox())!.accountId! } : {}) });

/** Answers the newest message of the open (or pointed at) conversation. */
export function reply(mode: "reply" | "replyAll" | "forward", emailId?: Id): void {
  const thread = currentThread() ?? currentWindow()?.threadAt(cursor.get());
  const email = emailId ? cache.email(emailId) : thread ? cache.conversation(thread).filter((e) => !e.keywords["$draft"]).at(-1) : null;
  if (email) openCompose({ mode, emailId: email.id, ...(email.accountId ? { accountId: email.accountId } : {}) });
}

/** Moves the cursor; an open conversation follows it. */
export function step(by: number): void {
  const window = currentWindow();
  const count = window?.count ?? 0;
  if (!window || !count) return;
  const open = currentThread();
  const here = open ? window.rowOf(open) : -1;
  const from = here >= 0 ? here : cursor.get();
  const to = Math.max(0, Math.min(count - 1, open && here < 0 ? from : !open && document.activeElement?.closest(".mail-row") === null ? from : from + by));
  cursor.set(to);
  const thread = window.threadAt(to);
  if (open && thread) openThread(thread, { replace: true });
  document.dispatchEvent(new CustomEvent("mailflow:cursor", { detail: { focus: !open } }));
}
export function openCursor(): void {
  const thread = currentWindow()?.threadAt(cursor.get());
  if (thread) openThread(thread);
}
export { actions };
