import { asFailure } from "../../failure.ts";
import { toast } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";
import { session as signedIn } from "../../session.ts";
import { type ComposeWindow, closeCompose, composeWindows } from "../open.ts";
import { ComposeSession } from "./ComposeSession.ts";
import { jmapDraftStore } from "./store.ts";

const open = new Map<number, ComposeSession>();

/** The session of a window; made and loaded the first time it is asked for. */
export function sessionOf(window: ComposeWindow): ComposeSession {
  let session = open.get(window.key);
  if (!session) {
    session = new ComposeSession(window.key, window);
    open.set(window.key, session);
    void session.open();
  }
  return session;
}

/** Shows the window of a session again, for instance after Undo. */
export function showAgain(session: ComposeSession): void {
  open.set(session.key, session);
  composeWindows.set((list) => (list.some((w) => w.key === session.key) ? list : [...list, { ...session.request, key: session.key }]));
}

/** Takes the window away but keeps the session. */
export function hide(session: ComposeSession): void {
  session.readBody?.();
  closeCompose(session.key);
}

/** Closes a window without asking: what is not stored is stored now; if that fails the window can be had back. */
export async function close(session: ComposeSession): Promise<void> {
  hide(session);
  const uploading = session.state.get().uploads.some((u) => u.state === "waiting" || u.state === "sending");
  if (session.state.get().phase !== "ready" || (!session.unsaved && !uploading)) return void forget(session);
  const ok = await session.flush();
  if (ok && !uploading) return void forget(session);
  if (composeWindows.get().some((w) => w.key === session.key)) return;
  if (!ok) toast({ tone: "failure", text: t("compose.closedUnsaved"), action: { label: t("compose.openAgain"), run: () => showAgain(session) } });
  else session.onFilesSettled = () => void session.flush().then((stored) => stored && forget(session));
}

/** The draft goes; Undo brings the window back as it was, and the stored copies are removed when the offer ends. */
export function discard(session: ComposeSession): void {
  hide(session);
  const state = session.state.get();
  const untouched = state.phase !== "ready" || (state.save.emailId === null && state.save.revision === 0);
  if (untouched) return void forget(session);
  toast({
    text: t("compose.discarded"),
    undo: () => showAgain(session),
    onCommit: () => {
      const ids = forget(session);
      if (ids.length === 0) return;
      jmapDraftStore(() => undefined).remove(ids).catch((error: unknown) => toast({ tone: "failure", text: asFailure(error).detail || t("compose.discardFailed") }));
    },
  });
}

/** Nothing of the session is needed any more. */
export function forget(session: ComposeSession): string[] {
  open.delete(session.key);
  session.onFilesSettled = null;
  return session.end();
}

/** Sessions that hold words the server does not have. */
export const unsaved = (): ComposeSession[] => [...open.values()].filter((s) => s.unsaved);

let owner = signedIn.get()?.user?.id;
signedIn.subscribe(() => {
  const info = signedIn.get(), now = info?.user?.id;
  if (!info || now === owner) return;
  // Signed out: what the server has is let go; words it does not have wait for the same person, and for nobody else.
  for (const session of [...open.values()]) {
    if (now === undefined && session.unsaved) continue;
    closeCompose(session.key);
    forget(session);
  }
  if (now !== undefined) owner = now;
});
addEventListener("online", () => {
  for (const session of open.values()) session.online();
});
addEventListener("beforeunload", (event) => {
  for (const session of open.values()) session.readBody?.();
  if (unsaved().length > 0) {
    for (const session of unsaved()) void session.flush();
    event.preventDefault();
  }
});
