/** Two or more versions of a card beside each other: what they agree on, and where one has to choose. Pure. */
import type { Card, CardPatch } from "./Card.ts";

/** Properties a person knows; the rest (uid, dates of change, what a server adds) is nobody's choice. */
export const COMPARED = ["name", "nicknames", "organizations", "titles", "emails", "phones", "addresses", "onlineServices", "links", "anniversaries", "notes", "keywords", "media", "members"] as const;
export type Compared = (typeof COMPARED)[number];

/** Values in one order of keys, so that the same content compares the same. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value && typeof value === "object") return `{${Object.keys(value).sort().filter((k) => k !== "@type").map((k) => `${JSON.stringify(k)}:${canonical((value as Record<string, unknown>)[k])}`).join(",")}}`;
  return JSON.stringify(value ?? null);
}
export const sameValue = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

/** The properties in which cards differ. */
export function differing(cards: readonly Card[]): Compared[] {
  return COMPARED.filter((property) => cards.some((card) => !sameValue(card[property], cards[0]?.[property])));
}

/**
 * What both sides did to a card. `clean` is what only the person changed and can be sent as it is; `clashing` are the properties
 * that were changed here and there differently.
 */
export function clash(base: Card, mine: CardPatch, theirs: Card): { clean: CardPatch; clashing: Compared[] } {
  const clean: CardPatch = {}, clashing: Compared[] = [];
  for (const [property, value] of Object.entries(mine)) {
    if (sameValue(theirs[property], value ?? undefined)) continue;
    if (sameValue(base[property], theirs[property])) clean[property] = value;
    else if ((COMPARED as readonly string[]).includes(property)) clashing.push(property as Compared);
    else clean[property] = value;
  }
  return { clean, clashing };
}

/** The patch for the sides chosen: "mine" sends what was typed, "theirs" leaves what is there. */
export function resolved(mine: CardPatch, clean: CardPatch, choice: Partial<Record<string, "mine" | "theirs">>): CardPatch {
  const out: CardPatch = { ...clean };
  for (const [property, side] of Object.entries(choice)) if (side === "mine" && property in mine) out[property] = mine[property];
  return out;
}
