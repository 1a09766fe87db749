/** What a recipient line offers: people one knows, every address on their cards, and groups. Pure. */
import { type Card, entries, isGroup } from "../../contacts/Card.ts";
import { cardTitle } from "../../contacts/names.ts";
import { membersOf } from "../../contacts/uid.ts";

/** Someone one has written to or heard from, or whom one keeps a card of; or a group. */
export interface Correspondent {
  name: string | null;
  email: string;
  sent: number;
  received: number;
  photo?: string;
  /** What the address is on the card: work, private or the person's own words. Said where somebody has several. */
  label?: string;
  /** The id of a group's card, and how many are in it. */
  group?: string;
  people?: number;
  /** Further words by which the person is found, such as a nickname. */
  also?: string;
}

const fold = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Correspondents in the server's order with their cards' names and pictures; a person's other addresses right after them; groups first when their name begins so. */
export function suggestions(text: string, people: readonly Correspondent[], cards: readonly Card[], photo: (card: Card) => string): Correspondent[] {
  const wanted = fold(text.trim()), out: Correspondent[] = [], seen = new Set<string>(), of = new Map<string, Card>();
  for (const card of cards) if (!isGroup(card)) for (const [, e] of entries(card.emails)) if (e.address && !of.has(e.address.toLowerCase())) of.set(e.address.toLowerCase(), card);
  const put = (person: Correspondent) => {
    const key = person.email.toLowerCase();
    if (key === "" || seen.has(key)) return;
    seen.add(key);
    out.push(person);
  };
  const fromCard = (card: Card, known: readonly Correspondent[]) => {
    const emails = entries(card.emails), title = cardTitle(card), picture = photo(card), also = Object.values(card.nicknames ?? {}).map((n) => n.name).join(" ");
    for (const [, e] of emails) {
      const was = known.find((p) => p.email.toLowerCase() === e.address.toLowerCase());
      const label = emails.length > 1 ? e.label || (e.contexts?.["work"] ? "work" : e.contexts?.["private"] ? "private" : "") : "";
      put({ name: title && title !== e.address ? title : was?.name ?? null, email: e.address, sent: was?.sent ?? 0, received: was?.received ?? 0, ...(picture ? { photo: picture } : {}), ...(label ? { label } : {}), ...(also ? { also } : {}) });
    }
  };
  const groups = cards.filter((card) => isGroup(card) && cardTitle(card)).map((card): Correspondent => ({ name: cardTitle(card), email: "", sent: 0, received: 0, group: card.id, people: membersOf(card).length }));
  const first = groups.filter((group) => fold(group.name!).startsWith(wanted));
  out.push(...first.slice(0, 2));
  for (const person of people) {
    const card = of.get(person.email.toLowerCase());
    if (!card) put(person);
    else {
      // The address the server ranked comes before the person's others.
      const emails = Object.fromEntries(entries(card.emails).sort(([, a], [, b]) => Number(b.address.toLowerCase() === person.email.toLowerCase()) - Number(a.address.toLowerCase() === person.email.toLowerCase())).map(([k, e]) => {
        const { pref: _, ...rest } = e;
        return [k, rest];
      }));
      fromCard({ ...card, emails }, people);
    }
  }
  for (const card of cards) if (!isGroup(card)) fromCard(card, people);
  out.push(...groups.filter((group) => !first.slice(0, 2).includes(group)));
  return out;
}
