import { Choice, Segments, TextField } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";
import type { ServerAddress } from "../../jmap/index.ts";
import { type ConnectionPolicy, type Protocol, type TLS, withSecurity } from "./account.ts";

interface Props {
  protocol: Protocol;
  server: ServerAddress;
  policy: ConnectionPolicy;
  errors: Record<string, string>;
  /** The user name that is taken when none is typed. */
  username: string;
  onChange: (server: ServerAddress) => void;
}

/** One server by hand: name, port, an explicit kind of security, user name. */
export function ServerFields({ protocol, server, policy, errors, username, onChange }: Props) {
  const title = t(protocol === "imap" ? "account.incoming.legend" : "account.outgoing.legend");
  const kinds: TLS[] = policy.allowInsecureTLS || server.tls === "none" ? ["implicit", "starttls", "none"] : ["implicit", "starttls"];
  return (
    <fieldset className="server-fields">
      <legend className="field__label">{title}</legend>
      <div className="server-fields__row">
        <TextField label={t("account.server.host")} name={`${protocol}.host`} value={server.host} autoCapitalize="none" spellCheck={false} dir="ltr" error={errors[`${protocol}.host`]}
          onChange={(e) => onChange({ ...server, host: e.target.value.trim() })} />
        <TextField label={t("account.server.port")} name={`${protocol}.port`} value={server.port ? String(server.port) : ""} inputMode="numeric" dir="ltr" error={errors[`${protocol}.port`]}
          onChange={(e) => onChange({ ...server, port: Number(e.target.value.replace(/\D/g, "").slice(0, 5)) })} />
      </div>
      <div className="field">
        <span className="field__label">{t("account.server.tls")}</span>
        <Segments label={`${title}: ${t("account.server.tls")}`} value={server.tls} onChange={(tls) => onChange(withSecurity(protocol, server, tls))} options={kinds.map((value) => ({ value, label: t(`account.server.tls.${value}`) }))} />
        {server.tls === "none" && <p className="field__hint">{t("account.server.tls.none.hint")}</p>}
      </div>
      <TextField label={t("account.server.username")} name={`${protocol}.username`} value={server.username ?? ""} placeholder={username} autoCapitalize="none" spellCheck={false} dir="ltr" autoComplete="off"
        onChange={(e) => onChange({ ...server, username: e.target.value })} />
      {(policy.allowInsecureTLS || server.skipVerify) && server.tls !== "none" &&
        <Choice label={t("account.server.skipVerify")} checked={!!server.skipVerify} onChange={(e) => onChange({ ...server, skipVerify: e.target.checked })} />}
    </fieldset>
  );
}

/** What is wrong with a server typed by hand, by field name. */
export function serverProblems(protocol: Protocol, server: ServerAddress): Record<string, string> {
  const found: Record<string, string> = {};
  if (!server.host) found[`${protocol}.host`] = t("account.server.host.missing");
  if (!(server.port >= 1 && server.port <= 65535)) found[`${protocol}.port`] = t("account.server.port.wrong");
  return found;
}

/** "imap.example.org, port 993, TLS". */
export function serverLine(server: ServerAddress): string {
  return t("account.server.line", { host: server.host, port: String(server.port), tls: t(`account.server.tls.${server.tls}`) });
}
