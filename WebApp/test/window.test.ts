import { JmapClient } from "../src/jmap/client.ts";
import { fullHeight, rowAt, rowsIn, rowTop, scale, TALLEST } from "../src/screens/list/geometry.ts";
import { MailCache } from "../src/store/mail.ts";
import { ListWindow, PAGE } from "../src/store/window.ts";
import { equal } from "./assert.ts";

/** A server of n conversations with one email each, newest first; `e7` is in `t7`. */
function server(n: number) {
  const state = { ids: Array.from({ length: n }, (_, i) => `e${i}`), queries: 0, down: false };
  const email = (id: string) => ({ id, accountId: "a1", threadId: `t${id.slice(1)}`, mailboxIds: { m1: true }, keywords: {}, receivedAt: "2026-11-22T10:00:00Z" });
  const client = new JmapClient({
    fetch: (_path, init) => {
      if (state.down) return Promise.resolve(new Response("", { status: 503 }));
      const calls = JSON.parse(init.body as string).methodCalls as [string, Record<string, unknown>, string][];
      const answers: [string, Record<string, unknown>, string][] = [];
      let ids: string[] = [];
      for (const [name, args, id] of calls) {
        if (name === "Email/query") {
          state.queries++;
          let position = (args["position"] as number | undefined) ?? 0;
          if (args["anchor"] !== undefined) position = state.ids.indexOf(args["anchor"] as string);
          if (position < 0) {
            answers.push(["error", { type: "anchorNotFound" }, id]);
            continue;
          }
          ids = state.ids.slice(position, position + (args["limit"] as number));
          answers.push([name, { position, ids, total: state.ids.length, queryState: "1" }, id]);
        } else if (name === "Thread/get") answers.push([name, { list: ids.map((e) => ({ id: `t${e.slice(1)}`, emailIds: [e] })), state: "1" }, id]);
        else answers.push([name, { list: ids.map(email), state: "1" }, id]);
      }
      return Promise.resolve(new Response(JSON.stringify({ methodResponses: answers })));
    },
  });
  const cache = new MailCache();
  cache.takeMailboxes("a1", [{ id: "m1", name: "Inbox", parentId: null, role: "inbox", sortOrder: 0, totalEmails: n, unreadEmails: 0, totalThreads: n, unreadThreads: 0, isSubscribed: true, myRights: {} }]);
  const window = new ListWindow(cache, client, { accountId: "a1", filter: { inMailbox: "m1" } });
  return { state, cache, window };
}
const settle = async () => {
  for (let i = 0; i < 40; i++) await new Promise((done) => queueMicrotask(() => done(null))).then(() => new Promise((done) => setTimeout(done, 0)));
};

Deno.test("pages come as the view comes near, one ahead, each once", async () => {
  const { state, window } = server(50_000);
  window.ensure(0, 20, true);
  await settle();
  equal([window.count, window.at(0), window.at(PAGE)], [50_000, "e0", undefined]);
  window.ensure(0, 20, true);
  await settle();
  equal([window.at(PAGE), state.queries], ["e50", 2]);
  window.ensure(40_000, 40_020, false);
  await settle();
  equal([window.at(40_000), window.at(20_000)], ["e40000", undefined]);
});

Deno.test("what is hidden closes the gap, and opens it again", async () => {
  const { window } = server(10);
  window.ensure(0, 9, true);
  await settle();
  window.hide(["t0", "t3"]);
  equal([window.count, window.at(0), window.at(2), window.rowOf("t5"), window.rowOf("t3")], [8, "e1", "e4", 3, -1]);
  window.unhide(["t0", "t3"]);
  equal([window.count, window.at(0), window.rowOf("t3")], [10, "e0", 3]);
});

Deno.test("new mail at the top slides in where the list stands at its top", async () => {
  const { state, window } = server(200);
  window.ensure(0, 20, true);
  await settle();
  state.ids.unshift("e900");
  await window.refresh();
  equal([window.at(0), window.count, window.arrived, window.takeShift()], ["e900", 201, 0, 0]);
});

Deno.test("new mail above a view moves no row under the eye", async () => {
  const { state, window } = server(500);
  window.ensure(0, 20, true);
  await settle();
  window.ensure(100, 120, false);
  await settle();
  equal(window.at(100), "e100");
  state.ids.unshift("e900", "e901");
  await window.refresh();
  equal([window.arrived, window.takeShift(), window.at(102)], [2, 2, "e100"]);
});

Deno.test("a failed page is told, keeps what is there, and comes on retry", async () => {
  const { state, window } = server(300);
  window.ensure(0, 20, true);
  await settle();
  state.down = true;
  window.ensure(200, 220, false);
  await settle();
  equal([window.failure?.kind, window.at(0), window.at(200)], ["unavailable", "e0", undefined]);
  state.down = false;
  window.retry();
  await settle();
  equal([window.failure, window.at(200)], [null, "e200"]);
});

Deno.test("rows and headings: tops, sums, the row at a height", () => {
  const g = { rowHeight: 74, titleHeight: 30, count: 100, headings: [{ at: 0 }, { at: 3 }, { at: 60 }] };
  equal([rowTop(g, 0), rowTop(g, 2), rowTop(g, 3), rowTop(g, 60)], [30, 178, 282, 4530]);
  equal(fullHeight(g), 7490);
  for (const row of [0, 1, 2, 3, 59, 60, 99]) equal(rowAt(g, rowTop(g, row) + 1), row);
  equal(rowsIn({ ...g, count: 0, headings: [] }, 0, 800, 10), { from: 0, to: -1 });
});

Deno.test("half a million rows fit what a browser can scroll, and the last row is reached", () => {
  const g = { rowHeight: 74, titleHeight: 30, count: 500_000, headings: [{ at: 0 }] };
  const factor = scale(g, 900), bottom = (TALLEST - 900) * factor;
  equal(rowsIn(g, bottom, 900, 0).to, 499_999);
  equal(scale({ ...g, count: 50_000 }, 900), 1);
});
