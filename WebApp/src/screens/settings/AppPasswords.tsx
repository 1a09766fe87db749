import { useEffect, useRef, useState } from "react";
import { Button, confirm, Empty, Notice, TextField, toast } from "../../components/index.ts";
import { asFailure } from "../../failure.ts";
import { ago } from "../../i18n/dates.ts";
import { t } from "../../i18n/index.ts";
import { rest } from "../../rest.ts";
import { useSubmit, wordsOf } from "../auth/useSubmit.ts";
import { Frame } from "./Frame.tsx";

interface AppPassword {
  id: string;
  name: string;
  createdAt: string;
  lastUsedAt: string | null;
}

/** Passwords for other programs: named, shown once, revocable. */
export function AppPasswords() {
  const [list, setList] = useState<AppPassword[] | null>(null), [failure, setFailure] = useState<string | null>(null);
  const [name, setName] = useState(""), [made, setMade] = useState<{ name: string; password: string } | null>(null);
  const copy = useRef<HTMLButtonElement>(null);
  const load = () => rest<{ list: AppPassword[] }>("GET", "/api/app-passwords").then((a) => { setList(a.list); setFailure(null); }, (error: unknown) => setFailure(wordsOf(asFailure(error))));
  useEffect(() => void load(), []);
  useEffect(() => {
    if (made) copy.current?.focus();
  }, [made]);
  const s = useSubmit(
    () => (name.trim() ? {} : { name: t("settings.appPassword.name.missing") }) as Record<string, string>,
    async () => {
      setMade(await rest<{ name: string; password: string }>("POST", "/api/app-passwords", { name: name.trim() }));
      setName("");
      await load();
    },
    () => null,
  );
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
        {made && (
          <div className="once" role="status">
            <p><strong>{t("settings.appPassword.made", { name: made.name })}</strong> {t("settings.appPassword.once")}</p>
            <div className="once__line"><code dir="ltr">{made.password}</code>
              <Button ref={copy} size="sm" icon="copy" onClick={() => void navigator.clipboard.writeText(made.password).then(() => toast({ text: t("settings.appPassword.copied") }))}>{t("settings.appPassword.copy")}</Button>
              <Button size="sm" variant="quiet" onClick={() => setMade(null)}>{t("action.close")}</Button>
            </div>
          </div>
        )}
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
        <form className="line-form" ref={s.form} noValidate onSubmit={s.submit}>
          <TextField label={t("settings.appPassword.name")} name="name" value={name} error={s.errors.name ?? s.general} maxLength={100} dir="auto" onChange={(e) => { setName(e.target.value); s.clear("name"); }} />
          <Button type="submit" busy={s.busy}>{t("settings.appPassword.add")}</Button>
        </form>
      </section>
    </Frame>
  );
}
