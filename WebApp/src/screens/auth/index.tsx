import { Suspense, useEffect, useState } from "react";
import { Button, Dialog, Mark, Notice, PasswordField, TextField } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";
import { PluginFrame } from "../../plugins/lazy.tsx";
import { PluginIcon } from "../../plugins/PluginIcon.tsx";
import { type Slot, slotsOf, useShellPlugins } from "../../plugins/shell.ts";
import { follow, navigate, useRoute } from "../../router.ts";
import { rest, type SessionInfo } from "../../rest.ts";
import { adoptSession, session } from "../../session.ts";
import { useSignal } from "../../store/use.ts";
import { Art } from "./Art.tsx";
import { newPasswordProblem } from "./password.ts";
import { useSubmit } from "./useSubmit.ts";

const host = () => location.host;

/** Before the session: sign in, register, first-run set-up. */
export default function AuthScreen() {
  const route = useRoute(), info = useSignal(session);
  const title = route.name === "setup" ? t("auth.setup.title") : route.name === "register" ? t("auth.register.title") : t("auth.signIn.title");
  useEffect(() => {
    document.title = `${title} · ${t("app.name")}`;
  }, [title]);
  return (
    <div className="auth">
      <main className="auth__main">
        {route.name === "setup" ? <Setup /> : route.name === "register" ? <Register open={info?.registration === "open"} /> : <SignIn canRegister={info?.registration === "open"} />}
        <p className="auth__foot">{t("auth.foot", { version: info?.version ?? "", host: host() })}</p>
      </main>
      <Art />
    </div>
  );
}

function SignIn({ canRegister }: { canRegister: boolean }) {
  const [username, setUsername] = useState(""), [password, setPassword] = useState("");
  const s = useSubmit(
    () => ({ ...(username.trim() ? {} : { username: t("auth.username.missing") }), ...(password ? {} : { password: t("auth.password.missing") }) }),
    async () => adoptSession(await rest<SessionInfo>("POST", "/api/sign-in", { username: username.trim(), password })),
    (failure) => failure.kind === "signIn" ? { field: "password", words: t("auth.signIn.wrong") } : null,
  );
  return (
    <form className="auth__form" ref={s.form} onSubmit={s.submit} noValidate>
      <header className="auth__head"><Mark /><h1>{t("auth.signIn.title")}</h1><p>{t("auth.signIn.host", { host: host() })}</p></header>
      {s.general && <Notice tone="danger" text={s.general} />}
      <div className="auth__fields">
        <TextField label={t("auth.username")} name="username" autoComplete="username" autoCapitalize="none" spellCheck={false} autoFocus big value={username} error={s.errors.username}
          onChange={(e) => { setUsername(e.target.value); s.clear("username"); }} />
        <PasswordField label={t("auth.password")} name="password" autoComplete="current-password" big value={password} error={s.errors.password}
          onChange={(e) => { setPassword(e.target.value); s.clear("password"); }} />
        <Button type="submit" variant="primary" size="lg" block busy={s.busy}>{t("auth.signIn.action")}</Button>
      </div>
      <OtherWays />
      {canRegister && <div className="auth__alt"><a className="btn btn--quiet btn--block" href="/register" onClick={follow("/register")}>{t("auth.signIn.register")}</a></div>}
    </form>
  );
}

/** Slot login.button: other ways to sign in. A route of the plugin is gone to, a page of it is shown. */
function OtherWays() {
  const slots = slotsOf(useShellPlugins(), "login.button"), [shown, show] = useState<Slot | null>(null);
  if (!slots.length) return null;
  return (
    <div className="auth__ways">
      <p className="auth__or"><span>{t("auth.signIn.or")}</span></p>
      {slots.map((slot) => /\.html?$/.test(slot.open)
        ? <button key={slot.key} type="button" className="btn btn--lg btn--block" aria-haspopup="dialog" onClick={() => show(slot)}><PluginIcon plugin={slot.plugin} icon={slot.icon} /><span>{slot.label}</span></button>
        : <a key={slot.key} className="btn btn--lg btn--block" href={`/plugins/${encodeURIComponent(slot.plugin)}/${slot.open}`}><PluginIcon plugin={slot.plugin} icon={slot.icon} /><span>{slot.label}</span></a>)}
      {shown && <Dialog title={shown.label} onClose={() => show(null)}><Suspense fallback={null}><PluginFrame slot={shown} surface="--surface-overlay" focus onClose={() => show(null)} /></Suspense></Dialog>}
    </div>
  );
}

function Register({ open }: { open: boolean }) {
  const f = useNewUser((username, password) => rest<SessionInfo>("POST", "/api/register", { username, password }), t("auth.register.closed"));
  return (
    <form className="auth__form" ref={f.s.form} onSubmit={f.s.submit} noValidate>
      <header className="auth__head"><Mark /><h1>{t("auth.register.title")}</h1><p>{t("auth.register.lead", { host: host() })}</p></header>
      {open ? <>{f.notice}<div className="auth__fields">{f.fields}<Button type="submit" variant="primary" size="lg" block busy={f.s.busy}>{t("auth.register.action")}</Button></div></>
        : <Notice tone="warning" text={t("auth.register.closed")} />}
      <div className="auth__alt"><a className="btn btn--quiet btn--block" href="/sign-in" onClick={follow("/sign-in")}>{t("auth.register.signIn")}</a></div>
    </form>
  );
}

function Setup() {
  const [token] = useState(() => new URLSearchParams(location.search).get("token"));
  const f = useNewUser((username, password) => rest<SessionInfo>("POST", "/api/setup", { token, username, password }), t("auth.setup.badToken"));
  return (
    <form className="auth__form auth__form--wide" ref={f.s.form} onSubmit={f.s.submit} noValidate>
      <header className="auth__head"><Mark /><h1>{t("auth.setup.title")}</h1><p>{t("auth.setup.lead")}</p></header>
      <div className="steps" role="img" aria-label={t("auth.setup.step", { step: 1, count: 2 })}><span data-done="" /><span /></div>
      {token ? <>{f.notice}<div className="auth__fields">{f.fields}</div><Button type="submit" variant="primary" size="lg" block busy={f.s.busy}>{t("auth.setup.action")}</Button></>
        : <Notice tone="warning" text={t("auth.setup.noToken")} />}
    </form>
  );
}

/** User name and a new password, for register and set-up; both go on to the first mail account. */
function useNewUser(send: (username: string, password: string) => Promise<SessionInfo>, denied: string) {
  const [username, setUsername] = useState(""), [password, setPassword] = useState("");
  const s = useSubmit(
    () => {
      const problem = newPasswordProblem(password, username.trim());
      return { ...(username.trim() ? {} : { username: t("auth.username.missing") }), ...(problem ? { password: problem } : {}) };
    },
    async () => {
      const info = await send(username.trim(), password);
      adoptSession(info);
      navigate("/accounts/add", { replace: true });
    },
    (failure) => failure.kind === "denied" ? { words: failure.detail || denied } : null,
  );
  const fields = (
    <>
      <TextField label={t("auth.username")} name="username" autoComplete="username" autoCapitalize="none" spellCheck={false} autoFocus big value={username} hint={t("auth.username.hint")}
        error={s.errors.username} onChange={(e) => { setUsername(e.target.value); s.clear("username"); }} />
      <PasswordField label={t("auth.password")} name="password" autoComplete="new-password" big value={password} hint={t("auth.password.hint")} error={s.errors.password}
        onChange={(e) => { setPassword(e.target.value); s.clear("password"); }} />
    </>
  );
  return { s, fields, notice: s.general && <Notice tone="danger" text={s.general} /> };
}
