import { useEffect, useState } from "react";
import { Button, Notice } from "../../components/index.ts";
import { rich } from "../../i18n/rich.tsx";
import { t } from "../../i18n/index.ts";
import { rowTime } from "../../i18n/dates.ts";
import type { Id } from "../../jmap/types.ts";
import { navigate } from "../../router.ts";
import { useTopic } from "../../store/hooks.ts";
import { cache, sync } from "../../store/index.ts";
import { useSignal } from "../../store/use.ts";

/** The whole app is offline: since when, how many changes wait, and a way to try now. Reading goes on. */
export function OfflineNotice() {
  const connected = useSignal(sync.connected), heard = useSignal(sync.lastHeard);
  useTopic("counts");
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (connected) return setLate(false);
    // A reconnect that takes a moment is nobody's business.
    const timer = setTimeout(() => setLate(true), 2500);
    return () => clearTimeout(timer);
  }, [connected]);
  if (connected || !late) return null;
  return (
    <Notice bar icon="wifi-off" text={rich("offline", { when: rowTime(new Date(heard).toISOString()), count: cache.overlay.waiting }, { b: (words) => <strong>{words}</strong> })}>
      <Button size="sm" variant="quiet" onClick={() => sync.nudge()}>{t("offline.try")}</Button>
    </Notice>
  );
}

/** Accounts of this list that need the person: one bar each, the way out on it. */
export function AccountNotices({ mailbox }: { mailbox: Id }) {
  const accounts = useSignal(cache.accounts);
  const own = cache.mailboxes.get().get(mailbox)?.accountId;
  const here = accounts.filter((a) => (mailbox.startsWith("all-") ? a.includeInUnified : a.id === own) && (a.status.state === "needsSignIn" || (a.status.state === "unreachable" && a.id === own)));
  return (
    <>
      {here.slice(0, 2).map((a) => (
        <Notice key={a.id} bar tone="warning" text={a.status.message || t(a.status.state === "needsSignIn" ? "account.needsSignIn" : "account.unreachable", { name: a.name })}>
          <Button size="sm" onClick={() => navigate(`/settings/accounts/${a.id}`)}>{t(a.status.state === "needsSignIn" ? "account.signIn" : "action.settings")}</Button>
        </Notice>
      ))}
    </>
  );
}
