import { useEffect, useRef, useState } from "react";
import { Button, HUES, IconButton, Notice, PasswordField, TextField } from "../../components/index.ts";
import { asFailure } from "../../failure.ts";
import { t } from "../../i18n/index.ts";
import type { ServerAddress } from "../../jmap/index.ts";
import { navigate } from "../../router.ts";
import { AddResult } from "./AddResult.tsx";
import { blankServer, type ConnectionPolicy, type Discovery, domainOf, nameFor } from "./account.ts";
import { HelpLink } from "./HelpLink.tsx";
import { Hues } from "./Hues.tsx";
import { connectionPolicy, discover, mailAccounts } from "./requests.ts";
import { sync } from "../../store/index.ts";
import { serverLine, ServerFields, serverProblems } from "./ServerFields.tsx";
import { useAttempt } from "./useAttempt.ts";

const strict: ConnectionPolicy = { allowPrivateHosts: false, allowInsecureTLS: false, allowNonstandardPorts: false };

/** Adding a mail account: address and password are enough where the servers can be found; both are tried before anything is saved. */
export default function AddAccount() {
  const [email, setEmail] = useState(""), [password, setPassword] = useState("");
  const [name, setName] = useState(""), [named, setNamed] = useState(false), [hue, setHue] = useState<string>("blue");
  const [imap, setImap] = useState(() => blankServer("imap")), [smtp, setSmtp] = useState(() => blankServer("smtp"));
  const [byHand, setByHand] = useState(false), [ownPassword, setOwnPassword] = useState(false), [smtpPassword, setSmtpPassword] = useState("");
  const [policy, setPolicy] = useState(strict), [first, setFirst] = useState(true);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const form = useRef<HTMLFormElement>(null), result = useRef<HTMLElement>(null);
  const lookup = useLookup(email);
  const attempt = useAttempt();
  const domain = domainOf(email) ?? "";

  useEffect(() => {
    document.title = `${t("account.add.title")} · ${t("app.name")}`;
    connectionPolicy().then(setPolicy, () => {});
    mailAccounts().then((list) => {
      setFirst(list.length === 0);
      setHue(HUES.filter((h) => !list.some((a) => a.hue === h))[list.length === 0 ? 6 : 0] ?? "blue");
    }, () => {});
  }, []);
  useEffect(() => {
    if (!named) setName(nameFor(email, lookup.found?.provider ?? null));
  }, [email, named, lookup.found]);
  useEffect(() => {
    if (lookup.found && !lookup.found.found) setByHand(true);
  }, [lookup.found]);

  const servers = (found: Discovery | null): { imap: ServerAddress; smtp: ServerAddress } | null => {
    const full = (s: ServerAddress) => ({ ...s, username: s.username || email.trim() });
    if (byHand) return { imap: full(imap), smtp: full(smtp) };
    return found?.imap && found.smtp ? { imap: full(found.imap), smtp: full(found.smtp) } : null;
  };
  const check = (): boolean => {
    const wrong: Record<string, string> = {};
    if (!email.trim()) wrong.email = t("account.address.missing");
    else if (!domainOf(email)) wrong.email = t("account.address.wrong");
    if (!password) wrong.password = t("account.password.missing");
    if (byHand) Object.assign(wrong, serverProblems("imap", imap), serverProblems("smtp", smtp));
    setErrors(wrong);
    const key = Object.keys(wrong)[0];
    if (key) requestAnimationFrame(() => form.current?.querySelector<HTMLElement>(`[name="${CSS.escape(key)}"]`)?.focus());
    return !key;
  };
  const submit = async (anyway = false) => {
    if (!check()) return;
    const outcome = await attempt.add({
      email: email.trim(), password, name: name.trim() || nameFor(email, null), hue, smtpPassword: ownPassword ? smtpPassword : null, byHand, anyway,
      servers: async () => servers(byHand ? null : await lookup.now()),
    });
    if (outcome === "added") void sync.loadAccounts().catch(() => {});
    if (outcome === "noSettings") enterByHand();
    if (outcome === "password") setErrors({ password: t("account.password.refused") });
  };
  const phase = attempt.state?.phase;
  useEffect(() => {
    if (phase === "find" || phase === "failed") result.current?.scrollIntoView({ block: "nearest" });
  }, [phase]);
  const enterByHand = () => {
    if (lookup.found?.imap) setImap({ ...lookup.found.imap, username: lookup.found.imap.username || email.trim() });
    if (lookup.found?.smtp) setSmtp({ ...lookup.found.smtp, username: lookup.found.smtp.username || email.trim() });
    setByHand(true);
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[name="imap.host"]')?.focus());
  };
  const accept = (protocol: "imap" | "smtp") => {
    const found = servers(lookup.found);
    if (!found) return;
    setImap({ ...found.imap, skipVerify: protocol === "imap" || !!found.imap.skipVerify });
    setSmtp({ ...found.smtp, skipVerify: protocol === "smtp" || !!found.smtp.skipVerify });
    setByHand(true);
  };
  const again = () => {
    setEmail("");
    setPassword("");
    setNamed(false);
    setByHand(false);
    setImap(blankServer("imap"));
    setSmtp(blankServer("smtp"));
    attempt.reset();
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[name="email"]')?.focus());
  };
  const busy = attempt.state !== null && attempt.state.phase !== "done" && attempt.state.phase !== "failed", saved = attempt.state?.phase === "done";
  const leave = () => navigate(first ? "/box/all-inbox" : "/settings/accounts");

  return (
    <main className="setup">
      <header className="setup__head">
        <IconButton icon="arrow-left" label={t("account.add.back")} onClick={leave} />
        <h1>{t("account.add.title")}</h1>
      </header>
      <div className="setup__scroll"><div className="setup__body" data-plain={attempt.state ? undefined : ""}>
        <form className="setup__form" ref={form} noValidate onSubmit={(event) => { event.preventDefault(); void submit(); }}>
          <p className="setup__lead">{t("account.add.lead")}</p>
          <TextField label={t("account.address")} name="email" type="email" autoComplete="email" big autoFocus dir="ltr" value={email} error={errors.email} disabled={saved}
            onChange={(e) => { setEmail(e.target.value); setErrors({}); }} onBlur={() => domain && void lookup.now()} />
          <PasswordField label={t("account.password")} name="password" autoComplete="off" big value={password} error={errors.password} disabled={saved}
            onChange={(e) => { setPassword(e.target.value); setErrors({}); }} onFocus={() => domain && void lookup.now()} />
          {lookup.found?.note && (
            <Notice icon="info" text={lookup.found.note}>
              {lookup.found.helpUrl && <HelpLink url={lookup.found.helpUrl} />}
            </Notice>
          )}
          {!byHand && <Found domain={domain} lookup={lookup} username={email.trim()} onByHand={enterByHand} />}
          {byHand && (
            <>
              {lookup.found && !lookup.found.found && <Notice icon="info" text={t("account.found.none", { domain })} />}
              <ServerFields protocol="imap" server={imap} policy={policy} errors={errors} username={email.trim()} onChange={setImap} />
              <ServerFields protocol="smtp" server={smtp} policy={policy} errors={errors} username={email.trim()} onChange={setSmtp} />
              <label className="choice">
                <input className="check" type="checkbox" checked={ownPassword} onChange={(e) => setOwnPassword(e.target.checked)} />
                <span className="choice__text">{t("account.server.ownPassword")}</span>
              </label>
              {ownPassword && <PasswordField label={t("account.server.smtpPassword")} name="smtpPassword" autoComplete="off" value={smtpPassword} onChange={(e) => setSmtpPassword(e.target.value)} />}
            </>
          )}
          <TextField label={t("account.name")} name="name" value={name} disabled={saved} onChange={(e) => { setName(e.target.value); setNamed(true); }} dir="auto" />
          <Hues name="hue" value={hue} onChange={setHue} />
          <div className="btn-row">
            {!saved && <Button type="submit" variant="primary" size="lg" busy={busy}>{t("account.add.action")}</Button>}
            {!saved && <Button variant="quiet" size="lg" onClick={leave}>{first ? t("account.add.skip") : t("action.cancel")}</Button>}
          </div>
        </form>
        {attempt.state && (
          <section className="result" aria-live="polite" ref={result}>
            <AddResult attempt={attempt.state} name={name} policy={policy} helpUrl={lookup.found?.helpUrl ?? null} onRetry={() => void submit()} onByHand={enterByHand} onAccept={accept}
              onAnyway={() => void submit(true)} onRead={() => navigate("/box/all-inbox")} onAnother={again} />
          </section>
        )}
      </div></div>
    </main>
  );
}

function Found({ domain, lookup, username, onByHand }: { domain: string; lookup: Lookup; username: string; onByHand: () => void }) {
  const { found } = lookup;
  const [slow, setSlow] = useState(false);
  const waiting = lookup.busy && !found;
  useEffect(() => {
    setSlow(false);
    if (!waiting) return;
    const timer = setTimeout(() => setSlow(true), 1500);
    return () => clearTimeout(timer);
  }, [waiting]);
  const byHand = <Button variant="link" onClick={onByHand}>{t("account.found.byHand")}</Button>;
  if (!domain || (!found && !lookup.busy && !lookup.failed)) return null;
  if (lookup.failed) return <div>{byHand}</div>;
  const title = !found ? t("account.found.looking", { domain }) : found.provider ? t("account.found.provider", { provider: found.provider }) : t(found.found === "guess" ? "account.found.guess" : "account.found.on", { domain });
  return (
    <section className="found" aria-busy={!found}>
      <div className="found__head"><span>{title}</span>{(found || slow) && byHand}</div>
      {found?.imap && found.smtp && found.found && (
        <dl className="facts facts--two">
          <dt>{t("account.incoming")}</dt><dd dir="ltr">{serverLine(found.imap)}</dd>
          <dt>{t("account.outgoing")}</dt><dd dir="ltr">{serverLine(found.smtp)}</dd>
          <dt>{t("account.server.username")}</dt><dd dir="ltr">{found.imap.username || username}</dd>
          <dt>{t("account.found.source")}</dt><dd>{t(`account.found.source.${found.found}`)}</dd>
        </dl>
      )}
    </section>
  );
}

interface Lookup {
  found: Discovery | null;
  busy: boolean;
  /** Nobody could be asked. */
  failed: boolean;
  now(): Promise<Discovery | null>;
}

const nothing: Discovery = { found: null, imap: null, smtp: null, provider: null, note: null, helpUrl: null };

/** What is known about the servers of an address; asked for once an address. */
function useLookup(email: string): Lookup {
  const address = email.trim();
  const [state, setState] = useState<{ address: string; found: Discovery | null; busy: boolean }>({ address: "", found: null, busy: false });
  const running = useRef<{ address: string; answer: Promise<Discovery | null> } | null>(null);
  const now = () => {
    if (running.current?.address === address) return running.current.answer;
    setState({ address, found: null, busy: true });
    const answer = discover(address).then((found) => found as Discovery | null, (error: unknown) => (asFailure(error).passing ? null : nothing)).then((found) => {
      if (running.current?.address === address) setState({ address, found, busy: false });
      if (!found) running.current = null;
      return found;
    });
    running.current = { address, answer };
    return answer;
  };
  const mine = state.address === address;
  return { found: mine ? state.found : null, busy: mine && state.busy, failed: mine && address !== "" && !state.busy && !state.found, now };
}
