/** From a card to mail: writing to people, and the mail with them. */
import { openCompose } from "../compose/open.ts";
import { formatRecipients } from "../compose/recipients/format.ts";
import { boxPath, navigate } from "../router.ts";
import { type Card, entries, isGroup } from "./Card.ts";
import { cardTitle, firstEmail } from "./names.ts";
import { contacts } from "./store.ts";
import { addressIn, membersOf } from "./uid.ts";

export interface Recipient {
  name: string | null;
  email: string;
}

export const recipientOf = (card: Card, email = firstEmail(card)): Recipient | null => {
  if (!email) return null;
  const name = cardTitle(card);
  return { name: name && name !== email ? name : null, email };
};
/** The people of a group one can write to, by their preferred address; members that are bare addresses count too. */
export async function groupRecipients(group: Card): Promise<Recipient[]> {
  const uids = membersOf(group);
  await contacts.loadMembers(uids);
  return uids.flatMap((uid) => {
    const email = addressIn(uid);
    if (email !== null) return [{ name: null, email }];
    const card = contacts.byUid(uid);
    return (card && recipientOf(card)) ?? [];
  });
}
/** Opens the composer with people in it. */
export function writeTo(people: readonly Recipient[]): void {
  if (people.length) openCompose({ mode: "new", mailto: `mailto:${people.map((p) => encodeURIComponent(formatRecipients([p]))).join(",")}` });
}
/** Writes to cards and to everyone in groups among them, each address once. */
export async function writeToCards(cards: readonly Card[]): Promise<number> {
  const people = (await Promise.all(cards.map((card) => (isGroup(card) ? groupRecipients(card) : [recipientOf(card)].filter((r): r is Recipient => r !== null))))).flat();
  const once = [...new Map(people.map((p) => [p.email.toLowerCase(), p])).values()];
  writeTo(once);
  return once.length;
}
/** Shows all mail with a person, under any of their addresses. */
export function showMail(addresses: readonly string[]): void {
  if (addresses.length) navigate(boxPath("all-inbox", null, `with:${addresses.join(",")}`));
}
export const addressesOf = (card: Card): string[] => entries(card.emails).map(([, e]) => e.address).filter(Boolean);
