/** A card as a form edits it, and the patch that what was typed means. Pure; what the form does not show stays as it is. */
import { type Address, type Anniversary, type Card, type CardPatch, type Component, entries, type Labelled, type PartialDate } from "./Card.ts";
import { fullName, joinName, namePart, phoneNumber } from "./names.ts";

/** A line of a list: `key` names the entry of the card it came from, or is new. */
export interface Row {
  key: string;
  /** "", "work", "private" or "other" with the words in `label`. */
  context: string;
  label: string;
  pref: boolean;
}
export interface ValueRow extends Row {
  value: string;
}
export interface PhoneRow extends ValueRow {
  feature: string;
}
export interface AddressRow extends Row {
  street: string;
  postcode: string;
  locality: string;
  region: string;
  country: string;
}
export interface ServiceRow extends ValueRow {
  service: string;
}
export interface DateRow {
  key: string;
  kind: string;
  year: string;
  month: string;
  day: string;
}
/** `null` takes the picture away, undefined leaves it. */
export type Photo = { blobId: string; mediaType: string } | null | undefined;

export interface CardForm {
  prefix: string;
  given: string;
  middle: string;
  surname: string;
  suffix: string;
  nickname: string;
  organization: string;
  department: string;
  title: string;
  role: string;
  emails: ValueRow[];
  phones: PhoneRow[];
  addresses: AddressRow[];
  services: ServiceRow[];
  links: ValueRow[];
  dates: DateRow[];
  notes: string;
  keywords: string;
  photo: Photo;
}

const STREET = ["postOfficeBox", "room", "apartment", "floor", "building", "number", "name", "block", "direction", "landmark", "subdistrict", "district"];
export const FEATURES = ["mobile", "voice", "fax", "pager"] as const;
/** The key of an entry that is not on the card yet; no card has it already. */
export const newKey = (): string => `k${crypto.randomUUID().slice(0, 8)}`;

function labelled(key: string, entry: Labelled): Row {
  const context = entry.label ? "other" : entry.contexts?.["work"] ? "work" : entry.contexts?.["private"] ? "private" : "";
  return { key, context, label: entry.label ?? "", pref: entry.pref === 1 };
}
const component = (address: Address, kinds: readonly string[]): string =>
  (address.components ?? []).filter((c) => kinds.includes(c.kind)).map((c) => c.value).join(" ").trim();

/** The street as one line: number and name in the order the card has them. */
export function addressRow(key: string, address: Address): AddressRow {
  const row = {
    ...labelled(key, address), street: component(address, STREET), postcode: component(address, ["postcode"]), locality: component(address, ["locality"]),
    region: component(address, ["region"]), country: component(address, ["country"]),
  };
  return !row.street && !row.locality && !row.postcode && !row.country && address.full ? { ...row, street: address.full } : row;
}
/** The lines of an address as a letter has them. */
export function addressLines(address: Address): string[] {
  const { street, postcode, locality, region, country } = addressRow("", address);
  return [street, [postcode, locality].filter(Boolean).join(" "), region, country].flatMap((line) => line.split("\n")).map((line) => line.trim()).filter(Boolean);
}
function dateRow(key: string, { kind, date }: Anniversary): DateRow {
  const utc = typeof date?.utc === "string" ? new Date(date.utc) : null;
  const whole: PartialDate = utc && !Number.isNaN(utc.getTime()) ? { year: utc.getUTCFullYear(), month: utc.getUTCMonth() + 1, day: utc.getUTCDate() } : date ?? {};
  return { key, kind, year: whole.year ? String(whole.year) : "", month: whole.month ? String(whole.month) : "", day: whole.day ? String(whole.day) : "" };
}

/** The form of a card. */
export function formOf(card: Partial<Card>): CardForm {
  const { name } = card, full = fullName(card as Card), words = full.split(/\s+/).filter(Boolean);
  const parts = (name?.components ?? []).some((c) => c.kind !== "separator" && c.value);
  const titles = Object.values(card.titles ?? {}), [, org] = entries(card.organizations)[0] ?? [];
  return {
    prefix: namePart(name, "title"),
    given: parts ? namePart(name, "given") : words.length > 1 ? words.slice(0, -1).join(" ") : full,
    middle: namePart(name, "given2"),
    surname: parts ? [namePart(name, "surname"), namePart(name, "surname2")].filter(Boolean).join(" ") : words.length > 1 ? words.at(-1)! : "",
    suffix: [namePart(name, "generation"), namePart(name, "credential")].filter(Boolean).join(" "),
    nickname: Object.values(card.nicknames ?? {}).map((n) => n.name).join(", "),
    organization: org?.name ?? "", department: (org?.units ?? []).map((u) => u.name).join(", "),
    title: titles.find((t) => t.kind !== "role")?.name ?? "", role: titles.find((t) => t.kind === "role")?.name ?? "",
    emails: entries(card.emails).map(([key, e]) => ({ ...labelled(key, e), value: e.address })),
    phones: entries(card.phones).map(([key, p]) => ({ ...labelled(key, p), value: phoneNumber(p), feature: FEATURES.find((f) => p.features?.[f]) ?? "" })),
    addresses: entries(card.addresses).map(([key, a]) => addressRow(key, a)),
    services: entries(card.onlineServices).map(([key, s]) => ({ ...labelled(key, s), value: s.user || s.uri || "", service: s.service ?? "" })),
    links: entries(card.links).map(([key, l]) => ({ ...labelled(key, l), value: l.uri })),
    dates: Object.entries(card.anniversaries ?? {}).map(([key, a]) => dateRow(key, a)),
    notes: Object.values(card.notes ?? {}).map((n) => n.note).join("\n\n"),
    keywords: Object.keys(card.keywords ?? {}).filter((k) => card.keywords![k]).join(", "),
    photo: undefined,
  };
}

/** An empty line of a list. */
export const emptyRow = { context: "", label: "", pref: false, value: "" };

function labels(was: Labelled | undefined, row: Row): Labelled {
  const out: Labelled & Record<string, unknown> = { ...was };
  delete out.label;
  delete out.pref;
  const contexts = { ...was?.contexts };
  delete contexts["work"];
  delete contexts["private"];
  if (row.context === "work" || row.context === "private") contexts[row.context] = true;
  if (row.context === "other" && row.label.trim()) out.label = row.label.trim();
  if (Object.keys(contexts).length) out.contexts = contexts;
  else delete out.contexts;
  if (row.pref) out.pref = 1;
  return out;
}
function map<R extends Row, T extends Labelled>(rows: readonly R[], was: Record<string, T> | undefined, make: (row: R, old: T | undefined) => T | null): Record<string, T> | null {
  const out: Record<string, T> = {};
  for (const row of rows) {
    const made = make(row, was?.[row.key]);
    if (made) out[row.key] = made;
  }
  return Object.keys(out).length ? out : null;
}
const split = (text: string, by: RegExp = /,/): string[] => text.split(by).map((w) => w.trim()).filter(Boolean);

function nameOf(form: CardForm, card: Partial<Card>): Card["name"] | null {
  const parts: Component[] = [];
  for (const [kind, value] of [["title", form.prefix], ["given", form.given], ["given2", form.middle], ["surname", form.surname], ["credential", form.suffix]] as const) if (value.trim()) parts.push({ kind, value: value.trim() });
  if (!parts.length) return null;
  const kept = Object.fromEntries(Object.entries(card.name ?? {}).filter(([key]) => !["full", "components", "isOrdered", "sortAs", "defaultSeparator"].includes(key)));
  const trimmed = { prefix: form.prefix.trim(), given: form.given.trim(), middle: form.middle.trim(), surname: form.surname.trim(), suffix: form.suffix.trim() };
  return { ...kept, full: joinName(trimmed), components: parts };
}
function addressOf(row: AddressRow, was: Address | undefined): Address | null {
  if (![row.street, row.postcode, row.locality, row.region, row.country].some((v) => v.trim())) return null;
  const before = was ? addressRow(row.key, was) : null, parts: Component[] = [];
  const keep = (kinds: readonly string[]) => (was?.components ?? []).filter((c) => kinds.includes(c.kind));
  const put = (field: "street" | "postcode" | "locality" | "region" | "country", kinds: readonly string[], kind: string) => {
    if (before && before[field] === row[field] && keep(kinds).length) parts.push(...keep(kinds));
    else if (row[field].trim()) parts.push({ kind, value: row[field].trim() });
  };
  put("street", STREET, "name");
  put("locality", ["locality"], "locality");
  put("region", ["region"], "region");
  put("postcode", ["postcode"], "postcode");
  put("country", ["country"], "country");
  const made: Address = { ...(labels(was, row) as Address), components: parts };
  delete made.full;
  delete made["isOrdered"];
  if (before && before.country !== row.country) delete made.countryCode;
  return made;
}
function datesOf(form: CardForm, card: Partial<Card>): Card["anniversaries"] | null {
  const out: NonNullable<Card["anniversaries"]> = {};
  for (const row of form.dates) {
    const date: PartialDate = {};
    for (const part of ["year", "month", "day"] as const) if (/^\d{1,4}$/.test(row[part].trim()) && Number(row[part]) > 0) date[part] = Number(row[part]);
    if (!date.year && !(date.month && date.day)) continue;
    const was = card.anniversaries?.[row.key];
    out[row.key] = was && same(dateRow(row.key, was), row) ? was : { ...was, kind: row.kind, date: { "@type": "PartialDate", ...date } as PartialDate };
  }
  return Object.keys(out).length ? out : null;
}
function titlesOf(form: CardForm, card: Partial<Card>): Card["titles"] | null {
  const out: NonNullable<Card["titles"]> = {}, old = Object.entries(card.titles ?? {});
  for (const [kind, value] of [["title", form.title], ["role", form.role]] as const) {
    const [key, was] = old.find(([, t]) => (t.kind === "role") === (kind === "role")) ?? [kind, undefined];
    if (value.trim()) out[key] = { ...was, name: value.trim(), ...(kind === "role" ? { kind } : {}) };
  }
  return Object.keys(out).length ? out : null;
}
function organizationsOf(form: CardForm, card: Partial<Card>): Card["organizations"] | null {
  const [key, was] = entries(card.organizations)[0] ?? ["org", undefined];
  const others = Object.fromEntries(Object.entries(card.organizations ?? {}).filter(([k]) => k !== key));
  const name = form.organization.trim(), units = split(form.department).map((unit) => was?.units?.find((u) => u.name === unit) ?? { name: unit });
  if (!name && !units.length) return Object.keys(others).length ? others : null;
  const made = { ...was, ...(name ? { name } : {}), ...(units.length ? { units } : {}) };
  if (!name) delete made.name;
  if (!units.length) delete made.units;
  return { [key]: made, ...others };
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What has to change on the card so that it says what the form says; empty when nothing was changed. */
export function patchOf(card: Partial<Card>, form: CardForm): CardPatch {
  const before = formOf(card), patch: CardPatch = {};
  const put = (fields: readonly (keyof CardForm)[], property: string, make: () => unknown) => {
    if (fields.every((field) => same(before[field], form[field]))) return;
    const made = make();
    if (made !== null || card[property] !== undefined) patch[property] = made;
  };
  put(["prefix", "given", "middle", "surname", "suffix"], "name", () => nameOf(form, card));
  put(["nickname"], "nicknames", () => keyed(split(form.nickname), card.nicknames, (n) => n.name, (name) => ({ name })));
  put(["organization", "department"], "organizations", () => organizationsOf(form, card));
  put(["title", "role"], "titles", () => titlesOf(form, card));
  put(["emails"], "emails", () => map(form.emails, card.emails, (row, was) => (row.value.trim() ? { ...labels(was, row), address: row.value.trim() } : null)));
  put(["phones"], "phones", () => map(form.phones, card.phones, (row, was) => {
    if (!row.value.trim()) return null;
    const features = { ...was?.features };
    for (const f of FEATURES) delete features[f];
    if (row.feature) features[row.feature] = true;
    const made = { ...labels(was, row), number: row.value.trim() } as NonNullable<Card["phones"]>[string];
    delete made.features;
    return Object.keys(features).length ? { ...made, features } : made;
  }));
  put(["addresses"], "addresses", () => map(form.addresses, card.addresses, addressOf));
  put(["services"], "onlineServices", () => map(form.services, card.onlineServices, (row, was) => {
    const value = row.value.trim();
    if (!value) return null;
    const made = { ...labels(was, row) } as NonNullable<Card["onlineServices"]>[string];
    delete made.service;
    if (row.service.trim()) made.service = row.service.trim();
    if (value !== (was?.user || was?.uri)) {
      delete made.uri;
      delete made.user;
      made[/^[a-z][a-z0-9+.-]*:/i.test(value) ? "uri" : "user"] = value;
    }
    return made;
  }));
  put(["links"], "links", () => map(form.links, card.links, (row, was) => (row.value.trim() ? { ...labels(was, row), uri: address(row.value.trim()) } : null)));
  put(["dates"], "anniversaries", () => datesOf(form, card));
  put(["notes"], "notes", () => (form.notes.trim() ? { [Object.keys(card.notes ?? {})[0] ?? "note"]: { ...Object.values(card.notes ?? {})[0], note: form.notes.trim() } } : null));
  put(["keywords"], "keywords", () => {
    const words = split(form.keywords, /[,;]/);
    return words.length ? Object.fromEntries(words.map((w) => [w, true])) : null;
  });
  if (form.photo !== undefined) {
    const others = Object.fromEntries(Object.entries(card.media ?? {}).filter(([, m]) => m.kind !== "photo"));
    const media = form.photo ? { ...others, photo: { kind: "photo", ...form.photo } } : others;
    if (form.photo || Object.keys(others).length < Object.keys(card.media ?? {}).length) patch["media"] = Object.keys(media).length ? media : null;
  }
  return patch;
}
function keyed<T>(words: string[], was: Record<string, T> | undefined, read: (t: T) => string, make: (word: string) => T): Record<string, T> | null {
  if (!words.length) return null;
  const free = new Map(Object.entries(was ?? {}).map(([key, t]) => [read(t), [key, t] as const]));
  return Object.fromEntries(words.map((word) => free.get(word) ?? [newKey(), make(word)] as const));
}
/** `example.org` is meant as an address of the web. */
const address = (text: string): string => (/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`);

/** Whether a form says anything at all. */
export const isBlank = (form: CardForm): boolean => {
  const patch = patchOf({}, form);
  return Object.keys(patch).filter((key) => key !== "keywords" && key !== "notes").length === 0;
};
export { same as sameForm };
