/** Loads what the reading pane needs: a conversation, then the bodies of the messages that are open. */
import { asFailure, Failure } from "../failure.ts";
import { ALL, Batch, jmap } from "../jmap/index.ts";
import type { Email, EmailDetail, Id, Thread } from "../jmap/types.ts";
import { cache } from "./index.ts";
import { DETAIL, ROW } from "./mail.ts";

const failures = new Map<Id, Failure>();
const loading = new Map<Id, Promise<void>>();
const PLAIN_LIMIT = 512 * 1024;

/** Why a message or conversation did not come; null when nothing is wrong. */
export const readingFailure = (id: Id): Failure | null => failures.get(id) ?? null;

function once(id: Id, topic: string, work: () => Promise<void>): Promise<void> {
  const running = loading.get(id);
  if (running) return running;
  if (failures.delete(id)) cache.topics.bump(topic);
  const promise = work().catch((error) => {
    failures.set(id, asFailure(error));
    cache.topics.bump(topic);
  }).finally(() => loading.delete(id));
  loading.set(id, promise);
  return promise;
}

/** Makes a conversation and its rows known. A conversation that does not exist is a `notFound` failure. */
export function loadThread(id: Id): Promise<void> {
  return once(id, `thread:${id}`, async () => {
    const batch = new Batch();
    const threads = batch.get<Thread>("Thread", ALL, [id]);
    const emails = batch.get<Email>("Email", ALL, threads.ref("/list/*/emailIds"), ROW);
    await jmap.send(batch);
    if (!threads.value.list.length) throw new Failure("notFound", "");
    cache.topics.together(() => {
      cache.noteState(ALL, "Email", emails.value.state);
      cache.noteState(ALL, "Thread", threads.value.state);
      cache.takeThreads(threads.value.list);
      cache.takeEmails(ALL, emails.value.list);
    });
  });
}

/** Makes the bodies, attachments and full headers of messages known. */
export function loadDetail(email: Email): Promise<void> {
  if (cache.detail(email.id)) return Promise.resolve();
  return once(email.id, `detail:${email.id}`, async () => {
    const batch = new Batch();
    const call = batch.get<EmailDetail>("Email", email.accountId ?? ALL, [email.id], DETAIL, { fetchTextBodyValues: true, maxBodyValueBytes: PLAIN_LIMIT });
    await jmap.send(batch);
    const detail = call.value.list[0];
    if (!detail) throw new Failure("notFound", "");
    cache.takeDetails([detail]);
  });
}
