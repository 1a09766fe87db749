import { useEffect } from "react";
import { AccountDot, Button, Empty, IconButton, openMenu, State, toast } from "../../components/index.ts";
import { asFailure } from "../../failure.ts";
import { ago } from "../../i18n/dates.ts";
import { t } from "../../i18n/index.ts";
import type { MailAccount } from "../../jmap/index.ts";
import { navigate } from "../../router.ts";
import { cache, sync } from "../../store/index.ts";
import { useSignal } from "../../store/use.ts";
import { updateAccount } from "../account/requests.ts";
import { wordsOf } from "../auth/useSubmit.ts";
import { AccountEdit } from "./AccountEdit.tsx";
import { Frame } from "./Frame.tsx";

const tones: Record<MailAccount["status"]["state"], "on" | "off" | "setup" | "degraded"> = { ok: "on", connecting: "setup", syncing: "setup", needsSignIn: "degraded", unreachable: "degraded", paused: "off" };

/** The mail accounts of the person: one row each, opened in place. */
export function Accounts({ open }: { open: string | null }) {
  const accounts = useSignal(cache.accounts), ready = useSignal(cache.ready);
  useEffect(() => {
    if (open) document.querySelector(`[data-account="${CSS.escape(open)}"]`)?.scrollIntoView({ block: "nearest" });
  }, [open, ready]);
  const toggle = (id: string) => navigate(open === id ? "/settings/accounts" : `/settings/accounts/${encodeURIComponent(id)}`, { replace: open !== null });
  const move = async (account: MailAccount, by: number) => {
    const order = [...accounts], from = order.indexOf(account);
    order.splice(from, 1);
    order.splice(from + by, 0, account);
    const before = cache.accounts.get();
    cache.accounts.set(order.map((a, i) => ({ ...a, sortOrder: i })));
    try {
      for (const [i, a] of order.entries()) if (a.sortOrder !== i) await updateAccount(a.id, { sortOrder: i });
    } catch (error) {
      cache.accounts.set(before);
      toast({ tone: "failure", text: wordsOf(asFailure(error)) });
    }
  };
  return (
    <Frame path="/settings/accounts" title={t("settings.accounts")} actions={<Button icon="plus" onClick={() => navigate("/accounts/add")}>{t("settings.account.add")}</Button>}>
      <section>
        {ready && accounts.length === 0 && <Empty icon="at-sign" title={t("settings.account.none")} text={t("settings.account.none.text")}><Button variant="primary" onClick={() => navigate("/accounts/add")}>{t("settings.account.add")}</Button></Empty>}
        {accounts.length > 0 && (
          <ul className="rows">
            {accounts.map((account, i) => {
              const shown = open === account.id, { state } = account.status;
              return (
                <li key={account.id} data-account={account.id}>
                  <div className="account-row" data-hue={account.hue}>
                    <IconButton className="grip" icon="grip-vertical" size="sm" label={t("settings.account.order", { name: account.name })} aria-haspopup="menu" onClick={(e) => openMenu(e.currentTarget, t("settings.account.order", { name: account.name }), [
                      { label: t("settings.account.up"), icon: "chevron-up", disabled: i === 0, onSelect: () => void move(account, -1) },
                      { label: t("settings.account.down"), icon: "chevron-down", disabled: i === accounts.length - 1, onSelect: () => void move(account, 1) },
                    ])} />
                    <AccountDot large hue={account.hue} />
                    <div className="grow"><p className="account-row__name" dir="auto">{account.name}</p><p className="account-row__addr" dir="ltr">{account.email}</p></div>
                    <div className="account-row__status"><State state={tones[state] ?? "setup"}>{stateWords(account)}</State><span className="account-row__note">{note(account)}</span></div>
                    {state === "needsSignIn" && !shown
                      ? <Button size="sm" onClick={() => toggle(account.id)}>{t("settings.account.signIn")}</Button>
                      : <IconButton icon={shown ? "chevron-up" : "chevron-down"} size="sm" label={t(shown ? "settings.account.close" : "settings.account.edit", { name: account.name })} aria-expanded={shown} onClick={() => toggle(account.id)} />}
                  </div>
                  {shown && <AccountEdit key={account.id} account={account} onGone={() => { navigate("/settings/accounts", { replace: true }); void sync.loadAccounts().catch(() => {}); }} />}
                </li>
              );
            })}
          </ul>
        )}
      </section>
    </Frame>
  );
}

function stateWords({ status }: MailAccount): string {
  return status.state === "syncing" && status.progress ? t(`settings.account.state.syncing.${status.progress.phase}`) : t(`settings.account.state.${status.state}`);
}

function note({ status }: MailAccount): string {
  if (status.state === "syncing" && status.progress) return t("settings.account.progress", { done: status.progress.done, total: status.progress.total });
  if (status.message && status.state !== "ok") return status.message;
  return status.lastSync ? t("settings.account.seen", { when: ago(status.lastSync) }) : "";
}
