/** Whose card an address is on: asked for many at once, remembered, asked again when cards change. */
import { useEffect, useSyncExternalStore } from "react";
import { Batch, jmap } from "../jmap/index.ts";
import type { Id } from "../jmap/types.ts";
import { sync } from "../store/index.ts";
import { CONTACTS } from "./capability.ts";
import { type Card, entries } from "./Card.ts";
import { photoUrl } from "./photo.ts";

const SHORT = ["id", "uid", "kind", "name", "nicknames", "organizations", "titles", "emails", "phones", "media", "addressBookIds"];
const known = new Map<string, Card | null>(), listeners = new Set<() => void>();
/** Addresses to ask for, and how many faces on the screen wait for each. */
const wanted = new Map<string, number>();
let account: Id | null = null, timer = 0;

const tell = (): void => {
  for (const listener of listeners) listener();
};
/** The contacts account, or "" where the server keeps none. */
export async function contactsAccount(): Promise<Id> {
  if (account === null) {
    account = (await jmap.session()).primaryAccounts?.[CONTACTS] ?? "";
    if (account) {
      sync.others.add((change) => {
        if (change !== null && !change.changed[account!]?.["ContactCard"]) return;
        // What is shown stays until the answer is there.
        for (const address of known.keys()) wanted.set(address, Infinity);
        if (wanted.size && listeners.size) later();
      });
    }
  }
  return account;
}
function later(): void {
  clearTimeout(timer);
  timer = setTimeout(() => void ask(), 60) as unknown as number;
}
async function ask(): Promise<void> {
  const list = [...wanted.keys()].slice(0, 40);
  for (const address of list) wanted.delete(address);
  if (!list.length) return;
  try {
    const id = await contactsAccount();
    if (!id) return;
    const batch = new Batch();
    const found = batch.query("ContactCard", id, { filter: list.length === 1 ? { email: list[0] } : { operator: "OR", conditions: list.map((email) => ({ email })) }, limit: 100 });
    const cards = batch.get<Card>("ContactCard", id, found.ref("/ids"), SHORT);
    await jmap.send(batch);
    for (const address of list) {
      const holders = cards.value.list.filter((card) => entries(card.emails).some(([, e]) => e.address.toLowerCase() === address));
      known.set(address, holders.find((card) => photoUrl(id, card.media)) ?? holders[0] ?? null);
    }
    tell();
  } catch {
    // Without an answer there are letters instead of a picture.
  }
  if (wanted.size) later();
}

const listen = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

/** The card an address is on: null when it is on none, undefined while that is not known. */
export function useFace(address: string): Card | null | undefined {
  const key = address.trim().toLowerCase();
  const card = useSyncExternalStore(listen, () => known.get(key));
  useEffect(() => {
    if (!key.includes("@") || known.has(key)) return;
    wanted.set(key, (wanted.get(key) ?? 0) + 1);
    later();
    // What only flew past while scrolling is not asked for.
    return () => {
      const others = (wanted.get(key) ?? 0) - 1;
      if (others > 0) wanted.set(key, others);
      else wanted.delete(key);
    };
  }, [key, card]);
  return card;
}
export const facePhoto = (card: Card | null | undefined): string => (card && account ? photoUrl(account, card.media) : "");
