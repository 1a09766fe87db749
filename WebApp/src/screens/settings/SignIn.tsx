import { useState } from "react";
import { Button, Notice, PasswordField, toast } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";
import { rest } from "../../rest.ts";
import { session, signOut } from "../../session.ts";
import { useSignal } from "../../store/use.ts";
import { newPasswordProblem } from "../auth/password.ts";
import { useSubmit } from "../auth/useSubmit.ts";
import { Frame } from "./Frame.tsx";
import { Setting } from "./Setting.tsx";

/** The password of this person, and leaving. */
export function SignIn() {
  const info = useSignal(session), username = info?.user?.username ?? "";
  const [current, setCurrent] = useState(""), [password, setPassword] = useState("");
  const s = useSubmit(
    () => {
      const problem = newPasswordProblem(password, username);
      return { ...(current ? {} : { current: t("settings.password.current.missing") }), ...(problem ? { password: problem } : {}) };
    },
    async () => {
      await rest("POST", "/api/password", { current, new: password });
      setCurrent("");
      setPassword("");
      toast({ text: t("settings.password.changed") });
    },
    (failure) => failure.kind === "denied" || failure.kind === "signIn" ? { field: "current", words: t("settings.password.wrong") }
      : failure.extra.field === "new" ? { field: "password", words: failure.detail } : null,
  );
  return (
    <Frame path="/settings/sign-in" title={t("settings.signIn")}>
      <section>
        <h3 className="section__title">{t("settings.password")}</h3>
        <p className="section__lead">{t("settings.password.lead")}</p>
        <form className="narrow-form" ref={s.form} onSubmit={s.submit} noValidate>
          {s.general && <Notice tone="danger" text={s.general} />}
          <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
          <PasswordField label={t("settings.password.current")} name="current" autoComplete="current-password" value={current} error={s.errors.current} onChange={(e) => { setCurrent(e.target.value); s.clear("current"); }} />
          <PasswordField label={t("settings.password.new")} name="password" autoComplete="new-password" value={password} hint={t("auth.password.hint")} error={s.errors.password}
            onChange={(e) => { setPassword(e.target.value); s.clear("password"); }} />
          <div className="btn-row"><Button type="submit" variant="primary" busy={s.busy}>{t("settings.password.action")}</Button></div>
        </form>
      </section>
      <section>
        <Setting title={t("settings.signOut.hint", { name: info?.user?.displayName || username })}><Button icon="log-out" onClick={() => void signOut()}>{t("settings.signOut")}</Button></Setting>
      </section>
    </Frame>
  );
}
