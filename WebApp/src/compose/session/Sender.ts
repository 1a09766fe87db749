import type { Identity, MailAccount, Mailbox } from "../../jmap/index.ts";
import { cache, sync } from "../../store/index.ts";

/** Someone one can write as: an identity, with the account it sends through and that account's folders. */
export interface Sender {
  identityId: string;
  accountId: string;
  name: string;
  email: string;
  hue: string;
  signature: string;
  draftsId: string | null;
  sentId: string | null;
}

const lastKey = "mailflow.lastSender";

/** Everyone one can write as, in the order of the accounts. */
export function senders(): Sender[] {
  const accounts = cache.accounts.get();
  const rank = new Map(accounts.map((a, i) => [a.id, i]));
  return [...cache.identities.get()]
    .sort((a, b) => (rank.get(a.accountId) ?? 99) - (rank.get(b.accountId) ?? 99))
    .map((identity) => senderOf(identity, accounts.find((a) => a.id === identity.accountId), cache.mailboxes.get()));
}

function senderOf(identity: Identity & { accountId: string }, account: MailAccount | undefined, boxes: ReadonlyMap<string, Mailbox>): Sender {
  const role = (wanted: string) => account?.roles?.[wanted as "sent"] ?? [...boxes.values()].find((b) => b.accountId === identity.accountId && b.role === wanted)?.id ?? null;
  return {
    identityId: identity.id, accountId: identity.accountId, name: identity.name || account?.senderName || "", email: identity.email, hue: account?.hue ?? "blue",
    signature: identity.htmlSignature || account?.signature || "", draftsId: role("drafts"), sentId: role("sent"),
  };
}

/** Senders, once accounts and identities are known. Throws `Failure` when the server cannot be asked. */
export async function knownSenders(): Promise<Sender[]> {
  if (!cache.ready.get() || cache.identities.get().length === 0) await sync.loadAccounts();
  return senders();
}

/** Who a new message is from: of the account in view, else who wrote last on this device, else the first. */
export function defaultSender(list: readonly Sender[], accountId: string | undefined): Sender | undefined {
  const last = read();
  return list.find((s) => s.accountId === accountId) ?? list.find((s) => s.identityId === last) ?? list[0];
}

/** Remembers who wrote last on this device. */
export function rememberSender(identityId: string): void {
  try {
    localStorage.setItem(lastKey, identityId);
  } catch {
    // Private windows may refuse.
  }
}

function read(): string | null {
  try {
    return localStorage.getItem(lastKey);
  } catch {
    return null;
  }
}
