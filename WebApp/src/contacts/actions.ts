/** What a person does to cards: painted at once, sent, put back with a reason when the server refuses, undone on request. */
import { toast } from "../components/Toast.tsx";
import { asFailure, type Failure } from "../failure.ts";
import { t } from "../i18n/index.ts";
import { Batch, jmap, methodFailure } from "../jmap/index.ts";
import type { GetAnswer, Id, SetAnswer, SetError } from "../jmap/types.ts";
import { sentence } from "../store/actions.ts";
import { type Card, type CardMore, type CardPatch, inversePatch, patchedCard } from "./Card.ts";
import { cardTitle } from "./names.ts";
import { contacts } from "./store.ts";
import { isMember, membersWithout } from "./uid.ts";

/** Objects a request: below every server's bound. */
const MANY = 200;

const set = (args: Record<string, unknown>): Promise<SetAnswer<Card>> => jmap.call("ContactCard/set", { accountId: contacts.account, ...args });
const failed = (error: unknown, again: () => void): void => void toast({ text: sentence(asFailure(error)), tone: "failure", action: { label: t("action.tryAgain"), run: again } });
const refusal = (errors: Record<string, SetError> | null | undefined): SetError | null => Object.values(errors ?? {})[0] ?? null;
export const nameOf = (card: Card): string => cardTitle(card) || t("contacts.unnamed");

/** A card as it is on the server, with the strong tag of this version: an update that carries it fails when somebody was faster. */
export async function freshCard(id: Id): Promise<{ card: Card; etag: string | null } | null> {
  const batch = new Batch();
  const card = batch.get<Card>("ContactCard", contacts.account, [id]), more = batch.get<CardMore>("ContactCard", contacts.account, [id], ["id", "etag"]);
  await jmap.send(batch);
  const found = card.value.list[0];
  return found ? { card: found, etag: more.maybe?.list[0]?.etag ?? null } : null;
}

export type Saved = { saved: true } | { saved: false; conflict: true; theirs: Card; etag: string | null } | { saved: false; conflict: false; failure: Failure };

/** Saves what was changed on one card. A conflict comes back with the other version; nothing is overwritten. */
export async function saveCard(card: Card, patch: CardPatch, etag: string | null, options: { quiet?: boolean } = {}): Promise<Saved> {
  const laid = contacts.lay(new Map([[card.id, patchedCard(card, patch)]]));
  try {
    const answer = await set({ update: { [card.id]: { ...patch, ...(etag ? { ifETag: etag } : {}) } } });
    const refused = answer.notUpdated?.[card.id];
    if (refused?.type === "stateMismatch") {
      laid.putBack();
      const fresh = await freshCard(card.id);
      if (fresh) {
        contacts.take([fresh.card], null);
        return { saved: false, conflict: true, theirs: fresh.card, etag: fresh.etag };
      }
    }
    if (refused) throw methodFailure(refused);
    laid.keep();
    const back = inversePatch(card, patch);
    if (!options.quiet) toast({ text: t("contacts.done.saved", { name: nameOf(patchedCard(card, patch)) }), undo: () => void update(new Map([[card.id, back]]), "") });
    void contacts.load([card.id], true).then(() => contacts.settled()).catch(() => undefined);
    return { saved: true };
  } catch (error) {
    laid.putBack();
    return { saved: false, conflict: false, failure: asFailure(error) };
  }
}

/** Makes a card; its id, or the failure thrown. */
export async function createCard(properties: Record<string, unknown>, options: { quiet?: boolean } = {}): Promise<Id> {
  const answer = await set({ create: { card: { ...properties } } });
  const made = answer.created?.["card"];
  if (!made) throw methodFailure(answer.notCreated?.["card"] ?? { type: "serverFail" });
  await contacts.load([made.id], true);
  const card = contacts.card(made.id);
  if (!options.quiet && card) toast({ text: t("contacts.done.added", { name: nameOf(card) }), undo: () => void destroy([made.id]) });
  await contacts.settled();
  return made.id;
}

/** Changes several cards at once, with Undo when there is something to say. */
export async function update(patches: ReadonlyMap<Id, CardPatch>, done: string): Promise<boolean> {
  const cards = [...patches.keys()].map((id) => contacts.card(id)).filter((c): c is Card => !!c);
  const back = new Map(cards.map((card) => [card.id, inversePatch(card, patches.get(card.id)!)]));
  const laid = contacts.lay(new Map(cards.map((card) => [card.id, patchedCard(card, patches.get(card.id)!)])));
  if (done) toast({ text: done, undo: () => void update(back, "") });
  try {
    const all = [...patches];
    for (let i = 0; i < all.length; i += MANY) {
      const refused = refusal((await set({ update: Object.fromEntries(all.slice(i, i + MANY)) })).notUpdated);
      if (refused && refused.type !== "notFound") throw methodFailure(refused);
    }
    laid.keep();
    return true;
  } catch (error) {
    laid.putBack();
    failed(error, () => void update(patches, done));
    return false;
  } finally {
    void contacts.settled();
  }
}

async function destroy(ids: readonly Id[]): Promise<void> {
  const laid = contacts.lay(new Map(ids.map((id) => [id, null])));
  try {
    for (let i = 0; i < ids.length; i += MANY) {
      const refused = refusal((await set({ destroy: ids.slice(i, i + MANY) })).notDestroyed);
      if (refused && refused.type !== "notFound") throw methodFailure(refused);
    }
    laid.keep();
  } catch (error) {
    laid.putBack();
    failed(error, () => void destroy(ids));
  } finally {
    void contacts.settled();
  }
}

/** A card's exact text, for putting it back: nothing of it may be lost by Undo. */
export interface Kept {
  vCard: string;
  resourceName?: string;
  addressBookIds: Record<Id, boolean>;
}
export async function keep(ids: readonly Id[]): Promise<Map<Id, Kept>> {
  const kept = new Map<Id, Kept>();
  for (let i = 0; i < ids.length; i += MANY) {
    const answer = await jmap.call<GetAnswer<Card & CardMore>>("ContactCard/get", { accountId: contacts.account, ids: ids.slice(i, i + MANY), properties: ["id", "addressBookIds", "vCard", "resourceName"] });
    for (const card of answer.list) if (card.vCard) kept.set(card.id, { vCard: card.vCard, addressBookIds: card.addressBookIds, ...(card.resourceName ? { resourceName: card.resourceName } : {}) });
  }
  return kept;
}
/** Puts cards back as they were. */
export async function putBack(kept: readonly Kept[]): Promise<void> {
  try {
    for (let i = 0; i < kept.length; i += MANY) {
      const create = Object.fromEntries(kept.slice(i, i + MANY).map((k, n) => [`k${n}`, k]));
      const refused = refusal((await set({ create })).notCreated);
      if (refused && refused.type !== "alreadyExists") throw methodFailure(refused);
    }
  } catch (error) {
    failed(error, () => void putBack(kept));
  }
  await contacts.settled();
}

/** Deletes cards. They leave the list at once; their texts are kept for Undo. */
export async function deleteCards(ids: readonly Id[]): Promise<void> {
  const laid = contacts.lay(new Map(ids.map((id) => [id, null])));
  let kept: Map<Id, Kept>;
  try {
    kept = await keep(ids);
  } catch (error) {
    laid.putBack();
    return failed(error, () => void deleteCards(ids));
  }
  laid.keep();
  toast({ text: t("contacts.done.deleted", { count: ids.length }), undo: () => void deleting.then(() => putBack([...kept.values()])) });
  const deleting = destroy(ids);
  await deleting;
}

/** Moves cards to a book, out of one or out of all. */
export function moveToBook(ids: readonly Id[], book: { id: Id; name: string }): Promise<boolean> {
  return update(new Map(ids.map((id) => [id, { addressBookIds: { [book.id]: true } }])), t("contacts.done.moved", { count: ids.length, book: book.name }));
}
/** Keeps the same cards in a further book too. Those that are there already stay as they are. */
export async function copyToBook(ids: readonly Id[], book: { id: Id; name: string }): Promise<void> {
  try {
    const kept = await keep(ids), made: Id[] = [];
    const all = [...kept.values()].filter((card) => !card.addressBookIds[book.id]);
    for (let i = 0; i < all.length; i += MANY) {
      const answer = await set({ create: Object.fromEntries(all.slice(i, i + MANY).map(({ vCard }, n) => [`k${n}`, { vCard, addressBookIds: { [book.id]: true } }])) });
      made.push(...Object.values(answer.created ?? {}).map((card) => card.id));
      const refused = Object.values(answer.notCreated ?? {}).find((error) => error.type !== "alreadyExists");
      if (refused) throw methodFailure(refused);
    }
    toast({ text: made.length ? t("contacts.done.copied", { count: made.length, book: book.name }) : t("contacts.done.alreadyIn", { group: book.name }), ...(made.length ? { undo: () => void destroy(made) } : {}) });
  } catch (error) {
    failed(error, () => void copyToBook(ids, book));
  }
  await contacts.settled();
}

/** Adds people to a group. */
export function addToGroup(group: Card, people: readonly Card[]): Promise<boolean> {
  const fresh = people.filter((card) => card.uid && !isMember(group, card.uid));
  if (!fresh.length) {
    toast({ text: t("contacts.done.alreadyIn", { group: nameOf(group) }) });
    return Promise.resolve(true);
  }
  return update(new Map([[group.id, { members: { ...group.members, ...Object.fromEntries(fresh.map((card) => [card.uid, true])) } }]]), t("contacts.done.grouped", { count: fresh.length, group: nameOf(group) }));
}
/** Takes people out of a group; their cards stay. */
export function removeFromGroup(group: Card, uids: readonly string[]): Promise<boolean> {
  return update(new Map([[group.id, { members: membersWithout(group, uids) }]]), t("contacts.done.ungrouped", { count: uids.length, group: nameOf(group) }));
}

/** Merges cards into one of them; Undo brings back each as it was, byte for byte. */
export async function merge(ids: readonly Id[], into: Id): Promise<boolean> {
  try {
    const kept = await keep(ids), laid = contacts.lay(new Map(ids.filter((id) => id !== into).map((id) => [id, null])));
    try {
      await jmap.call("ContactCard/merge", { accountId: contacts.account, ids, into });
      laid.keep();
    } catch (error) {
      laid.putBack();
      throw error;
    }
    await contacts.load([into], true);
    toast({
      text: t("contacts.done.merged", { count: ids.length }),
      undo: () => void (async () => {
        const old = kept.get(into);
        if (old) await set({ update: { [into]: { vCard: old.vCard } } }).catch((error) => failed(error, () => undefined));
        await contacts.load([into], true).catch(() => undefined);
        await putBack(ids.filter((id) => id !== into).map((id) => kept.get(id)).filter((k): k is Kept => !!k));
        document.dispatchEvent(new Event("mailflow:duplicates"));
      })(),
    });
    await contacts.settled();
    return true;
  } catch (error) {
    failed(error, () => void merge(ids, into));
    return false;
  }
}

/** Makes, renames or deletes a book, or makes it the one new cards go to; throws what the server refuses. Gives the id of a new one. */
export async function setBook(change: { create?: { name: string }; update?: { id: Id; name: string }; destroy?: Id; makeDefault?: Id }): Promise<Id | null> {
  const answer = await jmap.call<SetAnswer<{ id: Id }>>("AddressBook/set", {
    accountId: contacts.account,
    ...(change.create ? { create: { book: change.create } } : {}),
    ...(change.update ? { update: { [change.update.id]: { name: change.update.name } } } : {}),
    ...(change.destroy ? { destroy: [change.destroy], onDestroyRemoveContents: true } : {}),
    ...(change.makeDefault ? { onSuccessSetIsDefault: change.makeDefault } : {}),
  });
  const refused = refusal(answer.notCreated) ?? refusal(answer.notUpdated) ?? refusal(answer.notDestroyed);
  if (refused) throw methodFailure(refused);
  await contacts.settled();
  return answer.created?.["book"]?.id ?? null;
}
