import { Batch } from "../src/jmap/batch.ts";
import { JmapClient } from "../src/jmap/client.ts";
import { backoff, Push, type PushSeams } from "../src/jmap/push.ts";
import type { StateChange } from "../src/jmap/types.ts";
import { equal, refusal } from "./assert.ts";

const answering = (body: unknown, status = 200, type = "application/json") => {
  const sent: { path: string; init: RequestInit }[] = [];
  const client = new JmapClient({ fetch: (path, init) => (sent.push({ path, init }), Promise.resolve(new Response(typeof body === "string" ? body : JSON.stringify(body), { status, headers: { "Content-Type": type } }))) });
  return { client, sent };
};

Deno.test("calls point into earlier answers", async () => {
  const { client, sent } = answering({ methodResponses: [["Email/query", { ids: ["e1"] }, "c0"], ["Email/get", { list: [{ id: "e1" }], state: "7" }, "c1"]] });
  const batch = new Batch();
  const found = batch.query("Email", "all", { filter: { text: "roof" }, limit: undefined });
  const mail = batch.get("Email", "all", found.ref("/ids"), ["id"]);
  await client.send(batch);
  equal(JSON.parse(sent[0]!.init.body as string).methodCalls, [
    ["Email/query", { accountId: "all", filter: { text: "roof" } }, "c0"],
    ["Email/get", { accountId: "all", "#ids": { resultOf: "c0", name: "Email/query", path: "/ids" }, properties: ["id"] }, "c1"],
  ]);
  equal(mail.value.list, [{ id: "e1" }]);
});

Deno.test("one call's error is its own", async () => {
  const { client } = answering({ methodResponses: [["error", { type: "anchorNotFound" }, "c0"], ["Thread/get", { list: [] }, "c1"]] });
  const batch = new Batch();
  const first = batch.query("Email", "all", {}), second = batch.get("Thread", "all", ["t1"]);
  await client.send(batch);
  equal((await refusal(Promise.resolve().then(() => first.value))).kind, "notFound");
  equal(first.maybe, null);
  equal(second.value.list, []);
});

Deno.test("answers nobody asked for are left alone, missing ones are failures", async () => {
  const { client } = answering({ methodResponses: [["Email/set", { updated: {} }, "c0"], ["Email/get", { list: [1] }, "c0"], ["Email/get", { list: [] }, "c9"]] });
  const batch = new Batch();
  const set = batch.set("Email", "a1", { update: {} }), lost = batch.get("Email", "a1", ["e1"]);
  await client.send(batch);
  equal(set.value.updated, {});
  equal((await refusal(Promise.resolve().then(() => lost.value))).kind, "failed");
});

Deno.test("problem documents become failures", async () => {
  for (const [status, body, kind, detail] of [
    [401, { type: "urn:mailflow:error:signIn", detail: "Sign in again." }, "signIn", "Sign in again."],
    [429, {}, "rateLimited", ""], [503, "<html>", "unavailable", ""], [500, { type: "urn:ietf:params:jmap:error:limit" }, "failed", ""],
  ] as const) {
    const { client } = answering(body, status, typeof body === "string" ? "text/html" : "application/problem+json");
    let signedOut = 0;
    client.onSignedOut = () => signedOut++;
    const failure = await refusal(client.call("Core/echo", {}));
    equal([failure.kind, failure.detail, signedOut], [kind, detail, status === 401 ? 1 : 0]);
  }
});

Deno.test("an answer that is no JMAP is a failure", async () => {
  for (const body of ["", "[]", "{}", '{"methodResponses": 4}']) equal((await refusal(answering(body).client.call("Core/echo", {}))).kind, "failed", body);
});

Deno.test("the session object is asked for once, and again after a failure", async () => {
  let n = 0;
  const client = new JmapClient({ fetch: () => Promise.resolve(++n === 1 ? new Response("", { status: 502 }) : new Response('{"accounts":{}}')) });
  await refusal(client.session());
  await Promise.all([client.session(), client.session()]);
  equal(n, 2);
});

Deno.test("reconnects wait longer each time, up to a minute, never in step", () => {
  equal([0, 1, 2, 3, 10, 50].map((n) => backoff(n, () => 1)), [1000, 2000, 4000, 8000, 60000, 60000]);
  equal([0, 50].map((n) => backoff(n, () => 0)), [500, 30000]);
});

class FakeSocket {
  readyState = 0;
  sent: string[] = [];
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  send(text: string) {
    this.sent.push(text);
  }
  close() {
    this.onclose?.();
  }
}
function world() {
  const sockets: FakeSocket[] = [], events: { url: string }[] = [], timers: (() => void)[] = [], heard: StateChange[] = [], states: boolean[] = [];
  const seams: PushSeams = {
    openSocket: () => (sockets.push(new FakeSocket()), sockets.at(-1) as unknown as WebSocket),
    openEvents: (url) => (events.push({ url }), { addEventListener: () => undefined, close: () => undefined, readyState: 0 } as unknown as EventSource),
    later: (run) => timers.push(run), clear: () => undefined, random: () => 0.5,
  };
  const push = new Push("wss://mail.example.org", (c) => heard.push(c), (up) => states.push(up), seams);
  return { sockets, events, timers, heard, states, push };
}

Deno.test("push is enabled, heard, and resumed from its state after a drop", () => {
  const w = world();
  w.push.start();
  w.sockets[0]!.onopen!();
  equal(JSON.parse(w.sockets[0]!.sent[0]!), { "@type": "WebSocketPushEnable", dataTypes: null });
  w.sockets[0]!.onmessage!({ data: '{"@type":"StateChange","changed":{"all":{"Email":"8"}},"pushState":"p8"}' });
  for (const data of ["{", "null", '{"@type":"StateChange"}', '{"@type":"Response"}', new ArrayBuffer(2)]) w.sockets[0]!.onmessage!({ data });
  equal(w.heard.map((c) => c.changed), [{ all: { Email: "8" } }]);
  w.sockets[0]!.close();
  w.timers.pop()!();
  w.sockets[1]!.onopen!();
  equal(JSON.parse(w.sockets[1]!.sent[0]!).pushState, "p8");
  equal(w.states, [true, false, true]);
});

Deno.test("where sockets never open, EventSource takes over", () => {
  const w = world();
  w.push.start();
  w.sockets[0]!.close();
  w.timers.pop()!();
  w.sockets[1]!.close();
  w.timers.pop()!();
  equal([w.sockets.length, w.events.length], [2, 1]);
});

Deno.test("a stopped push stays silent", () => {
  const w = world();
  w.push.start();
  w.push.stop();
  equal([w.timers.length, w.states.length], [0, 0]);
});

Deno.test("no more than a few requests run at once, and all of them run", async () => {
  let now = 0, most = 0, total = 0;
  const client = new JmapClient({
    fetch: async () => {
      most = Math.max(most, ++now);
      total++;
      await new Promise((done) => setTimeout(done, 1));
      now--;
      return new Response(total % 3 ? '{"methodResponses":[["Core/echo",{},"c0"]]}' : "", { status: total % 3 ? 200 : 503 });
    },
  });
  await Promise.allSettled(Array.from({ length: 20 }, () => client.call("Core/echo", {})));
  equal([most, total, now], [4, 20, 0]);
});
