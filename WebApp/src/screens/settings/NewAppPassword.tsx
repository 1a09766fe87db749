import { useEffect, useRef, useState } from "react";
import { Button, TextField, toast } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";
import { rest } from "../../rest.ts";
import { useSubmit } from "../auth/useSubmit.ts";

interface Props {
  /** What it may be for, as an example in the empty field. */
  example?: string;
  onMade?: () => void;
}

/** Makes a password for another program: named, shown once, copied. */
export function NewAppPassword({ example, onMade }: Props) {
  const [name, setName] = useState(""), [made, setMade] = useState<{ name: string; password: string } | null>(null);
  const copy = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (made) copy.current?.focus();
  }, [made]);
  const s = useSubmit(
    () => (name.trim() ? {} : { name: t("settings.appPassword.name.missing") }) as Record<string, string>,
    async () => {
      setMade(await rest<{ name: string; password: string }>("POST", "/api/app-passwords", { name: name.trim() }));
      setName("");
      onMade?.();
    },
    () => null,
  );
  return (
    <>
      <div role="status">
        {made && (
          <div className="once">
            <p><strong>{t("settings.appPassword.made", { name: made.name })}</strong> {t("settings.appPassword.once")}</p>
            <div className="once__line"><code dir="ltr">{made.password}</code>
              <Button ref={copy} size="sm" icon="copy" onClick={() => void navigator.clipboard.writeText(made.password).then(() => toast({ text: t("settings.appPassword.copied") }))}>{t("settings.appPassword.copy")}</Button>
              <Button size="sm" variant="quiet" onClick={() => setMade(null)}>{t("action.close")}</Button>
            </div>
          </div>
        )}
      </div>
      <form className="line-form" ref={s.form} noValidate onSubmit={s.submit}>
        <TextField label={t("settings.appPassword.name")} name="name" value={name} placeholder={example} error={s.errors.name ?? s.general} maxLength={100} dir="auto" onChange={(e) => { setName(e.target.value); s.clear("name"); }} />
        <Button type="submit" busy={s.busy}>{t("settings.appPassword.add")}</Button>
      </form>
    </>
  );
}
