import { loadArea } from "../src/i18n/index.ts";
import type { Plugin } from "../src/screens/admin/plugin.ts";
import { hintOf, localTimes, lookOf, reasonOf, restartable, standing, wayOut } from "../src/screens/admin/standing.ts";
import { reasonWords } from "../src/screens/admin/sentences.ts";
import { equal } from "./assert.ts";

const plugin = (more: Partial<Plugin>): Plugin => ({
  id: "x", name: "X", version: "1", publisher: "", description: "", state: "on", reason: "", enabled: true, bundled: false, isolated: false, grants: [], ui: [], changedBy: null, changedAt: null, ...more,
});
const stats = (asked: number, failed: number, lately?: { asked: number; failed: number }) => ({ asked, failed, p95: 0.1, restarts: 0, since: null, ...(lately ? { lately } : {}) });
const report = (minutes: number) => ({ line: "It crashed (SIGABRT, it called abort).", text: "", at: new Date(Date.now() - minutes * 60_000).toISOString() });
const needs = { grant: "kv", words: "", why: "", lastUsedAt: null, needed: true, granted: false };

Deno.test("each state has its own way out and its own hint", () => {
  for (const [made, way, hint, again] of [
    [{ state: "stuck" }, "isolate", "stuck.inside", false],
    [{ state: "stuck", isolated: true }, "restart", "stuck", true],
    [{ state: "failed", isolated: true, report: report(1) }, "restart", "failed", true],
    [{ state: "failed", reason: "It crashed the server at 2026-11-22T22:10:26Z." }, "startApart", "failed.server", true],
    [{ state: "failed", report: report(1), reason: "It refused to start." }, "restart", "failed.inside", true],
    [{ state: "failed", reason: "It refused to start." }, "restart", "failed.inside", true],
    [{ state: "failed", version: "", reason: "plugin.json is not JSON." }, null, "failed.unread", false],
    [{ state: "incompatible" }, null, "incompatible", false], [{ state: "incompatible", refused: [{ verb: "x/1", why: "" }] }, null, null, false], [{ state: "missing", version: "" }, null, "missing", false],
    [{ state: "blocked" }, null, "blocked", false], [{ state: "blocked", grants: [needs] }, "review", "blocked", false],
    [{ state: "setup" }, "setUp", "setup", false], [{}, null, null, true], [{ state: "off", enabled: false }, null, null, false],
  ] as [Partial<Plugin>, string | null, string | null, boolean][]) equal([wayOut(plugin(made)), hintOf(plugin(made)), restartable(plugin(made))], [way, hint, again], JSON.stringify(made));
});

Deno.test("on is only what does well", async () => {
  await loadArea("admin");
  for (const [made, look, reason] of [
    [{}, "on", ""], [{ stats: stats(100, 10) }, "on", ""], [{ stats: stats(3, 3) }, "on", ""],
    [{ stats: stats(9, 9) }, "degraded", "Most of its last calls failed (100%)."],
    [{ stats: stats(9, 9, { asked: 5, failed: 1 }) }, "on", ""], [{ stats: stats(900, 20, { asked: 20, failed: 15 }) }, "degraded", "Most of its last calls failed (75%)."],
    [{ report: report(2) }, "degraded", "It crashed 2 minutes ago and was started again."], [{ report: report(11) }, "on", ""],
    [{ health: { ok: false, line: "The service is away.", at: "" } }, "degraded", "The service is away."],
    [{ state: "off", enabled: false, stats: stats(9, 9) }, "off", ""],
  ] as [Partial<Plugin>, string, string][]) equal([lookOf(plugin(made)), reasonOf(plugin(made))], [look, reason], JSON.stringify(made));
  equal(standing(plugin({ report: report(2) })), "attention");
});

Deno.test("times stand in the reader's clock", () => {
  const words = localTimes("It crashed the server at 2026-11-22T22:10:26Z (SIGABRT, it called abort).");
  equal(/T22|Z \(/.test(words), false);
  equal(words.startsWith("It crashed the server at ") && words.endsWith(" (SIGABRT, it called abort)."), true);
  equal(localTimes("nothing at 12:00"), "nothing at 12:00");
});

Deno.test("sentences of the server are known, and those it may yet say stay as they come", async () => {
  await loadArea("admin");
  const known = [
    "It crashed the server (SIGABRT, it called abort). It stays off until it is switched on again.", "It ended the server (it called exit). It stays off until it is switched on again.",
    "It crashed (SIGSEGV, a bad address). It starts again in a second.", "It ended its own process (exit status 3). It starts again in 4 seconds.",
    "Its process was killed (SIGKILL), by itself or because memory ran out.", "It used up its memory (900 of 1024 MB) and crashed.", "It closed its connection to the server.",
    "It has not come back from a turn for 10 seconds and was given up. Restart the server to try it again, or give it a process of its own (isolate = yes).",
    "It failed 5 times within ten minutes and stays off until it is switched on again or replaced. The last time: It did not come back from a turn for 10 seconds and was ended.",
    "It needs its settings: API key has not been filled in yet.", "It needs quantum.leap/3, which this server does not offer. Update MailFlow, or install an older needs-future.",
    'It needs "Read mail" (mail.read), which has not been granted.', "Its plugin.json cannot be used: it is not JSON.", "plugins.conf names it, but there is no folder x with a plugin.json.",
    "It did not say how it is.",
  ];
  // In English they come back as they were.
  for (const sentence of known) equal(reasonWords(sentence), sentence);
  for (const sentence of ["Something new.", "It crashed (SIGSEGV, a bad address). And then some.", ""]) equal(reasonWords(sentence), sentence);
});
