import { type Failure, asFailure } from "../../failure.ts";
import { jmap, methodFailure, type GetAnswer, type SetAnswer } from "../../jmap/index.ts";
import { type Outcome, outcomeOf, type SubmissionState } from "./outcomeOf.ts";
import type { Sender } from "./Sender.ts";

/** A message handed over for sending. */
export interface Submission {
  id: string;
  accountId: string;
  emailId: string;
}

/** Where a draft goes when it becomes a sent message, and back: patches of RFC 8621 7.5. */
function moves(sender: Sender, sent: boolean): Record<string, unknown> {
  const patch: Record<string, unknown> = { "keywords/$draft": sent ? null : true };
  if (sender.draftsId) patch[`mailboxIds/${sender.draftsId}`] = sent ? null : true;
  if (sender.sentId) patch[`mailboxIds/${sender.sentId}`] = sent ? true : null;
  return patch;
}

/** Hands a stored draft over; it leaves after `holdSeconds` unless taken back. Throws `Failure`. */
export async function submit(sender: Sender, emailId: string, holdSeconds: number): Promise<Submission> {
  const answer = await jmap.call<SetAnswer<{ id: string }>>("EmailSubmission/set", {
    accountId: sender.accountId,
    create: { send: { identityId: sender.identityId, emailId, holdSeconds } },
    onSuccessUpdateEmail: { "#send": moves(sender, true) },
  });
  const made = answer.created?.send;
  if (!made) throw methodFailure(answer.notCreated?.send ?? {});
  return { id: made.id, accountId: sender.accountId, emailId };
}

/** Takes a message back; true when it had not left. Throws `Failure` when the server cannot be asked. */
export async function takeBack(sender: Sender, submission: Submission): Promise<boolean> {
  const answer = await jmap.call<SetAnswer>("EmailSubmission/set", {
    accountId: submission.accountId,
    update: { [submission.id]: { undoStatus: "canceled" } },
    onSuccessUpdateEmail: { [submission.id]: moves(sender, false) },
  });
  return !answer.notUpdated?.[submission.id];
}

/** Waits for the end of a submission. Asks at growing intervals for about two minutes; null when it is still open then. */
export async function outcome(submission: Submission, wait: (ms: number) => Promise<void> = (ms) => new Promise((done) => setTimeout(done, ms))): Promise<Outcome | null> {
  for (const pause of [700, 1000, 2000, 3000, 5000, 10_000, 20_000, 40_000, 40_000]) {
    await wait(pause);
    let state: SubmissionState | undefined;
    try {
      const answer = await jmap.call<GetAnswer<SubmissionState>>("EmailSubmission/get", { accountId: submission.accountId, ids: [submission.id] });
      state = answer.list[0];
    } catch (error) {
      if ((asFailure(error) as Failure).kind === "signIn") return null;
      continue;
    }
    const ended = state && outcomeOf(state);
    if (ended) return ended;
    if (!state || state.undoStatus === "canceled") return null;
  }
  return null;
}
