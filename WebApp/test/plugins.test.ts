import { say } from "../src/plugins/label.ts";
import { type Context, FrameTalk, MESSAGES, PATIENCE, type Phase } from "../src/plugins/frame/FrameTalk.ts";
import { type Deed, type Done, read, routeOf } from "../src/plugins/frame/protocol.ts";
import { changesOf, fieldsOf, type FieldSpec, isConnected, numberOf, problemOf } from "../src/plugins/settings/fields.ts";
import { type ShellPlugin, slotsIn } from "../src/plugins/slot.ts";
import { Push, type PushSeams } from "../src/jmap/push.ts";
import { equal } from "./assert.ts";

Deno.test("only the five messages are read", () => {
  for (const [given, expected] of [
    [{ type: "ready" }, { type: "ready" }],
    ['{"type":"close"}', { type: "close" }],
    [{ type: "resize", height: 240.4 }, { type: "resize", height: 240 }],
    [{ type: "resize", height: 1e9 }, { type: "resize", height: 4000 }],
    [{ type: "resize", height: -5 }, { type: "resize", height: 48 }],
    [{ type: "resize", height: Infinity }, null],
    [{ type: "resize", height: "240" }, null],
    [{ type: "resize" }, null],
    [{ type: "context" }, null],
    [{ type: "perform", do: { toast: "x" } }, null],
    [{ type: "perform", id: {}, do: { toast: "x" } }, null],
    ["{", null], ["null", null], [null, null], [7, null], [[], null], [undefined, null], ["x".repeat(3_000_000), null],
  ] as [unknown, unknown][]) equal(read(given), expected, JSON.stringify(given)?.slice(0, 80));
});

Deno.test("a deed is one thing that is offered, whole", () => {
  const deed = (what: unknown): Deed | null => {
    const said = read({ type: "perform", id: 1, do: what });
    return said?.type === "perform" ? said.deed : null;
  };
  for (const [what, expected] of [
    [{ call: { path: "tasks" } }, { kind: "call", method: "GET", path: "tasks", body: undefined }],
    [{ call: { method: "post", path: "tasks", body: { a: 1 } } }, { kind: "call", method: "POST", path: "tasks", body: { a: 1 } }],
    [{ call: { method: "TRACE", path: "tasks" } }, null],
    [{ call: { method: "GET" } }, null],
    [{ openEmail: "e12" }, { kind: "openEmail", id: "e12" }],
    [{ openEmail: "../box" }, null],
    [{ openEmail: ["e1"] }, null],
    [{ compose: { to: "a@example.org", subject: "Hi", text: "x" } }, { kind: "compose", to: ["a@example.org"], subject: "Hi", text: "x" }],
    [{ compose: {} }, { kind: "compose", to: [], subject: "", text: "" }],
    [{ compose: { to: [1] } }, null],
    [{ insert: "words" }, { kind: "insert", text: "words" }],
    [{ toast: "  done  " }, { kind: "toast", text: "done" }],
    [{ toast: "" }, null],
    [{ toast: "y".repeat(400) }, { kind: "toast", text: `${"y".repeat(299)}…` }],
    [{ openLink: "https://example.org/a b" }, { kind: "openLink", url: "https://example.org/a%20b" }],
    [{ openLink: "http://example.org" }, null],
    [{ openLink: "javascript:alert(1)" }, null],
    [{ openLink: "https://example.org@evil.example" }, null],
    [{ openLink: "data:text/html,x" }, null],
    [{ refresh: "e1" }, { kind: "refresh", emailId: "e1" }],
    [{ toast: "a", close: true }, null],
    [{ eval: "1" }, null], ["toast", null], [null, null], [{}, null],
  ] as [unknown, unknown][]) equal(deed(what), expected, JSON.stringify(what));
});

Deno.test("a call stays among the plugin's own routes", () => {
  for (const [path, expected] of [
    ["tasks", "/plugins/todo/tasks"], ["/tasks?x=1", "/plugins/todo/tasks?x=1"], ["a/../b", "/plugins/todo/b"], ["", "/plugins/todo/"],
    ["../other/x", null], ["..", null], ["%2e%2e/other", null], ["..%2fother", null], ["https://evil.example/", null], ["//evil.example/x", "/plugins/todo/evil.example/x"], ["\\\\evil.example", null], ["a\\..\\..\\api", null],
  ] as [string, string | null][]) equal(routeOf("todo", path), expected, path);
});

/** A talk whose clock, frame and deeds are in the test's hands. */
function talk() {
  const posted: Record<string, unknown>[] = [], phases: Phase[] = [], heights: number[] = [], deeds: Deed[] = [], waiting: ((done: Done) => void)[] = [];
  const world = { language: "en", closed: 0, now: 0, fire: () => {} };
  const made = new FrameTalk({
    post: (message) => void posted.push(message as Record<string, unknown>),
    context: () => ({ slot: "message.action", user: null, language: world.language, theme: { name: "dark", dark: true, tokens: {} } }) as Context,
    perform: (deed) => {
      deeds.push(deed);
      return new Promise((done) => waiting.push(done));
    },
    resize: (height) => void heights.push(height), close: () => void world.closed++, phase: (phase) => void phases.push(phase),
    later: (run, ms) => {
      equal(ms, PATIENCE);
      world.fire = run;
      return 1;
    },
    clear: () => (world.fire = () => {}), now: () => world.now,
  });
  made.start();
  return { made, posted, phases, heights, deeds, waiting, world };
}
const settled = () => new Promise((done) => setTimeout(done));

Deno.test("a page is told its context when it says ready, and again only when it changed", () => {
  const { made, posted, phases, world } = talk();
  made.tell();
  equal(posted, [], "not before it is ready");
  made.hear({ type: "ready" });
  made.tell();
  equal(posted.length, 1);
  equal(posted[0]!["type"], "context");
  world.language = "de";
  made.tell();
  equal(posted.map((p) => p["language"]), ["en", "de"]);
  made.push({ count: 3 });
  equal(posted[2]!["push"], { count: 3 });
  equal(phases, ["loading", "ready"]);
});

Deno.test("a page that never says ready is silent, and is listened to when it does", () => {
  const { made, phases, world, heights } = talk();
  made.hear({ type: "resize", height: 100 });
  made.hear({ type: "close" });
  equal([heights, world.closed], [[], 0], "nobody asked it yet");
  world.fire();
  made.hear({ type: "ready" });
  world.fire();
  equal(phases, ["loading", "silent", "ready"]);
});

Deno.test("deeds are answered by their name; what is not offered is 400; too many at once are 429", async () => {
  const { made, posted, waiting } = talk();
  made.hear({ type: "ready" });
  made.hear({ type: "perform", id: "a", do: { toast: "x" } });
  made.hear({ type: "perform", id: "b", do: { format: "disk" } });
  waiting[0]!({ status: 200, body: { ok: true } });
  await settled();
  equal(posted.slice(1), [{ type: "perform", id: "b", status: 400 }, { type: "perform", id: "a", status: 200, body: { ok: true } }]);
  for (let i = 0; i < 13; i++) made.hear({ type: "perform", id: i, do: { toast: "x" } });
  equal(posted.at(-1), { type: "perform", id: 12, status: 429 });
});

Deno.test("a page that floods is not listened to until its ten seconds are over; one that is gone never", () => {
  const { made, heights, world } = talk();
  made.hear({ type: "ready" });
  for (let i = 0; i < MESSAGES * 2; i++) made.hear({ type: "resize", height: 100 });
  equal(heights.length, MESSAGES - 1);
  world.now = 11_000;
  made.hear({ type: "resize", height: 200 });
  equal(heights.at(-1), 200);
  made.end();
  made.hear({ type: "resize", height: 300 });
  equal(heights.at(-1), 200);
});

Deno.test("labels: the language, its base, English, anything", () => {
  for (const [label, language, words] of [
    ["Task", "de", "Task"], [{ en: "Task", de: "Aufgabe" }, "de-AT", "Aufgabe"], [{ en: "Task", "zh-CN": "任务" }, "zh-CN", "任务"], [{ en: "Task", de: "Aufgabe" }, "fr", "Task"], [{ ru: "Задача" }, "fr", "Задача"], [{}, "en", ""], [null, "en", ""],
    [{ en: 5 } as unknown as Record<string, string>, "en", ""],
  ] as [Parameters<typeof say>[0], string, string][]) equal(say(label, language), words);
});

Deno.test("slots are the entries with a page, in the order of the plugins", () => {
  const list: ShellPlugin[] = [
    { id: "a", name: "A", ui: [{ slot: "message.action", label: "One", open: "one.html" }, { slot: "message.chip", label: "Chip", open: "" }, { slot: "message.action", label: "Offered" }] },
    { id: "b", name: "B", ui: [{ slot: "message.action", label: { en: "Two", de: "Zwei" }, icon: "star", open: "two.html" }] },
  ];
  equal(slotsIn(list, "message.action", "de").map((s) => [s.plugin, s.label, s.open]), [["a", "One", "one.html"], ["b", "Zwei", "two.html"]]);
  equal(slotsIn(list, "sidebar.panel", "en"), []);
});

const fields: Record<string, FieldSpec> = {
  token: { type: "secret", label: "Token", required: true }, host: { type: "url", label: "Host", default: "https://a.example" }, count: { type: "number", label: "Count", min: 1, max: 10 }, on: { type: "boolean", label: "On" }, note: { type: "text", label: "Note", maxLength: 3 },
};
Deno.test("only what differs is sent: secrets kept, replaced or removed, emptied fields as null", () => {
  const settings = { fields, values: { token: { set: true }, host: "https://b.example", count: 4, on: true, note: null }, checks: false };
  equal(changesOf(settings, { token: undefined, host: "https://b.example", count: "4", on: true, note: "" }), {});
  equal(changesOf(settings, { token: null, host: "", count: "5,5", on: false, note: " hi " }), { token: null, host: null, count: 5.5, on: false, note: "hi" });
  equal(changesOf(settings, { token: "new", host: "https://b.example", count: "4", on: true, note: "" }), { token: "new" });
  equal(changesOf(settings, { token: "", host: "https://b.example", count: "4", on: true, note: "" }), {}, "a replacement nobody typed");
  equal([isConnected(settings), isConnected({ ...settings, values: { token: { set: false } } })], [true, false]);
});

Deno.test("fields stand as the manifest writes them", () => {
  equal(fieldsOf({ fields, values: {}, checks: false, order: ["note", "gone", "token"] }).map(([key]) => key), ["note", "token", "host", "count", "on"]);
});

Deno.test("what is wrong with a field", () => {
  for (const [key, value, kept, name] of [
    ["token", undefined, { set: false }, "missing"], ["token", undefined, { set: true }, null], ["token", "", { set: true }, "missing"], ["token", null, { set: true }, "missing"], ["token", "x", null, null],
    ["host", "ftp://a.example", null, "url"], ["host", "a.example", null, "url"], ["host", "", null, null], ["host", "http://a.example", null, null],
    ["count", "x", null, "number"], ["count", "0", null, "least"], ["count", "11", null, "most"], ["count", "1e1", null, "number"], ["count", "10", null, null], ["note", "four", null, "long"], ["note", "👍👍👍", null, null], ["on", false, null, null],
  ] as [string, string | boolean | null | undefined, unknown, string | null][]) equal(problemOf(fields[key]!, value, kept)?.name ?? null, name, `${key} ${value}`);
  equal(["1 000", "1’5".replace("’", "'"), "-2,5", "", "."].map(numberOf).map(String), ["1000", "15", "-2.5", "NaN", "NaN"]);
});

Deno.test("what a plugin pushes is heard with its name, and is no change of mail", () => {
  const heard: unknown[] = [];
  let socket: { onmessage?: (event: { data: string }) => void } = {};
  const seams = { openSocket: () => (socket = {}) as WebSocket, openEvents: () => ({}) as EventSource, later: () => 0, clear: () => {}, random: () => 0 } satisfies PushSeams;
  const push = new Push("wss://x", () => heard.push("change"), () => {}, seams, (plugin, message) => heard.push([plugin, message]));
  push.start();
  for (const data of ['{"@type":"PluginMessage","plugin":"todo","message":{"count":3}}', '{"@type":"PluginMessage","message":1}', '{"@type":"StateChange","changed":{}}']) socket.onmessage!({ data });
  equal(heard, [["todo", { count: 3 }], "change"]);
});
