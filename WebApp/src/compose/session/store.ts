import { Failure } from "../../failure.ts";
import { t } from "../../i18n/index.ts";
import { ALL, Batch, jmap, methodFailure, type SetAnswer } from "../../jmap/index.ts";
import type { Draft } from "../draft/Draft.ts";
import { type DraftStore, DraftRefused } from "../draft/DraftSaver.ts";
import { emailOf } from "../draft/email.ts";
import type { Sender } from "./Sender.ts";

/** Which account holds a stored copy: needed to remove it after the sender has changed. */
const homes = new Map<string, string>();

/** Where a copy is stored. */
export const homeOf = (emailId: string): string => homes.get(emailId) ?? ALL;
export const setHome = (emailId: string, accountId: string): void => void homes.set(emailId, accountId);

/** Stores drafts in the Drafts folder of their sender's account. `senderOf` is asked at the moment of storing. */
export function jmapDraftStore(senderOf: (draft: Draft) => Sender | undefined): DraftStore<Draft> {
  return {
    now: () => Date.now(),
    wait: (milliseconds, run) => {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
    async store(draft) {
      const sender = senderOf(draft);
      if (!sender) throw new DraftRefused(t("compose.noSender"));
      const accountId = sender.draftsId ? sender.accountId : ALL;
      const from = { name: sender.name || null, email: sender.email };
      const answer = await asking(() => jmap.call<SetAnswer<{ id: string }>>("Email/set", { accountId, create: { draft: emailOf(draft, from, sender.draftsId ?? "all-drafts") } }));
      const made = answer.created?.draft;
      if (!made) throw refusal(methodFailure(answer.notCreated?.draft ?? {}));
      homes.set(made.id, accountId);
      return { emailId: made.id };
    },
    async remove(ids) {
      const batch = new Batch();
      const groups = new Map<string, string[]>();
      for (const id of ids) groups.set(homeOf(id), [...(groups.get(homeOf(id)) ?? []), id]);
      for (const [accountId, destroy] of groups) batch.set("Email", accountId, { destroy });
      await jmap.send(batch);
    },
  };
}

async function asking<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw error instanceof Failure ? refusal(error) : error;
  }
}

/** What will not pass by itself is a refusal; everything else is worth another try. */
function refusal(failure: Failure): Error {
  const words = failure.detail || t(failure.passing ? "error.offline" : "error.unexpected");
  const final = failure.kind === "invalid" || failure.kind === "denied" || failure.kind === "tooLarge" || failure.kind === "unsupported" || failure.kind === "notFound";
  return final ? new DraftRefused(words) : new Error(words);
}
