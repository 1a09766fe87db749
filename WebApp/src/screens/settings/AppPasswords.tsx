import { useEffect, useState } from "react";
import { Button, confirm, Empty, Notice, toast } from "../../components/index.ts";
import { asFailure } from "../../failure.ts";
import { ago } from "../../i18n/dates.ts";
import { t } from "../../i18n/index.ts";
import { rest } from "../../rest.ts";
import { wordsOf } from "../auth/useSubmit.ts";
import { Frame } from "./Frame.tsx";
import { NewAppPassword } from "./NewAppPassword.tsx";

interface AppPassword {
  id: string;
  name: string;
  createdAt: string;
  lastUsedAt: string | null;
}

/** Passwords for other programs: named, shown once, revocable. */
export function AppPasswords() {
  const [list, setList] = useState<AppPassword[] | null>(null), [failure, setFailure] = useState<string | null>(null);
  const load = () => rest<{ list: AppPassword[] }>("GET", "/api/app-passwords").then((a) => { setList(a.list); setFailure(null); }, (error: unknown) => setFailure(wordsOf(asFailure(error))));
  useEffect(() => void load(), []);
  const revoke = async (one: AppPassword) => {
    if (!await confirm({ title: t("settings.appPassword.revoke.title", { name: one.name }), text: t("settings.appPassword.revoke.text"), action: t("settings.appPassword.revoke.action", { name: one.name }), destroy: true })) return;
    try {
      await rest("DELETE", `/api/app-passwords/${encodeURIComponent(one.id)}`);
      setList((old) => old?.filter((p) => p.id !== one.id) ?? null);
      toast({ text: t("settings.appPassword.revoked", { name: one.name }) });
    } catch (error) {
      toast({ tone: "failure", text: wordsOf(asFailure(error)) });
    }
  };
  return (
    <Frame path="/settings/app-passwords" title={t("settings.appPasswords")}>
      <section>
        <p className="section__lead">{t("settings.appPassword.lead")}</p>
        {failure && <Notice tone="danger" text={failure}><Button size="sm" onClick={() => void load()}>{t("action.tryAgain")}</Button></Notice>}
        {list?.length === 0 && <Empty icon="key-round" title={t("settings.appPassword.none")} />}
        {list && list.length > 0 && (
          <ul className="rows">
            {list.map((one) => (
              <li key={one.id} className="plain-row">
                <div className="grow"><p className="account-row__name" dir="auto">{one.name}</p>
                  <p className="account-row__note">{t("settings.appPassword.created", { when: ago(one.createdAt) })}, {one.lastUsedAt ? t("settings.appPassword.used", { when: ago(one.lastUsedAt) }) : t("settings.appPassword.never")}</p></div>
                <Button size="sm" variant="danger" aria-label={t("settings.appPassword.revoke.action", { name: one.name })} onClick={() => void revoke(one)}>{t("settings.appPassword.revoke")}</Button>
              </li>
            ))}
          </ul>
        )}
        <NewAppPassword onMade={() => void load()} />
      </section>
    </Frame>
  );
}
