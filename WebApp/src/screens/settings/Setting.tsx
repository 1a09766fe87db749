import { type ReactNode, useId } from "react";
import { Switch } from "../../components/index.ts";

/** A row: what it does at the start, the control at the end. */
export function Setting({ title, hint, children }: { title: ReactNode; hint?: ReactNode; children: ReactNode }) {
  return (
    <div className="setting">
      <span className="setting__text">{title}{hint && <span className="setting__hint">{hint}</span>}</span>
      {children}
    </div>
  );
}

/** A row with a switch; the whole row is its label. */
export function SwitchSetting({ title, hint, checked, disabled, onChange }: { title: ReactNode; hint?: ReactNode; checked: boolean; disabled?: boolean; onChange: (on: boolean) => void }) {
  const id = useId();
  return (
    <div className="setting">
      <label className="setting__text" htmlFor={id}><span id={`${id}t`}>{title}</span>{hint && <span className="setting__hint" id={`${id}h`}>{hint}</span>}</label>
      <Switch id={id} aria-labelledby={`${id}t`} aria-describedby={hint ? `${id}h` : undefined} checked={checked} disabled={disabled} onChange={(e) => onChange(e.target.checked)} />
    </div>
  );
}
