import { CardWindow } from "../../src/contacts/CardWindow.ts";
import type { Card } from "../../src/contacts/Card.ts";
import type { Batch } from "../../src/jmap/batch.ts";
import { equal } from "../assert.ts";

/** A server of numbered cards that answers query and get. */
function server(ids: string[]) {
  const asked: number[] = [];
  let hold: Promise<void> | null = null, fails = false;
  return {
    asked, ids, set fails(on: boolean) { fails = on; }, wait(until: Promise<void> | null) { hold = until; },
    async send(batch: Batch) {
      const args = batch.calls[0]![1] as { position: number; limit: number };
      asked.push(args.position);
      const slice = ids.slice(args.position, args.position + args.limit), total = ids.length;
      if (hold) await hold;
      if (fails) throw new Error("away");
      batch.settle([["ContactCard/query", { ids: slice, position: args.position, total }, "c0"], ["ContactCard/get", { list: slice.map((id) => ({ id })), state: "1", notFound: [] }, "c1"]]);
    },
  };
}
const window = (from: ReturnType<typeof server>) => new CardWindow({ filter: null, sort: [] }, "all", from, { take: (_: readonly Card[]) => undefined, bump: () => undefined });
const turn = () => new Promise<void>((done) => setTimeout(done));
const numbered = (n: number) => Array.from({ length: n }, (_, i) => `k${i}`);

Deno.test("pages are asked for once, when they come near", async () => {
  const from = server(numbered(250)), list = window(from);
  list.ensure(0, 20);
  list.ensure(0, 20);
  await turn();
  equal([from.asked, list.total, list.at(99), list.at(100)], [[0], 250, "k99", undefined]);
  list.ensure(90, 130);
  list.ensure(240, 249);
  await turn();
  equal([from.asked, list.at(249), list.rowOf("k101")], [[0, 100, 200], "k249", 101]);
});

Deno.test("cards that go leave at once; a refresh asks for what is in view", async () => {
  const from = server(numbered(150)), list = window(from);
  list.ensure(0, 20);
  await turn();
  list.hide(new Set(["k1", "k3"]));
  equal([list.total, list.at(1), list.at(2)], [148, "k2", "k4"]);
  from.ids.splice(1, 1);
  await list.refresh();
  equal([list.total, list.at(1), list.at(2), from.asked], [149, "k2", "k3", [0, 0]]);
});

Deno.test("an answer that comes after a newer question is dropped", async () => {
  const from = server(numbered(3)), list = window(from);
  let go = () => {};
  from.wait(new Promise((done) => (go = done)));
  list.ensure(0, 2);
  from.ids.splice(0, 3, "k9");
  from.wait(null);
  await list.refresh();
  go();
  await turn();
  equal([list.total, list.at(0)], [1, "k9"]);
});

Deno.test("a failure is kept and the next question clears it", async () => {
  const from = server(numbered(3)), list = window(from);
  from.fails = true;
  list.ensure(0, 2);
  await turn();
  equal([list.failure?.kind, list.total], ["failed", null]);
  from.fails = false;
  list.ensure(0, 2);
  await turn();
  equal([list.failure, list.total], [null, 3]);
});
