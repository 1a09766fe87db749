/** Names of people, mailboxes and accounts as the app says them. */
import { has, type Key, t } from "../i18n/index.ts";
import type { IconName } from "../components/Icon.tsx";
import type { Email, EmailAddress, Id, Mailbox } from "../jmap/types.ts";
import { cache } from "../store/index.ts";

const ROLE_ICON: Record<string, IconName> = { inbox: "inbox", drafts: "file-text", sent: "send", archive: "archive", junk: "octagon-alert", trash: "trash-2", flagged: "star" };

export const mailboxIcon = (box: Pick<Mailbox, "role">): IconName => (box.role && ROLE_ICON[box.role]) || "folder";
/** A mailbox with a role has the app's name for it; others are called what their server calls them. */
export function mailboxName(box: Mailbox): string {
  const key = box.id.startsWith("all-") ? `box.${box.id}` : box.role ? `box.${box.role}` : "";
  return has(key) ? t(key as Key) : box.name;
}
export function mailboxNameById(id: Id): string {
  const box = cache.mailboxes.get().get(id);
  if (box) return mailboxName(box);
  const key = `box.${id}`;
  return has(key) ? t(key as Key) : "";
}

const own = (): Set<string> => new Set([...cache.accounts.get().map((a) => a.email.toLowerCase()), ...cache.identities.get().map((i) => i.email.toLowerCase())]);
export const isOwn = (address: EmailAddress): boolean => own().has(address.email.toLowerCase());
export const personName = (address: EmailAddress): string => address.name?.trim() || address.email;
const shortName = (address: EmailAddress): string => {
  const name = address.name?.trim();
  if (!name) return address.email.split("@")[0] ?? address.email;
  if (name.includes(",")) return name.split(",")[1]!.trim().split(/\s+/)[0] || name;
  return name.split(/\s+/)[0]!;
};

/** Who a row is from: one person in full, several by first name, oneself as "me"; recipients in Drafts and Sent. */
export function rowPeople(emails: readonly Email[], outgoing: boolean): string {
  const mine = own(), seen = new Map<string, EmailAddress>();
  for (const email of emails) {
    for (const address of (outgoing ? email.to : email.from) ?? []) if (address.email && !seen.has(address.email.toLowerCase())) seen.set(address.email.toLowerCase(), address);
  }
  const people = [...seen.values()];
  if (!people.length) return outgoing ? t("row.noRecipient") : t("row.noSender");
  const name = (a: EmailAddress, short: boolean) => (!outgoing && mine.has(a.email.toLowerCase()) ? t("row.me") : short ? shortName(a) : personName(a));
  const words = people.length === 1 ? name(people[0]!, false) : people.length <= 4 ? people.map((a) => name(a, true)).join(t("row.comma")) : [name(people[0]!, true), "…", ...people.slice(-2).map((a) => name(a, true))].join(t("row.comma"));
  return outgoing ? t("row.to", { people: words }) : words;
}
/** The person whose avatar stands for a conversation: the newest who is not oneself. */
export function rowFace(emails: readonly Email[], outgoing: boolean): EmailAddress {
  for (const email of [...emails].reverse()) for (const address of (outgoing ? email.to : email.from) ?? []) if (outgoing || !isOwn(address)) return address;
  return emails.at(-1)?.from?.[0] ?? { name: null, email: "?" };
}
/** Machines and lists are drawn square. */
export const isOrganisation = (address: EmailAddress): boolean => /^(no-?reply|do-?not-?reply|news|newsletter|info|notifications?|tickets|permits|support|billing|mailer-daemon|updates?)\b/i.test(address.email);

const REPLY = /^\s*((re|aw|antw|sv|vs|rif|rv|res|fwd?|wg|tr|enc|doorst|odp|отв|ответ|回复|答复|转发)(\[\d+\])?\s*[:：]\s*)+/iu;
/** The subject of a conversation: without the marks that replies and forwards put before it. */
export const bareSubject = (subject: string | null | undefined): string => (subject ?? "").replace(REPLY, "").trim() || (subject ?? "").trim();
