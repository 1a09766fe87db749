/** How groups name their people: by UID, which one program writes bare and another behind `urn:uuid:` or in another case. */
import type { Card } from "./Card.ts";

/** A UID as it is compared, whoever wrote it. */
export const bareUid = (uid: string): string => uid.trim().replace(/^urn:uuid:/i, "").toLowerCase();
export const sameUid = (a: string, b: string): boolean => bareUid(a) === bareUid(b);
/** The address of a member that is no card but a bare address. */
export const addressIn = (uid: string): string | null => (/^mailto:/i.test(uid) ? uid.slice(7) : null);

/** The people of a group as it writes them, each of them once. */
export function membersOf(group: Pick<Card, "members"> | null | undefined): string[] {
  return [...new Map(Object.keys(group?.members ?? {}).map((uid) => [bareUid(uid), uid])).values()];
}
export const isMember = (group: Pick<Card, "members">, uid: string): boolean => membersOf(group).some((member) => sameUid(member, uid));

/** The members without some people, however either side writes them. */
export function membersWithout(group: Pick<Card, "members">, uids: readonly string[]): Record<string, boolean> {
  const gone = new Set(uids.map(bareUid));
  return Object.fromEntries(Object.entries(group.members ?? {}).filter(([uid]) => !gone.has(bareUid(uid))));
}
