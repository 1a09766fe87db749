/** Cards and books as RFC 9610 and RFC 9553 write them, with the vendor's own properties. Members this app does not know are kept. */
import type { Id, UTCDate } from "../jmap/types.ts";

/** What labels and ranks every entry of a card (RFC 9553 1.5). */
export interface Labelled {
  contexts?: Record<string, boolean>;
  label?: string;
  pref?: number;
}
export interface Component {
  kind: string;
  value: string;
  [other: string]: unknown;
}
export interface CardName {
  full?: string;
  components?: Component[];
  isOrdered?: boolean;
  [other: string]: unknown;
}
export interface EmailEntry extends Labelled {
  address: string;
}
export interface Phone extends Labelled {
  number: string;
  features?: Record<string, boolean>;
}
export interface Address extends Labelled {
  components?: Component[];
  full?: string;
  countryCode?: string;
  [other: string]: unknown;
}
export interface OnlineService extends Labelled {
  service?: string;
  uri?: string;
  user?: string;
}
export interface Link extends Labelled {
  uri: string;
  kind?: string;
}
/** A date of which parts may be unknown. */
export interface PartialDate {
  year?: number;
  month?: number;
  day?: number;
}
export interface Anniversary extends Labelled {
  kind: string;
  date: PartialDate & { utc?: UTCDate };
}
export interface Media extends Labelled {
  kind: string;
  uri?: string;
  blobId?: Id;
  mediaType?: string;
}
export interface Organization extends Labelled {
  name?: string;
  units?: { name: string; [other: string]: unknown }[];
}
export interface Title {
  name: string;
  kind?: string;
  organizationId?: string;
}

/** A contact card. */
export interface Card {
  id: Id;
  uid: string;
  addressBookIds: Record<Id, boolean>;
  kind?: string;
  name?: CardName;
  nicknames?: Record<string, { name: string }>;
  organizations?: Record<string, Organization>;
  titles?: Record<string, Title>;
  emails?: Record<string, EmailEntry>;
  phones?: Record<string, Phone>;
  addresses?: Record<string, Address>;
  onlineServices?: Record<string, OnlineService>;
  links?: Record<string, Link>;
  anniversaries?: Record<string, Anniversary>;
  notes?: Record<string, { note: string }>;
  keywords?: Record<string, boolean>;
  media?: Record<string, Media>;
  members?: Record<string, boolean>;
  created?: UTCDate;
  updated?: UTCDate;
  [other: string]: unknown;
}

/** What is given only when it is named. */
export interface CardMore {
  id: Id;
  vCard?: string;
  resourceName?: string;
  etag?: string;
  mailUse?: { sent: number; lastSentAt: UTCDate | null } | null;
}

export interface AddressBook {
  id: Id;
  name: string;
  description?: string | null;
  sortOrder: number;
  isDefault: boolean;
  isSubscribed?: boolean;
  myRights?: Record<string, boolean>;
}

/** A change of a card: whole properties, null takes one away. */
export type CardPatch = Record<string, unknown>;

/** The entries of a map, the preferred first (a lower `pref` is liked better), else in their order. */
export function entries<T extends Labelled>(map: Record<string, T> | undefined): [string, T][] {
  return Object.entries(map ?? {}).map((entry, i) => [entry, i] as const).sort(([[, a], i], [[, b], j]) => (a.pref ?? 101) - (b.pref ?? 101) || i - j).map(([entry]) => entry);
}
export const isGroup = (card: Pick<Card, "kind">): boolean => card.kind === "group";

/** The card with a patch laid over it. */
export function patchedCard(card: Card, patch: CardPatch): Card {
  const next: Card = { ...card };
  for (const [key, value] of Object.entries(patch)) {
    const parts = key.split("/").map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
    if (parts.length === 1) {
      if (value === null) delete next[key];
      else next[key] = value;
      continue;
    }
    const [property, name] = parts as [string, string], map = { ...(next[property] as Record<string, unknown> | undefined) };
    if (value === null) delete map[name];
    else map[name] = value;
    next[property] = map;
  }
  return next;
}

/** The patch that leads back from a patch. */
export function inversePatch(card: Card, patch: CardPatch): CardPatch {
  const back: CardPatch = {};
  for (const key of Object.keys(patch)) {
    const [property, name] = key.split("/").map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~")) as [string, string?];
    const was = name === undefined ? card[property] : (card[property] as Record<string, unknown> | undefined)?.[name];
    back[key] = was ?? null;
  }
  return back;
}
