/** Where the person is among the contacts: the list on screen, the cursor in it, what is ticked, the open card. */
import type { Filter, Id } from "../../jmap/types.ts";
import { contactsPath, navigate, route } from "../../router.ts";
import { signal } from "../../store/signal.ts";
import type { Card } from "../../contacts/Card.ts";
import type { CardWindow } from "../../contacts/CardWindow.ts";
import { contacts, PEOPLE, uidFilter } from "../../contacts/store.ts";
import { addressIn, membersOf } from "../../contacts/uid.ts";

export const ticked = signal<ReadonlySet<Id>>(new Set());
export const selecting = signal(false);
export const cursor = signal(0);
/** On a phone: the books are shown instead of the list. */
export const sideShown = signal(false);
/** Which form lies over the screen. */
export const sheet = signal<null | { name: "import"; files?: File[] } | { name: "book"; id: Id | null } | { name: "group"; id: Id | null; people?: readonly Card[] } | { name: "export"; ids: readonly Id[] | null; book: Id | null; title: string }>(null);
/** The open card is being edited. */
export const editing = signal(false);

export function at(): { book: string; card: string | null; search: string } {
  const here = route();
  return here.name === "contacts" ? { book: here.book, card: here.card, search: here.search ?? "" } : { book: "all", card: null, search: "" };
}
const GROUP = "group-";
export const groupPath = (id: Id): string => GROUP + id;
/** The group a list is of, by its address. */
export const groupIn = (book: string): Id | null => (book.startsWith(GROUP) ? book.slice(GROUP.length) : null);

/** The window of a book or a group and a search; null while it is not known who is in the group, or nobody is. */
export function windowFor(book: string, search: string): CardWindow | null {
  const conditions: Filter[] = [], id = groupIn(book);
  if (id) {
    const uids = membersOf(contacts.card(id)).filter((uid) => addressIn(uid) === null);
    if (!uids.length) return null;
    // A server bounds what a filter may name; the group's own pane lists everyone.
    conditions.push(uidFilter(uids.sort().slice(0, 240)));
  } else if (book !== "all") conditions.push({ inAddressBook: book });
  if (search.trim()) conditions.push({ text: search.trim() });
  else if (!id) conditions.push(PEOPLE);
  const by = contacts.sortBy.get() === "surname" ? ["name/surname", "name"] : ["name"];
  return contacts.window({ filter: conditions.length === 1 ? conditions[0]! : { operator: "AND", conditions }, sort: by.map((property) => ({ property, isAscending: true })) });
}
export const currentWindow = (): CardWindow | null => (contacts.ready.get() ? windowFor(at().book, at().search) : null);

/** Opens a card beside the list, or goes back to the list. */
export function openCard(id: Id | null, options: { replace?: boolean } = {}): void {
  const { book, card, search } = at();
  navigate(contactsPath(book, id, search || null), { replace: options.replace ?? (card !== null && id !== null) });
}
export function goTo(book: string): void {
  sideShown.set(false);
  navigate(contactsPath(book));
}
export function searchFor(text: string): void {
  const { book, search } = at();
  navigate(contactsPath(book, null, text.trim() || null), { replace: search !== "" });
}

/** What an act means: the ticked ones, else the open card, else the one under the cursor. */
export function targets(): Id[] {
  if (ticked.get().size) return [...ticked.get()];
  const { card } = at();
  if (card && contacts.card(card)) return [card];
  const under = currentWindow()?.at(cursor.get());
  return under && selecting.get() === false && document.activeElement?.closest(".card-row") ? [under] : [];
}
export const targetCards = (): Card[] => targets().map((id) => contacts.card(id)).filter((c): c is Card => !!c);

let last: number | null = null;
/** Ticks a row, or with `range` everything from the last ticked one to it. */
export function tick(row: number, range = false): void {
  const window = currentWindow(), id = window?.at(row);
  if (!window || !id) return;
  const next = new Set(ticked.get());
  if (range && last !== null) {
    for (let i = Math.min(last, row); i <= Math.max(last, row); i++) {
      const one = window.at(i);
      if (one) next.add(one);
    }
  } else if (!next.delete(id)) next.add(id);
  last = row;
  ticked.set(next);
  selecting.set(next.size > 0);
}
export function tickLoaded(): void {
  const ids = currentWindow()?.loaded() ?? [];
  ticked.set(new Set(ids));
  selecting.set(true);
}
export function stopSelecting(): void {
  last = null;
  ticked.set(new Set());
  selecting.set(false);
}
/** Moves the cursor; an open card follows it. */
export function step(by: number): void {
  const window = currentWindow(), total = window?.total ?? 0;
  if (!window || !total) return;
  const { card } = at(), here = card ? window.rowOf(card) : -1;
  const from = here >= 0 ? here : document.activeElement?.closest(".card-row") || by === 0 ? cursor.get() : cursor.get() - by;
  const to = Math.max(0, Math.min(total - 1, from + by));
  cursor.set(to);
  const id = window.at(to);
  if (here >= 0 && id) openCard(id, { replace: true });
  document.dispatchEvent(new CustomEvent("mailflow:card", { detail: { focus: here < 0 } }));
}
/** After cards go: the next one opens, on a phone the list. */
export function stepAway(going: readonly Id[]): void {
  const { card } = at(), window = currentWindow();
  if (!card || !going.includes(card)) return;
  const row = window?.rowOf(card) ?? -1, gone = new Set(going);
  const find = (step: number): Id | null => {
    for (let i = row + step; window && i >= 0 && i < (window.total ?? 0); i += step) {
      const id = window.at(i);
      if (!id) return null;
      if (!gone.has(id)) return id;
    }
    return null;
  };
  openCard(innerWidth < 768 || row < 0 ? null : find(1) ?? find(-1), { replace: true });
}
