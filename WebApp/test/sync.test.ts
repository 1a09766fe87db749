import { JmapClient } from "../src/jmap/client.ts";
import type { Email } from "../src/jmap/types.ts";
import { MailCache } from "../src/store/mail.ts";
import { Sync } from "../src/store/sync.ts";
import type { ListWindow } from "../src/store/window.ts";
import { equal } from "./assert.ts";

type Args = Record<string, unknown>;
const email = (id: string, keywords: Record<string, true> = {}) => ({ id, threadId: `t${id.slice(1)}`, mailboxIds: { m1: true }, keywords, receivedAt: "2026-11-22T10:00:00Z" }) as unknown as Email;

/** A sync over a server that answers each method from a table; methods asked for are written down. */
function world(answers: Record<string, (args: Args) => Args | { error: string }>, windows: (cache: MailCache) => ListWindow[] = () => [], fetched = true) {
  const asked: string[] = [];
  const client = new JmapClient({
    fetch: (path, init) => {
      if (path === "/jmap/session") return Promise.resolve(new Response('{"accounts":{"a1":{}}}'));
      const calls = JSON.parse(init.body as string).methodCalls as [string, Args, string][];
      return Promise.resolve(new Response(JSON.stringify({
        methodResponses: calls.map(([name, args, id]) => {
          asked.push(`${name} ${args["accountId"]}${args["sinceState"] ? ` since ${args["sinceState"]}` : ""}`);
          const made = answers[name]?.(args) ?? { error: "unknownMethod" };
          return "error" in made ? ["error", { type: made.error }, id] : [name, made, id];
        }),
      })));
    },
  });
  const cache = new MailCache();
  cache.takeEmails("all", [email("e1"), email("e2")]);
  cache.takeThreads([{ id: "t1", emailIds: ["e1"] }, { id: "t2", emailIds: ["e2"] }]);
  if (fetched) cache.noteState("all", "Email", "5");
  const shown = windows(cache), sync = new Sync(cache, client, () => shown);
  return { cache, sync, asked };
}
const base = {
  "Mailbox/get": () => ({ list: [], state: "9" }),
  "MailAccount/get": () => ({ list: [{ id: "a1", name: "A", sortOrder: 0 }], state: "1" }),
  "Preference/get": () => ({ list: [{ id: "singleton", theme: "nord" }], state: "1" }),
  "Identity/get": () => ({ list: [], state: "1" }),
};
const change = (changed: Record<string, Record<string, string>>) => ({ "@type": "StateChange" as const, changed });

Deno.test("a push is followed from the state that was fetched", async () => {
  const { cache, sync, asked } = world({
    ...base,
    "Email/changes": () => ({ newState: "6", created: [], updated: ["e1", "e99"], destroyed: ["e2"], hasMoreChanges: false }),
    "Email/get": (args) => ({ list: (args["ids"] as string[]).map((id) => email(id, { $seen: true })), state: "6", notFound: [] }),
  });
  await sync.loadAccounts();
  asked.length = 0;
  await sync.hear(change({ all: { Email: "6" } }));
  equal(asked, ["Mailbox/get all", "Email/changes all since 5", "Email/get all"]);
  equal([cache.email("e1")?.keywords, cache.email("e2"), cache.email("e99")], [{ $seen: true }, null, null]);
  asked.length = 0;
  await sync.hear(change({ all: { Email: "6" } }));
  equal(asked, [], "the same state again is no news");
});

Deno.test("more changes are asked for until there are none", async () => {
  let n = 5;
  const { sync, asked } = world({
    ...base,
    "Email/changes": () => ({ newState: `${++n}`, created: [], updated: [], destroyed: [], hasMoreChanges: n < 8 }),
  });
  await sync.loadAccounts();
  await sync.hear(change({ all: { Email: "8" } }));
  equal(asked.filter((a) => a.startsWith("Email/changes")), ["Email/changes all since 5", "Email/changes all since 6", "Email/changes all since 7"]);
});

Deno.test("a state the server has forgotten leads to a reload of what is cached", async () => {
  const { cache, sync } = world({
    ...base,
    "Email/changes": () => ({ error: "cannotCalculateChanges" }),
    "Email/get": (args) => ({ list: (args["ids"] as string[]).filter((id) => id !== "e2").map((id) => email(id, { $flagged: true })), state: "50", notFound: ["e2"] }),
    "Thread/get": () => ({ list: [], state: "50" }),
  });
  await sync.loadAccounts();
  await sync.hear(change({ all: { Email: "50" } }));
  equal([cache.email("e1")?.keywords, cache.email("e2"), cache.states.get("all Email")], [{ $flagged: true }, null, "50"]);
});

Deno.test("an account nobody knew is loaded with its mailboxes", async () => {
  const { sync, asked, cache } = world(base);
  await sync.hear(change({ a1: { Mailbox: "2" } }));
  equal(asked.includes("MailAccount/get all") && asked.includes("Mailbox/get a1"), true);
  equal([cache.accounts.get().map((a) => a.id), cache.preference.get().theme], [["a1"], "nord"]);
});

Deno.test("progress of an account asks for the accounts only", async () => {
  const { sync, asked } = world(base);
  await sync.loadAccounts();
  asked.length = 0;
  await sync.hear(change({ all: { MailAccount: "2" } }));
  equal(asked, ["MailAccount/get all"]);
});

Deno.test("a change told while the first list is on its way is not lost", async () => {
  let arrive = () => {};
  const { cache, sync, asked } = world({
    ...base,
    "Email/changes": () => ({ newState: "8", created: [], updated: ["e1"], destroyed: [], hasMoreChanges: false }),
    "Email/get": (args) => ({ list: (args["ids"] as string[]).map((id) => email(id, { $seen: true })), state: "8", notFound: [] }),
  }, (cache) => {
    const list = { total: null as number | null, topic: "list", query: { accountId: "all", filter: {} }, failure: null, refresh: () => Promise.resolve(), settled: () => new Promise<void>((done) => {
      arrive = () => {
        // The list's answer is of before the change.
        cache.noteState("all", "Email", "7");
        list.total = 2;
        done();
      };
    }) };
    return [list as unknown as ListWindow];
  }, false);
  await sync.loadAccounts();
  asked.length = 0;
  const heard = sync.hear(change({ all: { Email: "8" } }));
  await new Promise((done) => setTimeout(done, 5));
  equal(asked, [], "it waits for the list");
  arrive();
  await heard;
  equal(asked, ["Mailbox/get all", "Email/changes all since 7", "Email/get all"]);
  equal(cache.email("e1")?.keywords, { $seen: true });
});

Deno.test("catching up without news moves no list", async () => {
  let refreshed = 0;
  const { cache, sync } = world({
    ...base,
    "Email/changes": (args) => ({ newState: args["sinceState"] as string, created: [], updated: [], destroyed: [], hasMoreChanges: false }),
  }, () => [{ total: 2, topic: "list", query: { accountId: "all", filter: {} }, refresh: () => Promise.resolve(void refreshed++) } as unknown as ListWindow]);
  cache.topics.subscribe("list", () => {});
  await sync.loadAccounts();
  await sync.catchUp();
  equal(refreshed, 0);
  await sync.hear(change({ all: { Email: "6" } }));
  equal(refreshed, 1, "a push does");
});
