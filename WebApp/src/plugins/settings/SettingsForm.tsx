import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { Button, confirm, Icon, Notice, SelectField, Switch, TextArea, TextField, toast } from "../../components/index.ts";
import { asFailure } from "../../failure.ts";
import { t } from "../../i18n/index.ts";
import { rest } from "../../rest.ts";
import { guardLeaving } from "../../router.ts";
import { wordsOf } from "../../screens/auth/useSubmit.ts";
import { say } from "../label.ts";
import { changesOf, type Draft, draftOf, fieldsOf, type FieldSpec, isSet, type PluginSettings, problemOf } from "./fields.ts";
import { SecretField } from "./SecretField.tsx";

/** What a plugin said of the values. */
interface Verdict {
  ok: boolean;
  line: string;
  field?: string | null;
}
interface Props {
  /** `/api/…/settings`. */
  path: string;
  name: string;
  settings: PluginSettings;
  onSaved: (settings: PluginSettings) => void;
  /** More buttons beside Save. */
  children?: ReactNode;
}

/** The form made from a manifest: fields, what is wrong under each, a trial of the values, and no way to lose them unasked. */
export function SettingsForm({ path, name, settings, onSaved, children }: Props) {
  const [draft, setDraft] = useState<Draft>(() => draftOf(settings)), [errors, setErrors] = useState<Readonly<Record<string, string>>>({}), [general, setGeneral] = useState<string | null>(null);
  const [busy, setBusy] = useState<"save" | "check" | null>(null), [verdict, setVerdict] = useState<Verdict | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const changes = changesOf(settings, draft), dirty = Object.keys(changes).length > 0;
  useEffect(() => {
    if (!dirty) return;
    return guardLeaving(() => confirm({ title: t("plugin.settings.leave.title"), text: t("plugin.settings.leave.text", { name }), action: t("plugin.settings.leave.action"), destroy: true }));
  }, [dirty, name]);

  const put = (key: string, value: Draft[string]) => {
    setDraft((old) => ({ ...old, [key]: value }));
    setVerdict(null);
    setGeneral(null);
    setErrors(({ [key]: _, ...rest }) => rest);
  };
  const show = (found: Readonly<Record<string, string>>) => {
    setErrors(found);
    const first = Object.keys(found)[0];
    if (first) requestAnimationFrame(() => form.current?.querySelector<HTMLElement>(`[name="${CSS.escape(first)}"]`)?.focus());
  };
  const problems = (): Record<string, string> => Object.fromEntries(fieldsOf(settings).flatMap(([key, spec]) => {
    const problem = problemOf(spec, draft[key], settings.values[key]);
    return problem ? [[key, t(`plugin.field.${problem.name}`, { limit: problem.limit ?? 0 })]] : [];
  }));
  const right = (): boolean => {
    const found = problems();
    show(found);
    return Object.keys(found).length === 0;
  };
  // A form that was never filled in can be sent, too: that is how it says what is missing.
  const complete = Object.keys(problems()).length === 0;
  const failed = (error: unknown) => {
    const failure = asFailure(error), field = failure.extra.field;
    if (field && field in settings.fields) show({ [field]: wordsOf(failure) });
    else setGeneral(wordsOf(failure));
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setVerdict(null);
    setGeneral(null);
    if (busy || !right()) return;
    setBusy("save");
    try {
      const now = await rest<PluginSettings>("PUT", path, { values: changes });
      setDraft(draftOf(now));
      onSaved(now);
      toast({ text: t("plugin.settings.saved", { name }) });
    } catch (error) {
      failed(error);
    } finally {
      setBusy(null);
    }
  };
  const check = async () => {
    setVerdict(null);
    setGeneral(null);
    if (!right()) return;
    setBusy("check");
    try {
      const said = await rest<Verdict>("POST", `${path}/check`, { values: changes });
      if (!said.ok && said.field && said.field in settings.fields) show({ [said.field]: said.line });
      else setVerdict(said);
    } catch (error) {
      failed(error);
    } finally {
      setBusy(null);
    }
  };
  return (
    <form className="plugin-form" ref={form} noValidate onSubmit={(event) => void save(event)} aria-label={t("plugin.settings.of", { name })}>
      {fieldsOf(settings).map(([key, spec]) => (
        <Control key={key} name={key} spec={spec} value={draft[key]} kept={settings.values[key]} error={errors[key] ?? null} onChange={(value) => put(key, value)} />
      ))}
      {general && <Notice tone="danger" text={general} />}
      {verdict && <Notice tone={verdict.ok ? undefined : "danger"} icon={verdict.ok ? "circle-check" : "circle-alert"} text={<span dir="auto">{verdict.line}</span>} />}
      <div className="btn-row plugin-form__foot">
        <Button type="submit" variant="primary" busy={busy === "save"} disabled={!dirty && complete || busy === "check"}>{t("action.save")}</Button>
        {settings.checks && <Button busy={busy === "check"} disabled={busy === "save"} onClick={() => void check()}>{t("plugin.settings.check")}</Button>}
        {dirty && <Button variant="quiet" onClick={() => { setDraft(draftOf(settings)); setErrors({}); setVerdict(null); setGeneral(null); }}>{t("plugin.settings.revert")}</Button>}
        {children}
      </div>
    </form>
  );
}

interface ControlProps {
  name: string;
  spec: FieldSpec;
  value: Draft[string];
  kept: unknown;
  error: string | null;
  onChange: (value: Draft[string]) => void;
}

function Control({ name, spec, value, kept, error, onChange }: ControlProps) {
  const id = useId(), language = document.documentElement.lang;
  const words = say(spec.label, language) || name, help = say(spec.help, language) || undefined;
  const optional = spec.required || spec.type === "boolean" || spec.type === "choice" ? undefined : <span className="muted">{t("field.optional")}</span>;
  const text = typeof value === "string" ? value : "";
  switch (spec.type) {
    case "boolean":
      return (
        <div className="setting">
          <label className="setting__text" htmlFor={id}><span id={`${id}t`}>{words}</span>{help && <span className="setting__hint" id={`${id}h`}>{help}</span>}
            {error && <span className="field__error" role="alert"><Icon name="circle-alert" size="sm" /><span>{error}</span></span>}</label>
          <Switch id={id} name={name} aria-labelledby={`${id}t`} aria-describedby={help ? `${id}h` : undefined} checked={value === true} onChange={(e) => onChange(e.target.checked)} />
        </div>
      );
    case "secret": return <SecretField name={name} label={words} hint={help} error={error} set={isSet(kept)} required={spec.required === true} aside={optional} value={value as string | null | undefined} onChange={onChange} />;
    case "choice": {
      const options = (spec.choices ?? []).map((choice) => ({ value: choice.value, label: say(choice.label, language) || choice.value }));
      const none = text === "" || !options.some((o) => o.value === text) || !spec.required;
      return <SelectField label={words} name={name} hint={help} error={error} value={text} options={none ? [{ value: "", label: t("plugin.field.none") }, ...options] : options} onChange={(e) => onChange(e.target.value)} />;
    }
    case "multiline": return <TextArea label={words} aside={optional} name={name} hint={help} error={error} rows={4} dir="auto" value={text} onChange={(e) => onChange(e.target.value)} />;
    case "number": return <TextField label={words} aside={optional} name={name} hint={help} error={error} inputMode="decimal" value={text} onChange={(e) => onChange(e.target.value)} />;
    default: {
      const plain = spec.type !== "text";
      return <TextField label={words} aside={optional} name={name} hint={help} error={error} type={plain ? spec.type : "text"} dir={plain ? "ltr" : "auto"} {...(plain ? { spellCheck: false, autoCapitalize: "none" } : {})} value={text} onChange={(e) => onChange(e.target.value)} />;
    }
  }
}
