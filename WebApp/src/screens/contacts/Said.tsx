import { Avatar } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";
import { nameOf } from "../../contacts/actions.ts";
import { type Card, entries } from "../../contacts/Card.ts";
import type { Compared } from "../../contacts/compare.ts";
import { addressLines } from "../../contacts/form.ts";
import { firstEmail, fullName, phoneNumber } from "../../contacts/names.ts";
import { contacts } from "../../contacts/store.ts";
import { photoUrl } from "../../contacts/photo.ts";
import { membersOf } from "../../contacts/uid.ts";
import { dateKind, dateText, labelOf, phoneLabel } from "./Facts.tsx";

/** A value and what kind it is; what stands in brackets already gets no second pair. */
const labelled = (value: string, label: string): string => (!label ? value : /[)）]$/.test(value) ? `${value}, ${label}` : `${value} (${label})`);

/** What a card says in one property, in lines a person can compare. */
export function lines(card: Card, property: Compared): string[] {
  switch (property) {
    case "name": return [fullName(card)].filter(Boolean);
    case "nicknames": return Object.values(card.nicknames ?? {}).map((n) => n.name);
    case "organizations": return entries(card.organizations).map(([, o]) => [o.name, ...(o.units ?? []).map((u) => u.name)].filter(Boolean).join(", "));
    case "titles": return Object.values(card.titles ?? {}).map((title) => title.name);
    case "emails": return entries(card.emails).map(([, e]) => labelled(e.address, labelOf(e)));
    case "phones": return entries(card.phones).map(([, p]) => labelled(phoneNumber(p), phoneLabel(p)));
    case "addresses": return entries(card.addresses).map(([, a]) => labelled(addressLines(a).join(", "), labelOf(a)));
    case "onlineServices": return entries(card.onlineServices).map(([, s]) => labelled(s.user || s.uri || "", s.service ?? ""));
    case "links": return entries(card.links).map(([, l]) => l.uri);
    case "anniversaries": return Object.values(card.anniversaries ?? {}).map((a) => labelled(dateText(a), dateKind(a.kind)));
    case "notes": return Object.values(card.notes ?? {}).map((n) => n.note);
    case "keywords": return Object.keys(card.keywords ?? {});
    case "members": return !card.members ? [] : [t("contacts.members", { count: membersOf(card).length })];
    case "media": return [];
  }
}
const NAMES = {
  name: "contacts.name", nicknames: "contacts.nickname", organizations: "contacts.organization", titles: "contacts.jobTitle", emails: "contacts.emails", phones: "contacts.phones", addresses: "contacts.addresses",
  onlineServices: "contacts.services", links: "contacts.links", anniversaries: "contacts.dates", notes: "contacts.notes", keywords: "contacts.keywords", media: "contacts.photo", members: "contacts.groups",
} as const;
export const propertyName = (property: Compared): string => t(NAMES[property]);

/** One property of a card, as it stands beside another's. */
export function Said({ card, property }: { card: Card; property: Compared }) {
  if (property === "media") {
    const photo = photoUrl(contacts.account, card.media);
    return photo ? <Avatar size="xl" name={nameOf(card)} address={firstEmail(card)} photo={photo} /> : <p className="muted">{t("contacts.nothing")}</p>;
  }
  const said = lines(card, property);
  return said.length ? <ul className="compare__lines">{said.map((line, i) => <li key={i} dir="auto">{line}</li>)}</ul> : <p className="muted">{t("contacts.nothing")}</p>;
}
