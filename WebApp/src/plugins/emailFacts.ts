import type { Email } from "../jmap/types.ts";

/** What a plugin's page is told of an email: what its list row shows, not its text, and the plugin's own note on it. */
export const emailFacts = (email: Email, note: unknown = null) => ({
  id: email.id, threadId: email.threadId, accountId: email.accountId ?? "", subject: email.subject ?? "", from: (email.from ?? []).map((a) => ({ name: a.name ?? null, email: a.email })),
  receivedAt: email.receivedAt, preview: email.preview ?? "",
  note: note ?? null,
});
