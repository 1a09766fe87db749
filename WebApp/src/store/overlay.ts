/** What the person has done and the server has not yet said yes to. It lies over the cache; taking a change out puts things back. */
import type { Email, Id } from "../jmap/types.ts";

/** What a change does to one email: keywords and mailboxes set (true) or taken away (null); or the email is gone. */
export interface EmailPatch {
  keywords?: Record<string, true | null>;
  mailboxIds?: Record<Id, true | null>;
  destroyed?: true;
}

export interface Change {
  readonly id: number;
  readonly patches: ReadonlyMap<Id, EmailPatch>;
  /** By how much unread conversations of a mailbox differ until the server counts again. */
  readonly unread: ReadonlyMap<Id, number>;
}

function merged(base: Record<string, boolean>, patch: Record<string, true | null> | undefined): Record<string, boolean> {
  if (!patch) return base;
  const out = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    if (value) out[key] = true;
    else delete out[key];
  }
  return out;
}

/** The email as it is after a patch; null when it is gone. */
export function patched(email: Email, patch: EmailPatch): Email | null {
  if (patch.destroyed) return null;
  return { ...email, keywords: merged(email.keywords, patch.keywords), mailboxIds: merged(email.mailboxIds, patch.mailboxIds) };
}

/** The patch that leads back from what a patch did. */
export function inverse(email: Email, patch: EmailPatch): EmailPatch {
  const back = (base: Record<string, boolean>, forward: Record<string, true | null> | undefined) =>
    forward && Object.fromEntries(Object.keys(forward).filter((k) => !!base[k] !== !!forward[k]).map((k) => [k, base[k] ? true : null] as const));
  const keywords = back(email.keywords, patch.keywords), mailboxIds = back(email.mailboxIds, patch.mailboxIds);
  return { ...(keywords ? { keywords } : {}), ...(mailboxIds ? { mailboxIds } : {}) };
}

/** JMAP's patch object for `Email/set` update (RFC 8620 5.3): pointers, so that other keywords and mailboxes stay as they are. */
export function pointers(patch: EmailPatch): Record<string, true | null> {
  const out: Record<string, true | null> = {};
  const escape = (key: string) => key.replaceAll("~", "~0").replaceAll("/", "~1");
  for (const [key, value] of Object.entries(patch.keywords ?? {})) out[`keywords/${escape(key)}`] = value;
  for (const [key, value] of Object.entries(patch.mailboxIds ?? {})) out[`mailboxIds/${escape(key)}`] = value;
  return out;
}

export class Overlay {
  private changes: Change[] = [];
  private next = 1;
  private readonly seen = new WeakMap<Email, { version: number; email: Email | null }>();
  private version = 0;

  add(patches: ReadonlyMap<Id, EmailPatch>, unread: ReadonlyMap<Id, number>): Change {
    const change = { id: this.next++, patches, unread };
    this.changes.push(change);
    this.version++;
    return change;
  }
  remove(change: Change): void {
    this.changes = this.changes.filter((c) => c !== change);
    this.version++;
  }
  get empty(): boolean {
    return this.changes.length === 0;
  }
  get waiting(): number {
    return this.changes.length;
  }
  /** The email with everything that waits laid over it; the same object while nothing changes. */
  view(email: Email): Email | null {
    if (!this.changes.length) return email;
    const memo = this.seen.get(email);
    if (memo?.version === this.version) return memo.email;
    let out: Email | null = email;
    for (const change of this.changes) {
      const patch = out && change.patches.get(email.id);
      if (out && patch) out = patched(out, patch);
    }
    this.seen.set(email, { version: this.version, email: out });
    return out;
  }
  unreadOf(mailbox: Id): number {
    return this.changes.reduce((sum, change) => sum + (change.unread.get(mailbox) ?? 0), 0);
  }
}
