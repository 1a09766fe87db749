import type { Email } from "../jmap/types.ts";

/** What a plugin's page is told of an email: what its list row shows, not its text. */
export const emailFacts = (email: Email) => ({
  id: email.id, threadId: email.threadId, accountId: email.accountId ?? "", subject: email.subject ?? "", from: (email.from ?? []).map((a) => ({ name: a.name ?? null, email: a.email })),
  receivedAt: email.receivedAt, preview: email.preview ?? "",
});
