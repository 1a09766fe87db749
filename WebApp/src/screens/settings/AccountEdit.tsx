import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { Button, confirm, Notice, PasswordField, SelectField, TextField, toast } from "../../components/index.ts";
import { asFailure } from "../../failure.ts";
import { loadArea, t } from "../../i18n/index.ts";
import type { MailAccount, Role } from "../../jmap/index.ts";
import { cache, sync } from "../../store/index.ts";
import { useSignal } from "../../store/use.ts";
import type { Check, ConnectionPolicy, Trial } from "../account/account.ts";
import { CheckList } from "../account/CheckList.tsx";
import { failures, linesOf } from "../account/checks.ts";
import { Hues } from "../account/Hues.tsx";
import { connectionPolicy, removeAccount, tryOut, updateAccount } from "../account/requests.ts";
import { serverLine, ServerFields, serverProblems } from "../account/ServerFields.tsx";
import { wordsOf } from "../auth/useSubmit.ts";
import { SwitchSetting } from "./Setting.tsx";

const Signature = lazy(async () => (await Promise.all([
  import("../../compose/SignatureEditor.tsx"), loadArea("compose"),
  Promise.all([import("../../../build/gen/icons-compose.ts"), import("../../components/index.ts")]).then(([icons, parts]) => parts.registerIcons(icons.default)),
]))[0]);
const roles = ["drafts", "sent", "archive", "junk", "trash"] as const satisfies readonly Role[];
const strict: ConnectionPolicy = { allowPrivateHosts: false, allowInsecureTLS: false, allowNonstandardPorts: false };

/** Everything about one account; servers and password are tried before they are saved. */
export function AccountEdit({ account, onGone }: { account: MailAccount; onGone: () => void }) {
  const [edit, setEdit] = useState(account), [password, setPassword] = useState(""), [servers, setServers] = useState(account.status.state === "needsSignIn"), [folders, setFolders] = useState(false);
  const [errors, setErrors] = useState<Record<string, string>>({}), [general, setGeneral] = useState<string | null>(null), [busy, setBusy] = useState<"save" | "test" | null>(null);
  const [trial, setTrial] = useState<Trial | null>(null), [policy, setPolicy] = useState(strict);
  const form = useRef<HTMLFormElement>(null);
  const boxes = [...useSignal(cache.mailboxes).values()].filter((b) => b.accountId === account.id);
  useEffect(() => void connectionPolicy().then(setPolicy, () => {}), []);
  useEffect(() => {
    if (account.status.state === "needsSignIn") form.current?.querySelector<HTMLInputElement>('[name="password"]')?.focus();
  }, [account.status.state]);
  const put = (part: Partial<MailAccount>) => {
    setEdit((old) => ({ ...old, ...part }));
    setErrors({});
  };
  const changed = Object.fromEntries((["name", "senderName", "email", "hue", "imap", "smtp", "signature", "roles"] as const).filter((k) => JSON.stringify(edit[k]) !== JSON.stringify(account[k])).map((k) => [k, edit[k]]));
  const connection = "imap" in changed || "smtp" in changed || password !== "";
  const test = async (): Promise<boolean> => {
    const found = await tryOut({ email: edit.email, password, imap: edit.imap, smtp: edit.smtp }, account.id);
    setTrial(found);
    return found.imap.ok && found.smtp.ok;
  };
  const act = async (kind: "save" | "test") => {
    const wrong = { ...(edit.name.trim() ? {} : { name: t("settings.appPassword.name.missing") }), ...serverProblems("imap", edit.imap), ...serverProblems("smtp", edit.smtp) };
    setErrors(wrong);
    if (Object.keys(wrong).length > 0) return setServers(true);
    setBusy(kind);
    setGeneral(null);
    setTrial(null);
    try {
      if (kind === "test") await test();
      else if (!connection || await test()) {
        await updateAccount(account.id, { ...changed, ...(password ? { password } : {}), ...(connection ? { skipTest: true } : {}) });
        cache.accounts.set((list) => list.map((a) => (a.id === account.id ? { ...a, ...changed } as MailAccount : a)));
        setPassword("");
        if (connection) setServers(false);
        toast({ text: t("settings.saved") });
        void sync.loadAccounts().catch(() => {});
      }
    } catch (error) {
      setGeneral(wordsOf(asFailure(error)));
    } finally {
      setBusy(null);
    }
  };
  const flip = (patch: { includeInUnified?: boolean; paused?: boolean }) => {
    const back = { includeInUnified: edit.includeInUnified, paused: edit.paused };
    const show = (part: object) => {
      setEdit((old) => ({ ...old, ...part }));
      cache.accounts.set((list) => list.map((a) => (a.id === account.id ? { ...a, ...part } : a)));
    };
    show(patch);
    updateAccount(account.id, patch).then(() => sync.loadAccounts(), (error: unknown) => {
      show(back);
      toast({ tone: "failure", text: wordsOf(asFailure(error)) });
    }).catch(() => {});
  };
  const remove = async () => {
    if (!await confirm({ title: t("settings.account.remove.title", { name: account.name }), text: t("settings.account.remove.text"), action: t("settings.account.remove.action", { name: account.name }), destroy: true })) return;
    try {
      await removeAccount(account.id);
      toast({ text: t("settings.account.removed", { name: account.name }) });
      onGone();
    } catch (error) {
      setGeneral(wordsOf(asFailure(error)));
    }
  };
  const lines = trial || busy === "test" ? linesOf({ phase: busy ? "test" : "failed", found: true, byHand: true, hosts: { imap: edit.imap.host, smtp: edit.smtp.host }, trial, saveFailure: null, seconds: { find: null, test: null, save: null }, saves: false }).slice(1) : null;
  const own = roles.filter((r) => edit.roles?.[r]).length;
  return (
    <form className="account-edit" ref={form} noValidate onSubmit={(e) => { e.preventDefault(); void act("save"); }}>
      {account.status.message && account.status.state !== "ok" && <Notice tone="warning" text={account.status.message} />}
      <div className="form-grid">
        <TextField label={t("account.name")} name="name" value={edit.name} error={errors.name} dir="auto" onChange={(e) => put({ name: e.target.value })} />
        <TextField label={t("account.senderName")} name="senderName" value={edit.senderName} autoComplete="name" dir="auto" onChange={(e) => put({ senderName: e.target.value })} />
        <Hues name={`hue-${account.id}`} value={edit.hue} onChange={(hue) => put({ hue })} />
        <TextField label={t("account.address")} name="email" type="email" value={edit.email} dir="ltr" autoComplete="off" onChange={(e) => put({ email: e.target.value.trim() })} />
      </div>
      <div className="field">
        <span className="field__label">{t("settings.account.signature")}</span>
        <Suspense fallback={<div className="signature-box" />}><Signature html={account.signature} label={t("settings.account.signature")} onChange={(signature) => put({ signature })} /></Suspense>
        <p className="field__hint">{t("settings.account.signature.hint")}</p>
      </div>
      <div>
        <SwitchSetting title={t("settings.account.unified")} hint={t("settings.account.unified.hint")} checked={edit.includeInUnified} onChange={(includeInUnified) => flip({ includeInUnified })} />
        <SwitchSetting title={t("settings.account.paused")} hint={t("settings.account.paused.hint")} checked={edit.paused} onChange={(paused) => flip({ paused })} />
      </div>
      {servers ? (
        <>
          <ServerFields protocol="imap" server={edit.imap} policy={policy} errors={errors} username={edit.email} onChange={(imap) => put({ imap })} />
          <ServerFields protocol="smtp" server={edit.smtp} policy={policy} errors={errors} username={edit.email} onChange={(smtp) => put({ smtp })} />
          <PasswordField label={t("account.password")} name="password" autoComplete="off" value={password} hint={t("account.password.keep")} onChange={(e) => setPassword(e.target.value)} />
        </>
      ) : null}
      <dl className="facts">
        {!servers && (
          <>
            <dt>{t("account.incoming")}</dt><dd dir="ltr">{serverLine(edit.imap)}</dd><dd><Button variant="link" aria-label={`${t("settings.account.change")}: ${t("account.incoming")}`} onClick={() => setServers(true)}>{t("settings.account.change")}</Button></dd>
            <dt>{t("account.outgoing")}</dt><dd dir="ltr">{serverLine(edit.smtp)}</dd><dd><Button variant="link" aria-label={`${t("settings.account.change")}: ${t("account.outgoing")}`} onClick={() => setServers(true)}>{t("settings.account.change")}</Button></dd>
          </>
        )}
        {!folders && (
          <><dt>{t("settings.account.folders")}</dt><dd>{own === 0 ? t("settings.account.folders.auto") : t("settings.account.folders.own", { count: own })}</dd>
            <dd><Button variant="link" aria-label={`${t("settings.account.change")}: ${t("settings.account.folders")}`} onClick={() => setFolders(true)}>{t("settings.account.change")}</Button></dd></>
        )}
      </dl>
      {folders && (
        <div className="form-grid">
          {roles.map((role) => (
            <SelectField key={role} label={t(`settings.account.role.${role}`)} value={edit.roles?.[role] ?? ""} onChange={(e) => {
              const { [role]: _, ...rest } = edit.roles ?? {};
              put({ roles: e.target.value ? { ...rest, [role]: e.target.value } : rest });
            }} options={[{ value: "", label: t("settings.account.folders.auto") }, ...boxes.map((b) => ({ value: b.id, label: b.name }))]} />
          ))}
        </div>
      )}
      {lines && (
        <div className="result" aria-live="polite">
          {trial && failures(lines) === 0 && <p className="result__title">{t("settings.account.tested")}</p>}
          <CheckList lines={lines} byHand fix={(_line, check: Check) => (check.code === "wrongPassword" || check.code === "needsAppPassword" || servers) ? null
            : <div className="btn-row"><Button size="sm" onClick={() => setServers(true)}>{t("account.check.settings")}</Button></div>} />
        </div>
      )}
      {general && <Notice tone="danger" text={general} />}
      <div className="btn-row">
        <Button type="submit" variant="primary" busy={busy === "save"} disabled={Object.keys(changed).length === 0 && password === ""}>{t("action.save")}</Button>
        <Button busy={busy === "test"} onClick={() => void act("test")}>{t("settings.account.test")}</Button>
        <span className="grow" />
        <Button variant="danger" onClick={() => void remove()}>{t("settings.account.remove")}</Button>
      </div>
    </form>
  );
}
