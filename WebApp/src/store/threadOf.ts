import { ALL, jmap } from "../jmap/index.ts";
import type { Email, Id } from "../jmap/types.ts";
import { cache } from "./index.ts";

/** The conversation an email belongs to now; null when the email is gone. Email ids last, conversations may be joined. */
export async function threadOf(id: Id): Promise<Id | null> {
  const known = cache.email(id)?.threadId;
  if (known) return known;
  const { list } = await jmap.call<{ list: Email[] }>("Email/get", { accountId: ALL, ids: [id], properties: ["threadId"] });
  return list[0]?.threadId ?? null;
}
