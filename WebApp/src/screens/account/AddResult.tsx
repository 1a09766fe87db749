import { useEffect, useRef } from "react";
import { Button } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";
import { type Check, type ConnectionPolicy, mayBeAway } from "./account.ts";
import { CheckList } from "./CheckList.tsx";
import { type Attempt, failures, type Line, linesOf } from "./checks.ts";
import { HelpLink } from "./HelpLink.tsx";

interface Props {
  attempt: Attempt;
  name: string;
  policy: ConnectionPolicy;
  helpUrl: string | null;
  onRetry: () => void;
  onByHand: () => void;
  onAccept: (protocol: "imap" | "smtp") => void;
  onAnyway: () => void;
  onRead: () => void;
  onAnother: () => void;
}

/** The panel beside the form: what is being tried, and the way out of each failure. */
export function AddResult({ attempt, name, policy, helpUrl, onRetry, onByHand, onAccept, onAnyway, onRead, onAnother }: Props) {
  const lines = linesOf(attempt), wrong = failures(lines);
  const read = useRef<HTMLButtonElement>(null);
  const done = attempt.phase === "done";
  useEffect(() => {
    if (done) read.current?.focus();
  }, [done]);
  const title = done ? t("account.check.title.saved", { name }) : attempt.phase === "failed" ? t("account.check.title.failed", { count: Math.max(1, wrong) }) : t("account.check.title.testing");
  const fix = (line: Line, check: Check) => {
    const protocol = line.key === "reachSmtp" || line.key === "signInSmtp" ? "smtp" : "imap";
    const settings = ["certificate", "nameNotFound", "refused", "timeout", "notThisProtocol", "tlsNotOffered", "policy", "failed"].includes(check.code) && line.key !== "save";
    const away = attempt.trial !== null && mayBeAway(attempt.trial.imap) && mayBeAway(attempt.trial.smtp);
    return (
      <div className="btn-row">
        {check.code === "needsAppPassword" && helpUrl && <HelpLink url={helpUrl} />}
        {check.code === "certificate" && policy.allowInsecureTLS && <Button size="sm" onClick={() => onAccept(protocol)}>{t("account.check.accept")}</Button>}
        {settings && <Button size="sm" onClick={onByHand}>{t("account.check.settings")}</Button>}
        <Button size="sm" onClick={onRetry}>{t("action.tryAgain")}</Button>
        {away && line.key !== "save" && <Button size="sm" variant="quiet" data-tip={t("account.add.anywayHint")} onClick={onAnyway}>{t("account.add.anyway")}</Button>}
      </div>
    );
  };
  return (
    <>
      <h2 className="result__title">{title}</h2>
      <CheckList lines={lines} byHand={attempt.byHand} fix={fix} />
      {done && (
        <>
          <p className="result__sum">{t("account.check.sum")}</p>
          <div className="btn-row result__foot">
            <Button ref={read} variant="primary" onClick={onRead}>{t("account.check.read")}</Button>
            <Button variant="quiet" onClick={onAnother}>{t("account.check.another")}</Button>
          </div>
        </>
      )}
    </>
  );
}
