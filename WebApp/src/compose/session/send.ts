import { asFailure } from "../../failure.ts";
import { toast } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";
import { cache } from "../../store/index.ts";
import { attachmentWord } from "../draft/attachmentWord.ts";
import { everyone } from "../draft/Draft.ts";
import { shortName } from "../recipients/format.ts";
import { domainsOf, problemOf } from "../recipients/problem.ts";
import type { ComposeNotice, ComposeSession } from "./ComposeSession.ts";
import { forget, hide, showAgain } from "./sessions.ts";
import { outcome, type Submission, submit, takeBack } from "./submission.ts";
import { rememberSender, type Sender } from "./Sender.ts";

/** What stands in the way of sending, or null. `said` are kinds the person has already been told about and passed over. */
export function obstacle(session: ComposeSession, ownText: string, said: ReadonlySet<string>): ComposeNotice | null {
  const { draft, senders, uploads } = session.state.get();
  const people = everyone(draft);
  if (people.length === 0) return { kind: "noRecipient" };
  const known = domainsOf(senders.map((s) => s.email));
  const bad = people.find((r) => problemOf(r.email, known) !== null);
  if (bad) return { kind: "badRecipient", email: bad.email };
  const failed = uploads.filter((u) => u.state === "failed").length;
  if (failed > 0 && !said.has("filesFailed")) return { kind: "filesFailed", count: failed };
  if (draft.subject.trim() === "" && !said.has("noSubject")) return { kind: "noSubject" };
  const word = draft.files.some((f) => !f.cid) || uploads.length > 0 ? null : attachmentWord(`${draft.subject}\n${ownText}`, t("compose.attachmentWords"));
  if (word && !said.has("noAttachment")) return { kind: "noAttachment", word };
  return null;
}

/** Sends: waits for files, stores the last text, hands it over, closes the window and offers Undo until the message leaves. */
export async function send(session: ComposeSession): Promise<void> {
  if (session.state.get().sending === "yes") return;
  if (session.state.get().uploads.some((u) => u.state === "waiting" || u.state === "sending")) {
    session.sending("files");
    session.onFilesSettled = () => {
      if (session.state.get().sending !== "files" || session.state.get().uploads.some((u) => u.state === "waiting" || u.state === "sending")) return;
      session.onFilesSettled = null;
      void send(session);
    };
    return;
  }
  const sender = session.sender;
  if (!sender) return session.notice({ kind: "notSent", message: t("compose.noSender") });
  session.sending("yes");
  session.notice(null);
  const emailId = await session.stored();
  if (!emailId) {
    session.sending("no");
    return session.notice({ kind: "notSent", message: session.state.get().save.reason ?? t("error.offline") });
  }
  const seconds = Math.max(0, Math.min(30, Math.round(cache.preference.get().undoSendSeconds ?? 10)));
  let submission: Submission;
  try {
    submission = await submit(sender, emailId, seconds);
  } catch (error) {
    session.sending("no");
    const failure = asFailure(error);
    return session.notice({ kind: "refused", message: failure.detail || t(failure.passing ? "error.offline" : "error.unexpected"), server: "" });
  }
  rememberSender(sender.identityId);
  session.sending("no");
  hide(session);
  announce(session, sender, submission, seconds);
}

function announce(session: ComposeSession, sender: Sender, submission: Submission, seconds: number): void {
  const names = everyone(session.draft).map(shortName);
  const who = names.length > 1 ? t("compose.sendingToMore", { name: names[0]!, count: names.length - 1 }) : t("compose.sendingTo", { name: names[0] ?? "" });
  const follow = () => void watch(session, submission);
  if (seconds === 0) {
    toast({ text: who });
    return follow();
  }
  let undone = false;
  const deadline = setTimeout(() => !undone && follow(), seconds * 1000);
  toast({
    text: who, countdown: true, seconds,
    undo: () => {
      undone = true;
      clearTimeout(deadline);
      void undo(session, sender, submission);
    },
  });
}

async function undo(session: ComposeSession, sender: Sender, submission: Submission): Promise<void> {
  try {
    if (await takeBack(sender, submission)) return showAgain(session);
    toast({ tone: "failure", text: t("compose.tooLate") });
  } catch (error) {
    toast({ tone: "failure", text: asFailure(error).detail || t("compose.undoFailed") });
  }
  void watch(session, submission);
}

/** Follows a message that has left; a refusal brings the draft back with the server's reason over it. */
async function watch(session: ComposeSession, submission: Submission): Promise<void> {
  const ended = await outcome(submission);
  if (!ended || ended.sent) {
    forget(session);
    for (const one of ended?.sent ? ended.refused : []) toast({ tone: "failure", text: t("compose.notTo", { email: one.email, server: one.server }) });
    return;
  }
  session.notice({ kind: "refused", message: ended.message || t("compose.refused"), server: ended.server });
  session.size("window");
  showAgain(session);
}
