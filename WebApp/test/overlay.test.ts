import type { Email, Mailbox } from "../src/jmap/types.ts";
import { MailCache } from "../src/store/mail.ts";
import { inverse, pointers } from "../src/store/overlay.ts";
import { equal } from "./assert.ts";

const email = (id: string, more: Partial<Email> = {}): Email => ({
  id, accountId: "a1", threadId: "t1", mailboxIds: { m1: true }, keywords: {}, from: null, to: null, subject: null, receivedAt: "2026-11-22T10:00:00Z", hasAttachment: false, preview: "", size: 1, ...more,
});
const box = (id: string, role: string | null, unread: number): Mailbox => ({ id, accountId: "a1", name: id, parentId: null, role: role as Mailbox["role"], sortOrder: 0, totalEmails: 9, unreadEmails: unread, totalThreads: 9, unreadThreads: unread, isSubscribed: true, myRights: {} });

function filled() {
  const cache = new MailCache();
  cache.takeMailboxes("a1", [box("m1", "inbox", 2), box("m3", "archive", 0)]);
  cache.takeMailboxes("all", [{ ...box("all-inbox", "inbox", 2), accountId: "all" }]);
  cache.takeThreads([{ id: "t1", emailIds: ["e1", "e2"] }]);
  cache.takeEmails("a1", [email("e1", { keywords: { $seen: true } }), email("e2", { mailboxIds: { m1: true, "all-inbox": true } })]);
  return cache;
}

Deno.test("a change is seen at once and taken back when refused", () => {
  const cache = filled();
  const change = cache.apply(new Map([["e2", { keywords: { $seen: true as const } }]]));
  equal(cache.email("e2")!.keywords, { $seen: true });
  equal(cache.unreadThreads(cache.mailboxes.get().get("m1")!), 1);
  equal(cache.unreadThreads(cache.mailboxes.get().get("all-inbox")!), 1);
  cache.settle(change, () => false);
  equal(cache.email("e2")!.keywords, {});
  equal(cache.unreadThreads(cache.mailboxes.get().get("m1")!), 2);
});

Deno.test("a change the server agrees to stays", () => {
  const cache = filled();
  const change = cache.apply(new Map([["e2", { mailboxIds: { m1: null, m3: true as const } }]]));
  cache.settle(change, () => true);
  equal(cache.email("e2")!.mailboxIds, { m3: true });
  equal([cache.mailboxes.get().get("m1")!.unreadThreads, cache.mailboxes.get().get("m3")!.unreadThreads], [1, 1]);
});

Deno.test("one refused email of several is put back alone", () => {
  const cache = filled();
  const patches = new Map([["e1", { keywords: { $flagged: true as const } }], ["e2", { keywords: { $flagged: true as const } }]]);
  cache.settle(cache.apply(patches), (id) => id === "e1");
  equal([cache.email("e1")!.keywords, cache.email("e2")!.keywords], [{ $seen: true, $flagged: true }, {}]);
});

Deno.test("two changes lie over each other; taking the first out leaves the second", () => {
  const cache = filled();
  const first = cache.apply(new Map([["e2", { keywords: { $seen: true as const } }]]));
  cache.apply(new Map([["e2", { keywords: { $flagged: true as const } }]]));
  cache.settle(first, () => false);
  equal(cache.email("e2")!.keywords, { $flagged: true });
});

Deno.test("the server's own news under a change is kept", () => {
  const cache = filled();
  const change = cache.apply(new Map([["e2", { keywords: { $seen: true as const } }]]));
  cache.takeEmails("a1", [email("e2", { keywords: { $flagged: true } })]);
  equal(cache.email("e2")!.keywords, { $flagged: true, $seen: true });
  cache.settle(change, () => false);
  equal(cache.email("e2")!.keywords, { $flagged: true });
});

Deno.test("a destroyed email is gone, and back when the server refuses", () => {
  const cache = filled();
  const change = cache.apply(new Map([["e1", { destroyed: true as const }]]));
  equal(cache.conversation("t1").map((e) => e.id), ["e2"]);
  cache.settle(change, () => false);
  equal(cache.conversation("t1").map((e) => e.id), ["e1", "e2"]);
});

Deno.test("undo leads back to what was, and only that", () => {
  const before = email("e1", { keywords: { $seen: true }, mailboxIds: { m1: true, m9: true } });
  equal(inverse(before, { keywords: { $seen: true, $flagged: true }, mailboxIds: { m1: null, m3: true } }), { keywords: { $flagged: null }, mailboxIds: { m1: true, m3: null } });
});

Deno.test("patches are JSON pointers with escapes", () => equal(pointers({ keywords: { "a/b~c": true, $seen: null }, mailboxIds: { m1: null } }), { "keywords/a~1b~0c": true, "keywords/$seen": null, "mailboxIds/m1": null }));

Deno.test("folders that are their own parents do not hang the path", () => {
  const cache = new MailCache();
  cache.takeMailboxes("a1", [{ ...box("m1", null, 0), parentId: "m2" }, { ...box("m2", null, 0), parentId: "m1" }]);
  equal(cache.path(cache.mailboxes.get().get("m1")!), ["m2", "m1"]);
});
