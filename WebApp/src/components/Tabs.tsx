import { type ReactNode, useRef } from "react";

export interface Tab<T extends string> {
  value: T;
  label: ReactNode;
  count?: number;
}

/** Arrow keys, Home and End over a row of controls; gives the next value. */
function step<T extends string>(event: React.KeyboardEvent, values: T[], current: T): T | null {
  const rtl = document.documentElement.dir === "rtl";
  const i = values.indexOf(current), n = values.length;
  const forward = rtl ? "ArrowLeft" : "ArrowRight", back = rtl ? "ArrowRight" : "ArrowLeft";
  const to = event.key === forward || event.key === "ArrowDown" ? (i + 1) % n : event.key === back || event.key === "ArrowUp" ? (i - 1 + n) % n : event.key === "Home" ? 0 : event.key === "End" ? n - 1 : -1;
  if (to < 0) return null;
  event.preventDefault();
  return values[to]!;
}

/** A row of tabs with one tab stop. */
export function Tabs<T extends string>({ label, tabs, value, onChange, className }: { label: string; tabs: Tab<T>[]; value: T; onChange: (value: T) => void; className?: string }) {
  const box = useRef<HTMLDivElement>(null);
  return (
    <div ref={box} className={`tabs ${className ?? ""}`} role="tablist" tabIndex={-1} aria-label={label} onKeyDown={(event) => {
      const to = step(event, tabs.map((tab) => tab.value), value);
      if (to === null) return;
      onChange(to);
      box.current?.querySelector<HTMLElement>(`[data-value="${CSS.escape(to)}"]`)?.focus();
    }}>
      {tabs.map((tab) => (
        <button key={tab.value} type="button" className="tab" role="tab" data-value={tab.value} aria-selected={tab.value === value} tabIndex={tab.value === value ? 0 : -1} onClick={() => onChange(tab.value)}>
          {tab.label}
          {!!tab.count && <span className="count">{tab.count}</span>}
        </button>
      ))}
    </div>
  );
}

/** A choice of a few, drawn as one control. */
export function Segments<T extends string>({ label, options, value, onChange }: { label: string; options: { value: T; label: ReactNode }[]; value: T; onChange: (value: T) => void }) {
  const box = useRef<HTMLDivElement>(null);
  return (
    <div ref={box} className="segments" role="radiogroup" tabIndex={-1} aria-label={label} onKeyDown={(event) => {
      const to = step(event, options.map((o) => o.value), value);
      if (to === null) return;
      onChange(to);
      box.current?.querySelector<HTMLElement>(`[data-value="${CSS.escape(to)}"]`)?.focus();
    }}>
      {options.map((o) => (
        <button key={o.value} type="button" className="segment" role="radio" data-value={o.value} aria-checked={o.value === value} tabIndex={o.value === value ? 0 : -1} onClick={() => onChange(o.value)}>{o.label}</button>
      ))}
    </div>
  );
}
