import { secondsLeft, type Transport, UploadFailure, UploadQueue } from "../../src/compose/upload/UploadQueue.ts";
import { equal } from "./equal.ts";

/** A transport under the test's control. */
function line() {
  const sent: { size: number; progress(n: number): void; resolve(): void; reject(e: Error): void; signal: AbortSignal }[] = [];
  const transport: Transport = (file, progress, signal) =>
    new Promise((resolve, reject) => {
      const n = sent.length + 1;
      sent.push({ size: file.size, progress, signal, resolve: () => resolve({ blobId: `b${n}`, type: file.type, size: file.size }), reject });
    });
  return { sent, transport };
}
const limits = { fileBytes: 100, messageBytes: 150, concurrent: 2 };
const file = (size: number) => new Blob([new Uint8Array(size)], { type: "text/plain" });
const settle = () => new Promise<void>((done) => queueMicrotask(() => queueMicrotask(() => queueMicrotask(done))));
const states = (q: UploadQueue) => q.list.map((u) => u.state);

Deno.test("a few travel at once, the rest wait their turn", async () => {
  const l = line(), q = new UploadQueue(l.transport, limits, () => {});
  for (const n of [10, 20, 30]) q.add(file(n), `${n}.txt`);
  equal(states(q), ["sending", "sending", "waiting"]);
  l.sent[0]!.resolve();
  await settle();
  equal(states(q), ["done", "sending", "sending"]);
  equal(q.list[0]!.blobId, "b1");
});

Deno.test("progress and time left are told", () => {
  let now = 0;
  const l = line(), q = new UploadQueue(l.transport, limits, () => {}, () => now);
  q.add(file(100), "a");
  now = 2000;
  l.sent[0]!.progress(50);
  equal([q.list[0]!.sent, q.list[0]!.rate, secondsLeft(q.list[0]!)], [50, 25, 2]);
  l.sent[0]!.progress(5000); // the request's own bytes around the file
  equal(q.list[0]!.sent, 100);
});

Deno.test("a file over the limit, and one too many, are listed with the reason and never sent", () => {
  const l = line(), q = new UploadQueue(l.transport, limits, () => {});
  q.add(file(101), "big");
  q.add(file(90), "a");
  q.add(file(61), "b");
  q.add(file(20), "c", 50);
  equal(q.list.map((u) => u.problem), ["tooLarge", null, "tooMuch", "tooMuch"]);
  equal(l.sent.length, 1);
  q.retry(q.list[0]!.id);
  equal(states(q), ["failed", "sending", "failed", "failed"]);
});

Deno.test("a failed transfer can be tried again", async () => {
  const l = line(), q = new UploadQueue(l.transport, limits, () => {});
  const u = q.add(file(10), "a");
  l.sent[0]!.reject(new UploadFailure("offline", ""));
  await settle();
  equal([q.list[0]!.state, q.list[0]!.problem], ["failed", "offline"]);
  q.retryAll();
  equal(states(q), ["sending"]);
  l.sent[1]!.resolve();
  await settle();
  equal([q.list[0]!.state, q.list[0]!.id], ["done", u.id]);
});

Deno.test("removing cuts the transfer, and its late answer changes nothing", async () => {
  const l = line(), q = new UploadQueue(l.transport, limits, () => {});
  const a = q.add(file(10), "a");
  q.add(file(10), "b");
  q.add(file(10), "c");
  q.remove(a.id);
  equal([l.sent[0]!.signal.aborted, states(q)], [true, ["sending", "sending"]]);
  l.sent[0]!.resolve();
  await settle();
  equal(q.list.map((u) => u.name), ["b", "c"]);
});
