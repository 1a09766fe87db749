/** The cache of mail by type and id, with the overlay on top. Filled by the windows and the sync; knows no network. */
import type { Email, EmailDetail, Id, Identity, MailAccount, Mailbox, Preference, Role, Thread } from "../jmap/types.ts";
import { type Change, type EmailPatch, Overlay, patched } from "./overlay.ts";
import { signal } from "./signal.ts";
import { Topics } from "./topics.ts";

/** What a list row asks of an email. */
export const ROW = ["id", "accountId", "threadId", "mailboxIds", "keywords", "from", "to", "subject", "receivedAt", "hasAttachment", "preview", "size"] as const;
/** What the reading pane asks beside it. */
export const DETAIL = ["id", "cc", "bcc", "replyTo", "sender", "sentAt", "messageId", "blobId", "textBody", "htmlBody", "attachments", "bodyValues"] as const;

export const DEFAULT_PREFERENCE: Preference = {
  id: "singleton", theme: "system", layout: "classic", language: null, density: "", undoSendSeconds: 10, markReadSeconds: 0,
  afterRemoving: "next", imagesFrom: [], notifications: false, shortcuts: true, adaptDarkMail: true,
};

export class MailCache {
  readonly topics = new Topics();
  readonly overlay = new Overlay();
  readonly mailboxes = signal<ReadonlyMap<Id, Mailbox>>(new Map());
  readonly accounts = signal<readonly MailAccount[]>([]);
  readonly identities = signal<readonly (Identity & { accountId: Id })[]>([]);
  readonly preference = signal<Preference>(DEFAULT_PREFERENCE);
  /** Boot answers have arrived: mailboxes and accounts are known. */
  readonly ready = signal(false);
  /** The oldest state each type was fetched at, by account: `/changes` since it covers everything cached. */
  readonly states = new Map<string, string>();
  private readonly emails = new Map<Id, Email>();
  private readonly details = new Map<Id, EmailDetail>();
  private readonly threads = new Map<Id, Thread>();

  /** The email as the person sees it: the server's, with what waits laid over it. */
  email(id: Id): Email | null {
    const base = this.emails.get(id);
    return base ? this.overlay.view(base) : null;
  }
  baseEmail(id: Id): Email | null {
    return this.emails.get(id) ?? null;
  }
  detail(id: Id): EmailDetail | null {
    return this.details.get(id) ?? null;
  }
  thread(id: Id): Thread | null {
    return this.threads.get(id) ?? null;
  }
  /** The emails of a conversation that are known, oldest first. */
  conversation(id: Id): Email[] {
    const out: Email[] = [];
    for (const email of this.threads.get(id)?.emailIds ?? []) {
      const seen = this.email(email);
      if (seen) out.push(seen);
    }
    return out;
  }
  knownEmails(accountId: Id): Id[] {
    return [...this.emails.values()].filter((e) => accountId === "all" || e.accountId === accountId).map((e) => e.id);
  }
  /** Remembers the state of a first fetch; later fetches are newer and covered by the same changes. */
  noteState(accountId: Id, type: "Email" | "Thread", state: string): void {
    const key = `${accountId} ${type}`;
    if (state && !this.states.has(key)) this.states.set(key, state);
  }
  knows(id: Id): boolean {
    return this.emails.has(id);
  }

  takeEmails(accountId: Id, list: readonly Email[]): void {
    this.topics.together(() => {
      for (const given of list) {
        const email = { ...given, accountId: given.accountId ?? accountId, mailboxIds: realMailboxes(given.mailboxIds), keywords: given.keywords ?? {} };
        const old = this.emails.get(email.id);
        this.emails.set(email.id, email);
        this.topics.bump(`thread:${email.threadId}`);
        if (old && old.threadId !== email.threadId) this.topics.bump(`thread:${old.threadId}`);
      }
    });
  }
  takeDetails(list: readonly EmailDetail[]): void {
    this.topics.together(() => {
      for (const detail of list) {
        this.details.set(detail.id, detail);
        this.topics.bump(`detail:${detail.id}`);
      }
    });
  }
  takeThreads(list: readonly Thread[]): void {
    this.topics.together(() => {
      for (const thread of list) {
        this.threads.set(thread.id, thread);
        this.topics.bump(`thread:${thread.id}`);
      }
    });
  }
  dropEmails(ids: readonly Id[]): void {
    this.topics.together(() => {
      for (const id of ids) {
        const email = this.emails.get(id);
        this.emails.delete(id);
        this.details.delete(id);
        if (email) this.topics.bump(`thread:${email.threadId}`);
      }
    });
  }
  dropThreads(ids: readonly Id[]): void {
    this.topics.together(() => {
      for (const id of ids) if (this.threads.delete(id)) this.topics.bump(`thread:${id}`);
    });
  }
  takeMailboxes(accountId: Id, list: readonly Mailbox[]): void {
    this.mailboxes.set((old) => {
      const next = new Map(old);
      for (const [id, box] of next) if (box.accountId === accountId) next.delete(id);
      for (const box of list) next.set(box.id, { ...box, accountId });
      return next;
    });
  }
  forgetAccounts(kept: ReadonlySet<Id>): void {
    this.mailboxes.set((old) => new Map([...old].filter(([, box]) => kept.has(box.accountId ?? ""))));
  }

  /** Lays a change over the cache. */
  apply(patches: ReadonlyMap<Id, EmailPatch>): Change {
    const unread = this.unreadDelta(patches);
    return this.topics.together(() => {
      const change = this.overlay.add(patches, unread);
      this.touch(patches);
      return change;
    });
  }
  /** The server said yes to these ids: the change becomes part of the cache. The others are put back. */
  settle(change: Change, agreed: (id: Id) => boolean): void {
    this.topics.together(() => {
      this.overlay.remove(change);
      let all = true;
      for (const [id, patch] of change.patches) {
        if (!agreed(id)) {
          all = false;
          continue;
        }
        const base = this.emails.get(id);
        const next = base && patched(base, patch);
        if (next) this.emails.set(id, next);
        else if (base) this.emails.delete(id);
      }
      if (all && change.unread.size) {
        this.mailboxes.set((old) => {
          const next = new Map(old);
          for (const [id, delta] of change.unread) {
            const box = next.get(id);
            if (box) next.set(id, { ...box, unreadThreads: Math.max(0, box.unreadThreads + delta), unreadEmails: Math.max(0, box.unreadEmails + delta) });
          }
          return next;
        });
      }
      this.touch(change.patches);
    });
  }
  private touch(patches: ReadonlyMap<Id, EmailPatch>): void {
    for (const id of patches.keys()) {
      const email = this.emails.get(id);
      if (email) this.topics.bump(`thread:${email.threadId}`);
    }
    this.topics.bump("counts");
  }

  /** Unread conversations of a mailbox, with what waits. */
  unreadThreads(box: Mailbox): number {
    return Math.max(0, box.unreadThreads + this.overlay.unreadOf(box.id));
  }
  private unreadDelta(patches: ReadonlyMap<Id, EmailPatch>): Map<Id, number> {
    const threads = new Set<Id>();
    for (const id of patches.keys()) {
      const email = this.email(id);
      if (email) threads.add(email.threadId);
    }
    const delta = new Map<Id, number>();
    for (const id of threads) {
      const before = this.conversation(id);
      const after = before.flatMap((e) => {
        const patch = patches.get(e.id);
        const next = patch ? patched(e, patch) : e;
        return next ? [next] : [];
      });
      const was = this.unreadPlaces(before), is = this.unreadPlaces(after);
      for (const place of was) if (!is.has(place)) delta.set(place, (delta.get(place) ?? 0) - 1);
      for (const place of is) if (!was.has(place)) delta.set(place, (delta.get(place) ?? 0) + 1);
    }
    return delta;
  }
  private unreadPlaces(emails: readonly Email[]): Set<Id> {
    const places = new Set<Id>();
    for (const email of emails) if (!email.keywords["$seen"]) for (const place of this.placesOf(email)) places.add(place);
    return places;
  }
  /** The mailboxes an email is in, those of the unified view included. */
  placesOf(email: Email): Id[] {
    const out = Object.keys(email.mailboxIds);
    if (this.account(email.accountId ?? "")?.includeInUnified !== false) {
      for (const id of Object.keys(email.mailboxIds)) {
        const role = this.mailboxes.get().get(id)?.role;
        if (role) out.push(`all-${role}`);
      }
      if (email.keywords["$flagged"]) out.push("all-flagged");
    }
    return out;
  }
  isIn(email: Email, mailbox: Id): boolean {
    return this.placesOf(email).includes(mailbox);
  }
  account(id: Id): MailAccount | null {
    return this.accounts.get().find((a) => a.id === id) ?? null;
  }
  /** The mailbox of an account that has a role; a person's own choice goes first. */
  roleBox(accountId: Id, role: Role): Mailbox | null {
    const chosen = this.account(accountId)?.roles?.[role];
    const boxes = this.mailboxes.get();
    if (chosen && boxes.has(chosen)) return boxes.get(chosen)!;
    for (const box of boxes.values()) if (box.accountId === accountId && box.role === role) return box;
    return null;
  }
  /** Folders from the top down to a mailbox, for "Work / 2026 / Invoices". */
  path(box: Mailbox): string[] {
    const out: string[] = [];
    const seen = new Set<Id>();
    for (let at: Mailbox | undefined = box; at && !seen.has(at.id); at = at.parentId ? this.mailboxes.get().get(at.parentId) : undefined) {
      seen.add(at.id);
      out.unshift(at.name);
    }
    return out;
  }
}

/** An email of the unified view also names `all-…` mailboxes; those are worked out, never stored. */
function realMailboxes(ids: Record<Id, boolean> | null | undefined): Record<Id, boolean> {
  return Object.fromEntries(Object.entries(ids ?? {}).filter(([id, on]) => on && !id.startsWith("all-")));
}
