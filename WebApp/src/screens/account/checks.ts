import type { Check, Trial } from "./account.ts";
import { reached } from "./account.ts";

/** One line of the list of what is being tried. */
export interface Line {
  key: "find" | "reachImap" | "signInImap" | "reachSmtp" | "signInSmtp" | "save";
  state: "waiting" | "running" | "ok" | "failed" | "warning";
  host: string;
  seconds: number | null;
  check: Check | null;
}

/** How far adding or testing an account has come. */
export interface Attempt {
  phase: "find" | "test" | "save" | "done" | "failed";
  /** Whether the servers are known by now. */
  found: boolean;
  byHand: boolean;
  hosts: { imap: string; smtp: string };
  trial: Trial | null;
  /** Why saving failed after a good test. */
  saveFailure: string | null;
  seconds: { find: number | null; test: number | null; save: number | null };
  /** False when only a test was asked for. */
  saves: boolean;
}

/** The lines of an attempt: both servers are tried at once, so both show as running, and each says where it stopped. */
export function linesOf(a: Attempt): Line[] {
  const found: Line["state"] = a.phase === "find" ? "running" : a.byHand || a.found ? "ok" : "warning";
  const lines: Line[] = [{ key: "find", state: found, host: "", seconds: a.seconds.find, check: null }];
  for (const protocol of ["imap", "smtp"] as const) {
    const check = a.trial?.[protocol] ?? null, host = a.hosts[protocol];
    const open = a.phase === "test" ? "running" : "waiting";
    const names = protocol === "imap" ? ["reachImap", "signInImap"] as const : ["reachSmtp", "signInSmtp"] as const;
    const seconds = check ? a.seconds.test : null;
    lines.push(
      { key: names[0], host, state: check ? (reached(check) ? "ok" : "failed") : open, seconds: check && !reached(check) ? seconds : null, check: check && !reached(check) ? check : null },
      {
        key: names[1], host, state: check ? (check.ok ? "ok" : reached(check) ? "failed" : "waiting") : "waiting",
        seconds: check && reached(check) ? seconds : null, check: check && reached(check) && !check.ok ? check : null,
      },
    );
  }
  if (a.saves) {
    const state = a.phase === "save" ? "running" : a.phase === "done" ? "ok" : a.saveFailure ? "failed" : "waiting";
    lines.push({ key: "save", state, host: "", seconds: a.seconds.save, check: a.saveFailure ? { ok: false, code: "failed", message: a.saveFailure, server: "" } : null });
  }
  return lines;
}

/** How many lines ask for something. */
export function failures(lines: readonly Line[]): number {
  return lines.filter((l) => l.state === "failed").length;
}
