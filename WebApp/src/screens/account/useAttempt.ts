import { useRef, useState } from "react";
import { asFailure } from "../../failure.ts";
import type { ServerAddress } from "../../jmap/index.ts";
import { wordsOf } from "../auth/useSubmit.ts";
import type { Trial } from "./account.ts";
import type { Attempt } from "./checks.ts";
import { createAccount, tryOut } from "./requests.ts";

/** What is to be added. `servers` may have to look them up first. */
export interface Wanted {
  email: string;
  password: string;
  smtpPassword: string | null;
  name: string;
  hue: string;
  byHand: boolean;
  /** Saves without a test. */
  anyway: boolean;
  servers(): Promise<{ imap: ServerAddress; smtp: ServerAddress } | null>;
}

const start: Attempt = {
  phase: "find", found: false, byHand: false, hosts: { imap: "", smtp: "" }, trial: null, saveFailure: null, seconds: { find: null, test: null, save: null }, saves: true,
};
const since = (from: number) => Math.max(0.1, Math.round((performance.now() - from) / 100) / 10);

/** Finds, tries and saves an account step by step; a newer attempt replaces an older one. */
export function useAttempt() {
  const [state, setState] = useState<Attempt | null>(null);
  const run = useRef(0);

  const add = async (wanted: Wanted): Promise<"added" | "noSettings" | "password" | "failed"> => {
    const mine = ++run.current;
    let now: Attempt = { ...start, byHand: wanted.byHand };
    const show = (part: Partial<Attempt>) => {
      now = { ...now, ...part };
      if (run.current === mine) setState(now);
    };
    show({});
    let from = performance.now();
    const servers = await wanted.servers();
    if (!servers) {
      if (run.current === mine) setState(null);
      return "noSettings";
    }
    show({ phase: "test", hosts: { imap: servers.imap.host, smtp: servers.smtp.host }, found: true, seconds: { ...now.seconds, find: since(from) } });
    const credentials = { email: wanted.email, password: wanted.password, smtpPassword: wanted.smtpPassword, ...servers };
    if (!wanted.anyway) {
      from = performance.now();
      let trial: Trial;
      try {
        trial = await tryOut(credentials);
      } catch (error) {
        show({ phase: "failed", saveFailure: wordsOf(asFailure(error)) });
        return "failed";
      }
      show({ trial, seconds: { ...now.seconds, test: since(from) } });
      if (!trial.imap.ok || !trial.smtp.ok) {
        show({ phase: "failed" });
        return [trial.imap.code, trial.smtp.code].some((c) => c === "wrongPassword" || c === "needsAppPassword") ? "password" : "failed";
      }
    }
    show({ phase: "save" });
    from = performance.now();
    try {
      await createAccount({
        name: wanted.name, senderName: "", email: wanted.email, hue: wanted.hue, imap: servers.imap, smtp: servers.smtp, password: wanted.password,
        ...(wanted.smtpPassword ? { smtpPassword: wanted.smtpPassword } : {}), skipTest: true,
      });
    } catch (error) {
      show({ phase: "failed", saveFailure: wordsOf(asFailure(error)) });
      return "failed";
    }
    show({ phase: "done", seconds: { ...now.seconds, save: since(from) } });
    return "added";
  };
  return { state, add, reset: () => { run.current++; setState(null); } };
}
