import { type ReactNode, useEffect, useRef, useState } from "react";
import { Button, Field, PasswordField } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";

interface Props {
  name: string;
  label: string;
  hint?: string;
  error?: string | null;
  /** The server keeps one. */
  set: boolean;
  value: string | null | undefined;
  required: boolean;
  /** Stands beside the label of an empty one. */
  aside?: ReactNode;
  onChange: (value: string | null | undefined) => void;
}

/** A secret: never shown again, only replaced or removed. */
export function SecretField({ name, label, hint, error, set, value, required, aside, onChange }: Props) {
  const input = useRef<HTMLInputElement>(null), [typing, setTyping] = useState(false);
  useEffect(() => {
    if (typing) input.current?.focus();
  }, [typing]);
  if (set && value === undefined) {
    return (
      <Field label={label} hint={hint} error={error}>
        {({ id, describedBy }) => (
          <div className="secret">
            <input id={id} name={name} className="input" value={t("plugin.secret.set")} readOnly aria-describedby={describedBy} />
            <Button size="sm" aria-label={t("plugin.secret.replaceOf", { label })} onClick={() => { setTyping(true); onChange(""); }}>{t("plugin.secret.replace")}</Button>
            {!required && <Button size="sm" variant="danger" aria-label={t("plugin.secret.removeOf", { label })} onClick={() => onChange(null)}>{t("action.remove")}</Button>}
          </div>
        )}
      </Field>
    );
  }
  if (set && value === null) {
    return (
      <Field label={label} hint={hint} error={error}>
        {({ id, describedBy }) => (
          <div className="secret">
            <input id={id} name={name} className="input" value={t("plugin.secret.going")} readOnly aria-describedby={describedBy} />
            <Button size="sm" onClick={() => onChange(undefined)}>{t("plugin.secret.keep")}</Button>
          </div>
        )}
      </Field>
    );
  }
  return (
    <PasswordField ref={input} label={label} name={name} value={value ?? ""} hint={hint} error={error ?? null} autoComplete="off" spellCheck={false} dir="ltr" onChange={(e) => onChange(e.target.value)}
      aside={set ? <button type="button" className="btn btn--link" onClick={() => { setTyping(false); onChange(undefined); }}>{t("plugin.secret.keep")}</button> : aside} />
  );
}
