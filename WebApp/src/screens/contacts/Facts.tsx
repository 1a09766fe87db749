import type { ReactNode } from "react";
import { Icon, type IconName, IconButton, toast } from "../../components/index.ts";
import { locale, t } from "../../i18n/index.ts";
import { useSignal } from "../../store/use.ts";
import { type Anniversary, type Card, entries, isGroup, type Labelled, type Link, type OnlineService, type Phone } from "../../contacts/Card.ts";
import { nameOf } from "../../contacts/actions.ts";
import { addressLines, FEATURES } from "../../contacts/form.ts";
import { contacts } from "../../contacts/store.ts";
import { phoneNumber } from "../../contacts/names.ts";
import { isMember } from "../../contacts/uid.ts";
import { recipientOf, writeTo } from "../../contacts/write.ts";
import { goTo, groupPath } from "./state.ts";

/** What a label says: the person's own words, else work or home. */
export function labelOf(entry: Labelled): string {
  if (entry.label) return entry.label;
  return entry.contexts?.["work"] ? t("contacts.label.work") : entry.contexts?.["private"] ? t("contacts.label.private") : "";
}
export function phoneLabel(phone: Phone): string {
  const feature = FEATURES.find((f) => phone.features?.[f]);
  return [feature && feature !== "voice" ? t(`contacts.phone.${feature}`) : "", labelOf(phone)].filter(Boolean).join(", ");
}

/** A date in the reader's words, with what is known of it, and the age that follows. */
export function dateText({ kind, date }: Anniversary, now = new Date()): string {
  const utc = typeof date?.utc === "string" ? new Date(date.utc) : null;
  const year = utc ? utc.getUTCFullYear() : date?.year, month = utc ? utc.getUTCMonth() + 1 : date?.month, day = utc ? utc.getUTCDate() : date?.day;
  if (!month) return year ? String(year) : "";
  const shown = new Date(Date.UTC(2000, month - 1, day ?? 1));
  if (year) shown.setUTCFullYear(year);
  const text = new Intl.DateTimeFormat(locale(), { timeZone: "UTC", month: "long", ...(day ? { day: "numeric" } : {}), ...(year ? { year: "numeric" } : {}) }).format(shown);
  if (kind !== "birth" || !year || !day) return text;
  const had = now.getMonth() + 1 > month || (now.getMonth() + 1 === month && now.getDate() >= day), age = now.getFullYear() - year - (had ? 0 : 1);
  return age >= 0 && age < 130 ? t("contacts.age", { date: text, age }) : text;
}
const HREF = /^(https?|tel|mailto|sip|sips|xmpp|matrix|skype|tg|sgnl|signal|facetime|facetime-audio):/i;
/** An address that may be a link: nothing that runs. */
export const safeHref = (uri: string): string | undefined => (HREF.test(uri) ? uri : undefined);
const serviceHref = (s: OnlineService): string | undefined => safeHref(s.uri ?? "");

async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  toast({ text: t("contacts.copied") });
}

/** Everything a card says, group by group; what it does not have takes no room. */
export function Facts({ card }: { card: Card }) {
  const books = useSignal(contacts.books), groups = useSignal(contacts.groups);
  const inGroups = groups.filter((group) => isGroup(group) && isMember(group, card.uid)), emails = entries(card.emails), phones = entries(card.phones);
  return (
    <dl className="card-facts">
      <Part icon="mail" title={t("contacts.emails")} shown={emails.length > 0}>
        {emails.map(([key, email], i) => (
          <Fact key={key} label={labelOf(email)} preferred={emails.length > 1 && email.pref === 1 && i === 0} copied={email.address}>
            <button type="button" className="card-fact__link" dir="ltr" onClick={() => writeTo([recipientOf(card, email.address)!])}>{email.address}</button>
          </Fact>
        ))}
      </Part>
      <Part icon="phone" title={t("contacts.phones")} shown={phones.length > 0}>
        {phones.map(([key, phone], i) => {
          const number = phoneNumber(phone);
          return <Fact key={key} label={phoneLabel(phone)} preferred={phones.length > 1 && phone.pref === 1 && i === 0} copied={number}><a className="card-fact__link" dir="ltr" href={`tel:${number.replace(/[^\d+*#,;]/g, "")}`}>{number}</a></Fact>;
        })}
      </Part>
      <Part icon="map-pin" title={t("contacts.addresses")} shown={entries(card.addresses).length > 0}>
        {entries(card.addresses).map(([key, address]) => {
          const lines = addressLines(address);
          return <Fact key={key} label={labelOf(address)} copied={lines.join("\n")}><address dir="auto">{lines.map((line, i) => <span key={i}>{line}</span>)}</address></Fact>;
        })}
      </Part>
      <Part icon="at-sign" title={t("contacts.services")} shown={entries(card.onlineServices).length > 0}>
        {entries(card.onlineServices).map(([key, service]) => <Fact key={key} label={[service.service, labelOf(service)].filter(Boolean).join(", ")} copied={service.user || service.uri || ""}><Maybe href={serviceHref(service)}>{service.user || service.uri}</Maybe></Fact>)}
      </Part>
      <Part icon="link" title={t("contacts.links")} shown={entries(card.links).length > 0}>
        {entries(card.links).map(([key, link]: [string, Link]) => <Fact key={key} label={labelOf(link)} copied={link.uri}><Maybe href={safeHref(link.uri)}>{link.uri.replace(/^https?:\/\//, "").replace(/\/$/, "")}</Maybe></Fact>)}
      </Part>
      <Part icon="cake" title={t("contacts.dates")} shown={Object.keys(card.anniversaries ?? {}).length > 0}>
        {Object.entries(card.anniversaries ?? {}).map(([key, date]) => <Fact key={key} label={dateKind(date.kind)}>{dateText(date)}</Fact>)}
      </Part>
      <Part icon="notebook-text" title={t("contacts.notes")} shown={Object.keys(card.notes ?? {}).length > 0}>
        {Object.entries(card.notes ?? {}).map(([key, { note }]) => <Fact key={key}><p className="card-fact__note" dir="auto">{note}</p></Fact>)}
      </Part>
      <Part icon="tag" title={t("contacts.keywords")} shown={Object.keys(card.keywords ?? {}).length > 0}>
        <Fact><span className="card-fact__chips">{Object.keys(card.keywords ?? {}).map((word) => <span key={word} className="chip" dir="auto">{word}</span>)}</span></Fact>
      </Part>
      <Part icon="users" title={t("contacts.groups")} shown={inGroups.length > 0}>
        <Fact><span className="card-fact__chips">{inGroups.map((group) => <button key={group.id} type="button" className="chip" onClick={() => goTo(groupPath(group.id))}>{nameOf(group)}</button>)}</span></Fact>
      </Part>
      <Part icon="book-user" title={t("contacts.books")} shown={books.length > 1}>
        <Fact>{books.filter((book) => card.addressBookIds[book.id]).map((book) => book.name).join(", ")}</Fact>
      </Part>
    </dl>
  );
}
export function dateKind(kind: string): string {
  return kind === "birth" ? t("contacts.date.birth") : kind === "wedding" ? t("contacts.date.wedding") : kind === "death" ? t("contacts.date.death") : kind;
}

function Part({ icon, title, shown, children }: { icon: IconName; title: string; shown: boolean; children: ReactNode }) {
  if (!shown) return null;
  return <div className="card-part"><dt><Icon name={icon} /><span>{title}</span></dt>{children}</div>;
}
function Fact({ label, preferred, copied, children }: { label?: string; preferred?: boolean; copied?: string; children: ReactNode }) {
  return (
    <dd className="card-fact">
      <span className="card-fact__value">{children}</span>
      {(label || preferred) && <span className="card-fact__label" dir="auto">{[label, preferred ? t("contacts.preferred") : ""].filter(Boolean).join(", ")}</span>}
      {copied && <IconButton icon="copy" size="sm" className="card-fact__copy" label={t("contacts.copyValue", { value: copied.split("\n")[0]! })} onClick={() => void copy(copied)} />}
    </dd>
  );
}
const Maybe = ({ href, children }: { href: string | undefined; children: ReactNode }) =>
  href ? <a className="card-fact__link" dir="ltr" href={href} target="_blank" rel="noopener noreferrer">{children}</a> : <span dir="auto">{children}</span>;
