import { type Autosave, type AutosaveEffect, type AutosaveEvent, autosave, isDirty, phaseOf, step } from "../../src/compose/draft/autosave.ts";
import { DraftRefused, DraftSaver, type DraftStore } from "../../src/compose/draft/DraftSaver.ts";
import { equal } from "./equal.ts";

/** Runs events through the machine; answers the last state and every effect. */
function run(events: AutosaveEvent[], from: Autosave = autosave()): [Autosave, AutosaveEffect[]] {
  let state = from;
  const all: AutosaveEffect[] = [];
  for (const event of events) {
    const [next, effects] = step(state, event);
    state = next;
    all.push(...effects);
  }
  return [state, all];
}
const edited: AutosaveEvent = { type: "edited" }, timer: AutosaveEvent = { type: "timer" };
const stored = (emailId: string, at = 1): AutosaveEvent => ({ type: "stored", emailId, at });

Deno.test("an edit waits a second, then is saved once", () => {
  const [s, effects] = run([edited, edited, timer, timer]);
  equal(effects, [{ do: "wait", milliseconds: 1000 }, { do: "wait", milliseconds: 1000 }, { do: "save", revision: 2 }]);
  equal(phaseOf(s), "saving");
});

Deno.test("the older copy is removed only after the newer one is stored", () => {
  const [s1] = run([edited, timer, stored("e1")]);
  equal([s1.emailId, s1.superseded, phaseOf(s1)], ["e1", [], "saved"]);
  const [s2, saving] = run([edited, timer], s1);
  equal(saving.some((e) => e.do === "remove"), false);
  const [s3, after] = run([stored("e2")], s2);
  equal(after, [{ do: "remove", ids: ["e1"] }]);
  equal([s3.emailId, s3.superseded], ["e2", ["e1"]]);
  equal(run([{ type: "removed", ids: ["e1"] }], s3)[0].superseded, []);
});

Deno.test("a failed save keeps the old copy, stays dirty and comes back", () => {
  const [s, effects] = run([edited, timer, { type: "failed", reason: "no network", refused: false }], autosave("e1", 1));
  equal([s.emailId, isDirty(s), phaseOf(s), s.superseded], ["e1", true, "failed", []]);
  equal(effects.at(-1), { do: "wait", milliseconds: 2000 });
  const [, again] = run([timer], s);
  equal(again, [{ do: "save", revision: 1 }]);
});

Deno.test("refused content waits for an edit instead of trying for ever", () => {
  const [s, effects] = run([edited, timer, { type: "failed", reason: "too large", refused: true }, timer]);
  equal(effects.filter((e) => e.do === "save").length, 1);
  equal(run([edited, timer], s)[1].filter((e) => e.do === "save").length, 1);
});

Deno.test("typing during a save leaves the draft unsaved and saves again", () => {
  const [s, effects] = run([edited, timer, edited, stored("e1")]);
  equal([isDirty(s), s.stored, s.revision], [true, 1, 2]);
  equal(effects.at(-1), { do: "wait", milliseconds: 1000 });
});

Deno.test("an old copy whose removal failed is named again after the next save", () => {
  const [s] = run([edited, timer, stored("e1"), edited, timer, stored("e2"), edited, timer]);
  equal(run([stored("e3")], s)[1], [{ do: "remove", ids: ["e1", "e2"] }]);
});

Deno.test("whatever happens, the newest stored copy is never named for removal", () => {
  let seed = 11;
  const random = (n: number) => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % n;
  for (let round = 0; round < 300; round++) {
    let state = autosave(), id = 0;
    for (let i = 0; i < 40; i++) {
      const pick = random(6);
      const event: AutosaveEvent = pick === 0 ? edited : pick === 1 ? timer : pick === 2 ? { type: "flush" } : pick === 3 ? { type: "online" }
        : state.inFlight !== null && pick === 4 ? stored(`e${++id}`) : state.inFlight !== null ? { type: "failed", reason: "x", refused: random(2) === 0 } : edited;
      const [next, effects] = step(state, event);
      for (const e of effects) if (e.do === "remove" && next.emailId !== null && e.ids.includes(next.emailId)) throw new Error("removes the newest");
      if (next.stored > next.revision) throw new Error("stored what was never written");
      state = next;
    }
  }
});

/** A store under the test's control. */
function world() {
  const calls: { draft: string; resolve(id: string): void; reject(e: Error): void }[] = [], removed: string[][] = [], timers: (() => void)[] = [];
  const store: DraftStore<string> = {
    store: (draft) => new Promise((resolve, reject) => calls.push({ draft, resolve: (emailId) => resolve({ emailId }), reject })),
    remove: (ids) => (removed.push([...ids]), Promise.resolve()),
    now: () => 5,
    wait: (_, run) => (timers.push(run), () => timers.splice(timers.indexOf(run), 1)),
  };
  return { calls, removed, timers, store };
}
const settle = () => new Promise<void>((done) => queueMicrotask(() => queueMicrotask(() => queueMicrotask(done))));

Deno.test("flush answers true only when the server has the last text", async () => {
  const w = world(), saver = new DraftSaver("", w.store, () => {});
  saver.edit("one");
  const first = saver.flush();
  saver.edit("two");
  w.calls[0]!.resolve("e1");
  await settle();
  equal(w.calls.map((c) => c.draft), ["one", "two"]);
  w.calls[1]!.resolve("e2");
  equal(await first, true);
  equal(w.removed, [["e1"]]);
});

Deno.test("flush answers false when the network is away, and the text is sent again later", async () => {
  const w = world(), saver = new DraftSaver("", w.store, () => {});
  saver.edit("one");
  const flush = saver.flush();
  w.calls[0]!.reject(new Error("offline"));
  equal(await flush, false);
  equal(phaseOf(saver.state), "failed");
  w.timers.at(-1)!();
  w.calls[1]!.resolve("e1");
  await settle();
  equal([phaseOf(saver.state), saver.state.emailId], ["saved", "e1"]);
});

Deno.test("a refusal is told with its reason", async () => {
  const w = world(), saver = new DraftSaver("", w.store, () => {});
  saver.edit("one");
  const flush = saver.flush();
  w.calls[0]!.reject(new DraftRefused("The mailbox is full."));
  equal(await flush, false);
  equal([saver.state.reason, saver.state.refused, w.timers.length], ["The mailbox is full.", true, 0]);
});
