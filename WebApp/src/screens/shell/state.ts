/** Where the person is in the shell: the list on screen, the cursor in it, what is ticked, the open conversation. */
import { ALL } from "../../jmap/client.ts";
import type { Filter, Id, Mailbox } from "../../jmap/types.ts";
import { boxPath, navigate, route } from "../../router.ts";
import { cache, listWindow } from "../../store/index.ts";
import { mailboxNamed, searchFilter } from "../../store/search.ts";
import { signal } from "../../store/signal.ts";
import type { ListWindow } from "../../store/window.ts";

export type Only = "all" | "unread" | "starred" | "attachments";

/** What is ticked. `everything` means the whole result, loaded or not. */
export interface Selection {
  active: boolean;
  threads: ReadonlySet<Id>;
  everything: boolean;
}
const NONE: Selection = { active: false, threads: new Set(), everything: false };

export const selection = signal<Selection>(NONE);
/** The row of the roving tab stop. */
export const cursor = signal(0);
export const only = signal<Only>("all");
/** On a phone: the mailboxes are shown instead of the list. */
export const sidebarShown = signal(false);
/** The sidebar is folded away by its own button. */
export const sidebarHidden = signal(false);
/** Which overlay screen is open. */
export const overlay = signal<null | "palette" | "help" | "move">(null);

/** The mailbox of the route. */
export function currentMailbox(): Id {
  const at = route();
  return at.name === "box" ? at.mailbox : "all-inbox";
}
export const currentThread = (): Id | null => {
  const at = route();
  return at.name === "box" ? at.thread : null;
};
export const currentSearch = (): string => {
  const at = route();
  return at.name === "box" ? at.search ?? "" : "";
};
/** The JMAP account a mailbox is asked in; null while the mailbox is not known yet. */
export function accountOf(mailbox: Id): Id | null {
  if (mailbox.startsWith("all-")) return ALL;
  return cache.mailboxes.get().get(mailbox)?.accountId ?? null;
}

const EXTRA: Record<Only, Filter | null> = { all: null, unread: { notKeyword: "$seen" }, starred: { hasKeyword: "$flagged" }, attachments: { hasAttachment: true } };

/** The window of a mailbox, a search and a filter; null while the mailbox is unknown. */
export function windowFor(mailbox: Id, search: string, which: Only): ListWindow | null {
  const accountId = accountOf(mailbox);
  if (!accountId) return null;
  const boxes = cache.mailboxes.get();
  const typed = search ? searchFilter(search, (name) => mailboxNamed(name, boxes.values(), accountId, (box: Mailbox) => cache.path(box))?.id ?? null) : null;
  const filters = [typed ?? { inMailbox: mailbox }, EXTRA[which]].filter((f): f is Filter => f !== null);
  return listWindow({ accountId, filter: filters.length === 1 ? filters[0]! : { operator: "AND", conditions: filters }, ...(typed ? { search: true } : {}) });
}
export const currentWindow = (): ListWindow | null => windowFor(currentMailbox(), currentSearch(), only.get());

/** Opens a conversation beside the list, or goes back to the list. */
export function openThread(thread: Id | null, options: { replace?: boolean } = {}): void {
  const replace = options.replace ?? (currentThread() !== null && thread !== null);
  navigate(boxPath(currentMailbox(), thread, currentSearch() || null), { replace });
}
/** Opens the conversation of a row and puts the cursor there. */
export function openRow(row: number): void {
  const thread = currentWindow()?.threadAt(row);
  cursor.set(row);
  if (thread) openThread(thread);
}
/** Goes to a mailbox. */
export function goTo(mailbox: Id): void {
  sidebarShown.set(false);
  navigate(boxPath(mailbox));
}
export function searchFor(text: string): void {
  navigate(boxPath(currentMailbox(), null, text.trim() || null), { replace: currentSearch() !== "" });
}

/** What an action means: the ticked ones, else the open one, else the one under the cursor. */
export function targets(): Id[] {
  const picked = selection.get();
  if (picked.threads.size) return [...picked.threads];
  const open = currentThread() ?? currentWindow()?.threadAt(cursor.get());
  return open ? [open] : [];
}

let lastTicked: number | null = null;

/** Ticks a row, or with `range` everything from the last ticked one to it. */
export function tick(row: number, range = false): void {
  const window = currentWindow();
  const thread = window?.threadAt(row);
  if (!window || !thread) return;
  selection.set((old) => {
    const threads = new Set(old.threads);
    if (range && lastTicked !== null) {
      for (let i = Math.min(lastTicked, row); i <= Math.max(lastTicked, row); i++) {
        const id = window.threadAt(i);
        if (id) threads.add(id);
      }
    } else if (threads.has(thread)) threads.delete(thread);
    else threads.add(thread);
    return { active: threads.size > 0, threads, everything: false };
  });
  lastTicked = row;
}
/** Ticks every row that is loaded. */
export function tickLoaded(): void {
  const window = currentWindow();
  if (!window) return;
  const threads = new Set<Id>();
  for (let row = 0; row < Math.min(window.count ?? 0, 500); row++) {
    const id = window.threadAt(row);
    if (id) threads.add(id);
  }
  selection.set({ active: true, threads, everything: false });
}
export function stopSelecting(): void {
  lastTicked = null;
  selection.set(NONE);
}
export const startSelecting = (): void => selection.set({ ...NONE, active: true });

/** Opens what comes after conversations that leave, as the person likes it. Called before they leave. */
export function stepAway(leaving: readonly Id[]): void {
  const window = currentWindow(), open = currentThread();
  if (!window || !open || !leaving.includes(open)) return;
  const here = window.rowOf(open), want = cache.preference.get().afterRemoving;
  const gone = new Set(leaving);
  const find = (step: number) => {
    for (let row = here + step; row >= 0 && row < (window.count ?? 0); row += step) {
      const id = window.threadAt(row);
      if (!id) return null;
      if (!gone.has(id)) return id;
    }
    return null;
  };
  const next = want === "list" || here < 0 || isNarrow() ? null : want === "previous" ? find(-1) ?? find(1) : find(1) ?? find(-1);
  openThread(next, { replace: true });
}
/** One pane at a time. */
export const isNarrow = (): boolean => innerWidth < 768;
