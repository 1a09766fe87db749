import type { ReactNode } from "react";
import { Icon } from "../../components/index.ts";
import { has, type Key, t } from "../../i18n/index.ts";
import type { Check } from "./account.ts";
import type { Line } from "./checks.ts";

const words: Record<Line["key"], { waiting: Key; ok: Key; failed: Key }> = {
  find: { waiting: "account.check.finding", ok: "account.check.found", failed: "account.check.typed" },
  reachImap: { waiting: "account.check.reach", ok: "account.check.reached", failed: "account.check.notReached" },
  signInImap: { waiting: "account.check.signIn", ok: "account.check.signedIn", failed: "account.check.signInFailed" },
  reachSmtp: { waiting: "account.check.reach", ok: "account.check.reached", failed: "account.check.notReached" },
  signInSmtp: { waiting: "account.check.signInSending", ok: "account.check.signedInSending", failed: "account.check.signInSendingFailed" },
  save: { waiting: "account.check.save", ok: "account.check.saved", failed: "account.check.saveFailed" },
};

/** What is being tried, what came back, what to do about it. `fix` draws the ways out under a line that failed. */
export function CheckList({ lines, byHand, fix }: { lines: readonly Line[]; byHand: boolean; fix: (line: Line, check: Check) => ReactNode }) {
  return (
    <ul className="checks">
      {lines.map((line) => (
        <li key={line.key} className="check-line" data-state={line.state}>
          <Mark state={line.state} />
          <span dir="auto">{label(line, byHand)}</span>
          {line.seconds !== null && <time>{t("account.check.seconds", { seconds: line.seconds })}</time>}
          {line.check && (
            <div className="check-line__fix">
              <p>{sentence(line.check)}</p>
              {line.check.server && <samp dir="auto">{line.check.server}</samp>}
              {fix(line, line.check)}
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

function label(line: Line, byHand: boolean): string {
  const w = words[line.key];
  if (line.key === "find" && line.state !== "running") return t(byHand ? w.failed : w.ok);
  return t(line.state === "ok" ? w.ok : line.state === "failed" ? w.failed : w.waiting, { host: line.host });
}

/** The server's own sentence, or ours for its code. */
function sentence(check: Check): string {
  const key = `account.check.code.${check.code}`;
  return check.message || (has(key) ? t(key) : t("account.check.code.failed"));
}

function Mark({ state }: { state: Line["state"] }) {
  if (state === "waiting") return <span className="check-line__wait" />;
  if (state === "running") return <Icon name="loader-circle" spin />;
  return <Icon name={state === "ok" ? "circle-check" : state === "failed" ? "circle-x" : "triangle-alert"} />;
}
