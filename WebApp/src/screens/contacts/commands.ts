/** Every command of the contacts, by name: keys, menus and toolbars call these. */
import { confirm, type MenuEntry, openMenu, toast } from "../../components/index.ts";
import { asFailure } from "../../failure.ts";
import { t } from "../../i18n/index.ts";
import type { Id } from "../../jmap/types.ts";
import { contactsPath, navigate } from "../../router.ts";
import { sentence } from "../../store/actions.ts";
import * as actions from "../../contacts/actions.ts";
import { type AddressBook, type Card, isGroup } from "../../contacts/Card.ts";
import { cardTitle } from "../../contacts/names.ts";
import { contacts, PEOPLE } from "../../contacts/store.ts";
import { everyId, exportCards } from "../../contacts/transfer.ts";
import { isMember } from "../../contacts/uid.ts";
import { addressesOf, groupRecipients, showMail, writeTo, writeToCards } from "../../contacts/write.ts";
import { at, editing, goTo, groupIn, groupPath, openCard, sheet, stepAway, stopSelecting, targetCards, targets } from "./state.ts";

export const refused = (error: unknown): void => void toast({ text: sentence(asFailure(error)), tone: "failure" });

export function newCard(): void {
  stopSelecting();
  const { book } = at();
  navigate(contactsPath(groupIn(book) || book === "duplicates" ? "all" : book, "new"));
}
export function edit(id: Id | undefined = targets()[0]): void {
  if (!id) return;
  const card = contacts.card(id);
  if (card && isGroup(card)) return sheet.set({ name: "group", id });
  openCard(id);
  editing.set(true);
}
export function remove(ids: readonly Id[] = targets()): void {
  if (!ids.length) return;
  stepAway(ids);
  stopSelecting();
  void actions.deleteCards(ids);
}
export async function write(cards: readonly Card[] = targetCards()): Promise<void> {
  try {
    if (cards.length && !(await writeToCards(cards))) toast({ text: t("contacts.noAddress", { count: cards.length }), tone: "failure" });
  } catch (error) {
    refused(error);
  }
}
export async function writeToGroup(group: Card): Promise<void> {
  try {
    const people = await groupRecipients(group);
    if (people.length) writeTo(people);
    else toast({ text: t("contacts.group.noAddress"), tone: "failure" });
  } catch (error) {
    refused(error);
  }
}
export const mailOf = (card: Card): void => showMail(addressesOf(card));

/** Books a card can go to. */
export function bookMenu(el: Element, ids: readonly Id[], act: "move" | "copy"): void {
  const here = contacts.card(ids[0] ?? "")?.addressBookIds ?? {};
  openMenu(el, t(act === "move" ? "contacts.move" : "contacts.copy"), contacts.books.get().map((book): MenuEntry => ({
    label: book.name, key: book.id, icon: "book-user", checked: ids.length === 1 && !!here[book.id], disabled: ids.length === 1 && !!here[book.id] && (act === "copy" || Object.keys(here).length === 1),
    onSelect: () => {
      void (act === "move" ? actions.moveToBook(ids, book) : actions.copyToBook(ids, book));
      stopSelecting();
    },
  })));
}
/** Groups people can join, and a new one. */
export function groupMenu(el: Element, cards: readonly Card[]): void {
  const people = cards.filter((card) => !isGroup(card));
  openMenu(el, t("contacts.addToGroup"), [
    ...contacts.groups.get().map((group): MenuEntry => ({
      label: cardTitle(group) || t("contacts.unnamed"), key: group.id, icon: "users", checked: people.length === 1 && isMember(group, people[0]!.uid),
      onSelect: () => {
        const only = people.length === 1 ? people[0]! : null;
        void (only && isMember(group, only.uid) ? actions.removeFromGroup(group, [only.uid]) : actions.addToGroup(group, people));
        stopSelecting();
      },
    })),
    { separator: true },
    { label: t("contacts.group.new"), icon: "plus", onSelect: () => sheet.set({ name: "group", id: null, people }) },
  ]);
}
export function mergeTicked(): void {
  const ids = targets();
  if (ids.length > 1) navigate(`${contactsPath("duplicates")}?q=${ids.map(encodeURIComponent).join(",")}`);
}

/** What can be done with a card beside reading it. */
export function cardMenu(el: Element | { x: number; y: number }, card: Card): void {
  const anchor = el instanceof Element ? el : document.body, group = groupIn(at().book), inGroup = group ? contacts.card(group) : null;
  openMenu(el, actions.nameOf(card), [
    { label: t("action.edit"), icon: "pencil", kbd: "E", onSelect: () => edit(card.id) },
    { label: t("contacts.write"), icon: "mail", kbd: "C", onSelect: () => void write([card]) },
    ...(isGroup(card) ? [] : [{ label: t("contacts.theirMail"), icon: "mails" as const, disabled: !addressesOf(card).length, onSelect: () => mailOf(card) }]),
    { separator: true },
    ...(isGroup(card) ? [] : [{ label: t("contacts.addToGroup"), icon: "users" as const, onSelect: () => queueMicrotask(() => groupMenu(anchor, [card])) }]),
    ...(inGroup && !isGroup(card) ? [{ label: t("contacts.group.removeOne", { group: actions.nameOf(inGroup) }), icon: "user-minus" as const, onSelect: () => void actions.removeFromGroup(inGroup, [card.uid]) }] : []),
    { label: t("contacts.move"), icon: "folder-input", disabled: contacts.books.get().length < 2, onSelect: () => queueMicrotask(() => bookMenu(anchor, [card.id], "move")) },
    { label: t("contacts.copy"), icon: "copy", disabled: contacts.books.get().length < 2, onSelect: () => queueMicrotask(() => bookMenu(anchor, [card.id], "copy")) },
    { label: t("contacts.export"), icon: "download", onSelect: () => sheet.set({ name: "export", ids: [card.id], book: null, title: actions.nameOf(card) }) },
    { separator: true },
    { label: t("action.delete"), icon: "trash-2", kbd: "Del", danger: true, onSelect: () => remove([card.id]) },
  ], "below-end");
}

/** What can be done with a book. */
export function bookActions(el: Element | { x: number; y: number }, book: AddressBook): void {
  const may = book.myRights ?? {};
  openMenu(el, book.name, [
    { label: t("contacts.book.rename"), icon: "pencil", disabled: may["mayWrite"] === false, onSelect: () => sheet.set({ name: "book", id: book.id }) },
    { label: t("contacts.book.makeDefault"), icon: "check", checked: book.isDefault, disabled: book.isDefault, onSelect: () => void makeDefault(book) },
    { label: t("contacts.export"), icon: "download", onSelect: () => sheet.set({ name: "export", ids: null, book: book.id, title: book.name }) },
    { separator: true },
    { label: t("contacts.book.delete"), icon: "trash-2", danger: true, disabled: may["mayDelete"] === false || contacts.books.get().length < 2, onSelect: () => void removeBook(book) },
  ]);
}
async function makeDefault(book: AddressBook): Promise<void> {
  const before = contacts.books.get().find((b) => b.isDefault);
  try {
    await actions.setBook({ makeDefault: book.id });
    toast({ text: t("contacts.done.default", { book: book.name }), ...(before ? { undo: () => void actions.setBook({ makeDefault: before.id }).catch(refused) } : {}) });
  } catch (error) {
    refused(error);
  }
}
/** Says what is lost before a book goes: the cards that are in no other book. */
async function removeBook(book: AddressBook): Promise<void> {
  try {
    const ids = await everyId({ inAddressBook: book.id });
    await contacts.load(ids);
    const lost = ids.filter((id) => Object.keys(contacts.card(id)?.addressBookIds ?? {}).length <= 1).length, kept = ids.length - lost;
    const yes = !ids.length || await confirm({
      title: t("contacts.book.delete.title", { book: book.name }), text: [t("contacts.book.delete.lost", { count: lost }), kept ? t("contacts.book.delete.kept", { count: kept }) : ""].filter(Boolean).join(" "),
      action: t("contacts.book.delete.action", { count: lost }), destroy: true,
    });
    if (!yes) return;
    if (at().book === book.id) goTo("all");
    await actions.setBook({ destroy: book.id });
    toast({ text: t("contacts.done.bookDeleted", { book: book.name }), ...(ids.length ? {} : { undo: () => void actions.setBook({ create: { name: book.name } }).catch(refused) }) });
  } catch (error) {
    refused(error);
  }
}

/** What can be done with a group. */
export function groupActions(el: Element | { x: number; y: number }, group: Card): void {
  openMenu(el, actions.nameOf(group), [
    { label: t("contacts.group.write"), icon: "mail", disabled: !Object.keys(group.members ?? {}).length, onSelect: () => void writeToGroup(group) },
    { label: t("contacts.group.edit"), icon: "pencil", onSelect: () => sheet.set({ name: "group", id: group.id }) },
    { label: t("contacts.export"), icon: "download", onSelect: () => sheet.set({ name: "export", ids: [group.id], book: null, title: actions.nameOf(group) }) },
    { separator: true },
    { label: t("contacts.group.delete"), icon: "trash-2", danger: true, onSelect: () => removeGroup(group) },
  ]);
}
export function removeGroup(group: Card): void {
  if (at().book === groupPath(group.id)) goTo("all");
  void actions.deleteCards([group.id]);
}

export async function runExport(what: { ids: readonly Id[] | null; book: Id | null; title: string }, version: "3.0" | "4.0"): Promise<void> {
  if (what.book) return exportCards({ addressBookId: what.book }, version, what.title);
  return exportCards({ ids: what.ids ?? await everyId(null) }, version, what.title);
}
export { PEOPLE };
