/** Making, renaming and deleting folders, and dragging conversations into them. */
import { confirm } from "../../components/Dialog.tsx";
import { toast } from "../../components/Toast.tsx";
import { asFailure } from "../../failure.ts";
import { t } from "../../i18n/index.ts";
import { Batch, jmap } from "../../jmap/index.ts";
import { methodFailure } from "../../jmap/batch.ts";
import type { Id, Mailbox, SetAnswer } from "../../jmap/types.ts";
import { sentence } from "../../store/actions.ts";
import { cache } from "../../store/index.ts";
import { signal } from "../../store/signal.ts";
import { mailboxName } from "../names.ts";
import { currentMailbox, goTo } from "../shell/state.ts";

/** The name that is being asked for. */
export type FolderQuestion = { kind: "create"; accountId: Id; parent: Mailbox | null } | { kind: "rename"; box: Mailbox };
export const folderQuestion = signal<FolderQuestion | null>(null);

/** Changes the folders of an account and takes over what the server then has. Throws `Failure` with the server's reason. */
async function change(accountId: Id, args: Record<string, unknown>): Promise<SetAnswer> {
  const answer = await jmap.call<SetAnswer>("Mailbox/set", { accountId, ...args });
  const refused = [answer.notCreated, answer.notUpdated, answer.notDestroyed].flatMap((list) => Object.values(list ?? {}))[0];
  if (refused) throw methodFailure(refused);
  const batch = new Batch(), boxes = batch.get<Mailbox>("Mailbox", accountId, null);
  await jmap.send(batch);
  cache.takeMailboxes(accountId, boxes.value.list);
  return answer;
}

export async function answerFolder(question: FolderQuestion, name: string): Promise<void> {
  if (question.kind === "rename") {
    if (name !== question.box.name) await change(question.box.accountId ?? "", { update: { [question.box.id]: { name } } });
    return;
  }
  const answer = await change(question.accountId, { create: { new: { name, parentId: question.parent?.id ?? null } } });
  const made = (answer.created?.["new"] as { id?: Id } | undefined)?.id;
  if (made) goTo(made);
}

/** Deletes a folder with what is in it, after asking. */
export async function deleteFolder(box: Mailbox): Promise<void> {
  const name = mailboxName(box), inside = [...cache.mailboxes.get().values()].some((other) => other.parentId === box.id);
  if (inside) return void toast({ tone: "failure", text: t("folder.delete.inside", { name }) });
  const yes = await confirm({ title: t("folder.delete.title", { name }), text: t("folder.delete.text", { count: box.totalEmails }), action: t("folder.delete.action", { name }), destroy: true });
  if (!yes) return;
  try {
    await change(box.accountId ?? "", { destroy: [box.id], onDestroyRemoveEmails: true });
    if (currentMailbox() === box.id) goTo("all-inbox");
    toast({ text: t("folder.deleted", { name }) });
  } catch (error) {
    toast({ tone: "failure", text: sentence(asFailure(error)) });
  }
}

const DRAGGED = "application/x-mailflow-threads";
/** What is being dragged; the browser hides it from everybody but the place it is dropped on. */
export const dragged = signal<readonly Id[] | null>(null);

/** Begins to drag conversations. */
export function startDrag(event: DragEvent, threads: readonly Id[]): void {
  if (!event.dataTransfer) return;
  event.dataTransfer.setData(DRAGGED, threads.join(" "));
  event.dataTransfer.effectAllowed = "move";
  const ghost = document.createElement("div");
  ghost.className = "drag-ghost drag-ghost--away";
  ghost.textContent = t("folder.drag", { count: threads.length });
  document.body.append(ghost);
  event.dataTransfer.setDragImage(ghost, -12, -8);
  requestAnimationFrame(() => ghost.remove());
  dragged.set(threads);
}
/** Whether a mailbox can take what is dragged: of an account all of it belongs to, and not where it lies. */
export function takes(box: Mailbox, threads: readonly Id[] | null): boolean {
  if (!threads?.length || box.id === currentMailbox() || box.myRights?.["mayAddItems"] === false) return false;
  if (box.id.startsWith("all-")) return box.role === "archive" || box.role === "trash" || box.role === "junk" || box.role === "inbox";
  if (box.role === "drafts" || box.role === "sent") return false;
  return threads.every((thread) => cache.conversation(thread).some((email) => email.accountId === box.accountId));
}
