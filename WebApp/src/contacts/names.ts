/** What a card is called, and how it is put in order. Pure. */
import { type Card, type CardName, entries, type Phone } from "./Card.ts";

const HAN = /^[\p{Script=Han}\p{Script=Hangul}\s]+$/u;

/** The value of a kind of name component; several are joined. */
export const namePart = (name: CardName | undefined, kind: string): string =>
  (name?.components ?? []).filter((c) => c.kind === kind && typeof c.value === "string").map((c) => c.value).join(" ").trim();

/** A name written out of its parts: Chinese and Korean names without a gap, the family first. */
export function joinName(parts: { prefix?: string; given?: string; middle?: string; surname?: string; suffix?: string }): string {
  const { prefix = "", given = "", middle = "", surname = "", suffix = "" } = parts;
  if (given && surname && HAN.test(given + surname)) return `${surname}${middle}${given}`;
  const name = [prefix, given, middle, surname].filter(Boolean).join(" ");
  return suffix ? (name ? `${name}, ${suffix}` : suffix) : name;
}

/** The name of a card as written on it; empty when it has none. */
export function fullName(card: Pick<Card, "name">): string {
  if (card.name?.full?.trim()) return card.name.full.trim();
  return joinName({
    prefix: namePart(card.name, "title"), given: namePart(card.name, "given"), middle: namePart(card.name, "given2"),
    surname: [namePart(card.name, "surname"), namePart(card.name, "surname2")].filter(Boolean).join(" "),
    suffix: [namePart(card.name, "generation"), namePart(card.name, "credential")].filter(Boolean).join(" "),
  });
}
export const organization = (card: Pick<Card, "organizations">): string => entries(card.organizations).map(([, o]) => o.name ?? "").find(Boolean) ?? "";
export const nickname = (card: Pick<Card, "nicknames">): string => Object.values(card.nicknames ?? {})[0]?.name ?? "";
export const jobTitle = (card: Pick<Card, "titles">): string => Object.values(card.titles ?? {})[0]?.name ?? "";
export const firstEmail = (card: Pick<Card, "emails">): string => entries(card.emails)[0]?.[1].address ?? "";
/** A number as it is shown: version 4 of a card writes it as an address. */
export const phoneNumber = (phone: Pick<Phone, "number">): string => phone.number.replace(/^tel:/i, "");
export const firstPhone = (card: Pick<Card, "phones">): string => entries(card.phones).map(([, phone]) => phoneNumber(phone))[0] ?? "";

/** What a card is called wherever it stands: its name, else what is known. Empty when nothing is. */
export function cardTitle(card: Card): string {
  return fullName(card) || organization(card) || nickname(card) || firstEmail(card) || firstPhone(card);
}

/** The line under the title: where the person works, else how they are reached. */
export function cardSubtitle(card: Card): string {
  const title = cardTitle(card), work = [jobTitle(card), organization(card)].filter((w) => w && w !== title).join(", ");
  return work || [firstEmail(card), firstPhone(card)].find((line) => line && line !== title) || "";
}

export type SortBy = "given" | "surname";

/** The word a card is filed under: what it is called, or its last name. Without one it comes after all others. */
export const sortWord = (card: Card, by: SortBy): string => (by === "surname" ? namePart(card.name, "surname") : cardTitle(card));
/** The letter a card stands under: without its accent, `#` for what is no letter or has none. */
export function letterOf(card: Card, by: SortBy): string {
  const first = [...sortWord(card, by).trim().normalize("NFD").replace(/^[^\p{L}\p{N}]+/u, "")][0] ?? "";
  return /\p{L}/u.test(first) ? first.toLocaleUpperCase() : "#";
}

/** Companies are drawn square. */
export const isOrg = (card: Card): boolean => card.kind === "org" || (!fullName(card) && organization(card) !== "");
