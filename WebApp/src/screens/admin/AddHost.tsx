import { useEffect, useRef, useState } from "react";
import { Button, Notice, TextField, toast } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";
import { useSubmit } from "../auth/useSubmit.ts";
import { type PluginDetail, setGrants } from "./plugin.ts";
import { hostOf } from "./words.ts";

interface Props {
  plugin: PluginDetail;
  given: readonly string[];
  onDone: (plugin: PluginDetail) => void;
}

/** Lets a plugin that speaks to web servers reach one more, such as a gateway of one's own; says first what that means. */
export function AddHost({ plugin, given, onDone }: Props) {
  const [open, setOpen] = useState(false), [typed, setTyped] = useState("");
  const opener = useRef<HTMLButtonElement>(null), field = useRef<HTMLInputElement>(null), host = hostOf(typed);
  useEffect(() => {
    if (open) field.current?.focus();
  }, [open]);
  const close = () => {
    setOpen(false);
    setTyped("");
    requestAnimationFrame(() => opener.current?.focus());
  };
  const s = useSubmit(
    () => (!host ? { host: t("admin.plugins.host.wrong") } : given.includes(`http:${host}`) ? { host: t("admin.plugins.host.there", { host }) } : {}) as Record<string, string>,
    async () => {
      onDone(await setGrants(plugin.id, [...given, `http:${host}`]));
      toast({ text: t("admin.plugins.host.done", { name: plugin.name, host: host! }) });
      close();
    },
    () => null,
  );
  if (!open) return <Button ref={opener} className="permission-add" size="sm" variant="quiet" icon="plus" onClick={() => setOpen(true)}>{t("admin.plugins.host.add")}</Button>;
  return (
    <form className="permission-form" ref={s.form} noValidate onSubmit={s.submit}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        close();
      }}>
      <TextField ref={field} label={t("admin.plugins.host")} name="host" value={typed} placeholder={t("admin.plugins.host.example")} inputMode="url" autoComplete="off" autoCapitalize="none" spellCheck={false} dir="ltr" maxLength={300}
        error={s.errors.host ?? s.general} onChange={(event) => { setTyped(event.target.value); s.clear("host"); }} />
      <Notice tone="warning" icon="shield-alert" text={t("admin.plugins.host.warning", { name: plugin.name, host: host ?? t("admin.plugins.host.this") })} />
      <div className="btn-row">
        <Button type="submit" size="sm" busy={s.busy}>{host ? t("admin.plugins.host.allow", { host }) : t("admin.plugins.give")}</Button>
        <Button size="sm" variant="quiet" onClick={close}>{t("action.cancel")}</Button>
      </div>
    </form>
  );
}
