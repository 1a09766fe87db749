/** Who is signed in. Screens before the session write it; the shell reads it. */
import { asFailure, type Failure } from "./failure.ts";
import { rest, type SessionInfo, setCsrf } from "./rest.ts";
import { signal } from "./store/signal.ts";

/** `null` until the server has answered. */
export const session = signal<SessionInfo | null>(null);
export const sessionFailure = signal<Failure | null>(null);

/** Takes over a session the server has just given (sign-in, setup, register). */
export function adoptSession(info: SessionInfo): void {
  setCsrf(info.csrf);
  sessionFailure.set(null);
  session.set(info);
}

/** Asks the server who is signed in. A failure is kept in `sessionFailure` and does not end a known session. */
export async function loadSession(): Promise<void> {
  try {
    adoptSession(await rest<SessionInfo>("GET", "/api/session"));
  } catch (error) {
    sessionFailure.set(asFailure(error));
  }
}

/** The server says the session is over: a fresh page asks to sign in, and nothing of this person stays in memory. */
export async function sessionEnded(): Promise<void> {
  await loadSession();
  if (session.get()?.state !== "signedIn") location.replace("/sign-in");
}

/** Ends the session on the server and here. */
export async function signOut(): Promise<void> {
  await rest("POST", "/api/sign-out");
  await loadSession();
}
