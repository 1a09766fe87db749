import { useEffect, useState } from "react";
import { Button, Notice, toast } from "../../components/index.ts";
import { asFailure } from "../../failure.ts";
import { t } from "../../i18n/index.ts";
import { rest } from "../../rest.ts";
import { wordsOf } from "../auth/useSubmit.ts";
import { Frame } from "../settings/Frame.tsx";
import { SwitchSetting } from "../settings/Setting.tsx";

interface ServerPolicy {
  registration: "open" | "closed";
  allowPrivateHosts: boolean;
  allowInsecureTLS: boolean;
  allowNonstandardPorts: boolean;
}

/** Who may register, and which mail servers people may connect to; each switch acts at once. */
export function Policy() {
  const [policy, setPolicy] = useState<ServerPolicy | null>(null), [failure, setFailure] = useState<string | null>(null);
  const load = () => rest<ServerPolicy>("GET", "/api/admin/policy").then((p) => { setPolicy(p); setFailure(null); }, (error: unknown) => setFailure(wordsOf(asFailure(error))));
  useEffect(() => void load(), []);
  const change = (part: Partial<ServerPolicy>) => {
    if (!policy) return;
    const next = { ...policy, ...part };
    setPolicy(next);
    rest<ServerPolicy>("PUT", "/api/admin/policy", next).then(setPolicy, (error: unknown) => {
      setPolicy(policy);
      toast({ tone: "failure", text: t("settings.failed", { reason: wordsOf(asFailure(error)) }) });
    });
  };
  const row = (key: "allowPrivateHosts" | "allowInsecureTLS" | "allowNonstandardPorts", words: "private" | "insecure" | "ports") =>
    <SwitchSetting title={t(`admin.policy.${words}`)} hint={t(`admin.policy.${words}.hint`)} checked={policy?.[key] ?? false} disabled={!policy} onChange={(on) => change({ [key]: on })} />;
  return (
    <Frame path="/admin/policy" title={t("settings.policy")}>
      {failure && <Notice tone="danger" text={failure}><Button size="sm" onClick={() => void load()}>{t("action.tryAgain")}</Button></Notice>}
      <section>
        <h3 className="section__title">{t("admin.policy.registration")}</h3>
        <SwitchSetting title={t("admin.policy.open")} hint={t("admin.policy.open.hint")} checked={policy?.registration === "open"} disabled={!policy} onChange={(on) => change({ registration: on ? "open" : "closed" })} />
      </section>
      <section>
        <h3 className="section__title">{t("admin.policy.servers")}</h3>
        {row("allowPrivateHosts", "private")}
        {row("allowInsecureTLS", "insecure")}
        {row("allowNonstandardPorts", "ports")}
      </section>
    </Frame>
  );
}
