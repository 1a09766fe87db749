import { forwardRef, type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, type TextareaHTMLAttributes, useId, useState } from "react";
import { t } from "../i18n/index.ts";
import { IconButton } from "./Button.tsx";
import { Icon } from "./Icon.tsx";

interface Frame {
  label: ReactNode;
  /** Stands at the end of the label's line, e.g. a link. */
  aside?: ReactNode;
  hint?: ReactNode;
  /** What is wrong, then how to mend it. Empty means right. */
  error?: string | null;
}

/** Label, control, hint and error, tied together for assistive technology. */
export function Field({ label, aside, hint, error, children }: Frame & { children: (ids: { id: string; describedBy: string | undefined; invalid: true | undefined }) => ReactNode }) {
  const id = useId();
  return (
    <div className="field">
      <div className="field__label"><label htmlFor={id}>{label}</label>{aside}</div>
      {children({ id, describedBy: error ? `${id}e` : hint ? `${id}h` : undefined, invalid: error ? true : undefined })}
      {error
        ? <p className="field__error" id={`${id}e`} role="alert"><Icon name="circle-alert" size="sm" /><span>{error}</span></p>
        : hint && <p className="field__hint" id={`${id}h`}>{hint}</p>}
    </div>
  );
}

type InputProps = Omit<InputHTMLAttributes<HTMLInputElement>, "size"> & Frame & { big?: boolean };

/** A line of text. */
export const TextField = forwardRef<HTMLInputElement, InputProps>(function TextField({ label, aside, hint, error, big, className, ...rest }, ref) {
  return (
    <Field label={label} aside={aside} hint={hint} error={error}>
      {({ id, describedBy, invalid }) => (
        <input ref={ref} {...rest} id={id} aria-describedby={describedBy} aria-invalid={invalid} className={`input${big ? " input--lg" : ""} ${className ?? ""}`} />
      )}
    </Field>
  );
});

/** A password with a button that shows it. */
export const PasswordField = forwardRef<HTMLInputElement, InputProps>(function PasswordField({ label, aside, hint, error, big, ...rest }, ref) {
  const [shown, show] = useState(false);
  return (
    <Field label={label} aside={aside} hint={hint} error={error}>
      {({ id, describedBy, invalid }) => (
        <div className="input-wrap">
          <input ref={ref} {...rest} type={shown ? "text" : "password"} id={id} aria-describedby={describedBy} aria-invalid={invalid} className={`input${big ? " input--lg" : ""}`} />
          <IconButton icon="eye" size="sm" label={t(shown ? "field.hidePassword" : "field.showPassword")} pressed={shown} onClick={() => show(!shown)} />
        </div>
      )}
    </Field>
  );
});

/** A text of several lines. */
export function TextArea({ label, aside, hint, error, ...rest }: TextareaHTMLAttributes<HTMLTextAreaElement> & Frame) {
  return (
    <Field label={label} aside={aside} hint={hint} error={error}>
      {({ id, describedBy, invalid }) => <textarea {...rest} id={id} aria-describedby={describedBy} aria-invalid={invalid} className="input input--area" />}
    </Field>
  );
}

/** One of a few values. */
export function SelectField({ label, aside, hint, error, options, ...rest }: SelectHTMLAttributes<HTMLSelectElement> & Frame & { options: { value: string; label: string }[] }) {
  return (
    <Field label={label} aside={aside} hint={hint} error={error}>
      {({ id, describedBy, invalid }) => (
        <div className="input-wrap">
          <select {...rest} id={id} aria-describedby={describedBy} aria-invalid={invalid} className="input select">
            {options.map((o) => <option key={o.value} value={o.value}>{o.label}</option>)}
          </select>
          <Icon name="chevron-down" size="sm" />
        </div>
      )}
    </Field>
  );
}

type CheckProps = Omit<InputHTMLAttributes<HTMLInputElement>, "type">;

/** An on-off switch; the words beside it are the caller's, named by `aria-label` or `aria-labelledby`. */
export const Switch = forwardRef<HTMLInputElement, CheckProps>(function Switch(props, ref) {
  return <input ref={ref} {...props} type="checkbox" role="switch" className="switch" />;
});

/** A bare tick box. `part` draws the half-ticked state. */
export function Check({ part, ...props }: CheckProps & { part?: boolean }) {
  return <input {...props} type="checkbox" className="check" ref={(el) => { if (el) el.indeterminate = !!part; }} />;
}

/** A tick box or radio with its words and a hint. */
export function Choice({ kind = "check", label, hint, ...rest }: CheckProps & { kind?: "check" | "radio"; label: ReactNode; hint?: ReactNode }) {
  return (
    <label className="choice">
      <input {...rest} type={kind === "radio" ? "radio" : "checkbox"} className={kind} />
      <span className="choice__text"><span>{label}</span>{hint && <span className="choice__hint">{hint}</span>}</span>
    </label>
  );
}
