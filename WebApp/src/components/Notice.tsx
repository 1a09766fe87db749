import type { ReactNode } from "react";
import { Icon, type IconName } from "./Icon.tsx";

/** A bar inside a pane: what happened, why, and the way out (buttons as children). */
export function Notice({ tone, icon, bar, text, children, className }: { tone?: "warning" | "danger"; icon?: IconName; bar?: boolean; text: ReactNode; children?: ReactNode; className?: string }) {
  return (
    <div className={["notice", tone && `notice--${tone}`, bar && "notice--bar", className].filter(Boolean).join(" ")} role={tone === "danger" ? "alert" : "status"}>
      <Icon name={icon ?? (tone ? "triangle-alert" : "info")} />
      <span className="notice__text">{text}</span>
      {children}
    </div>
  );
}

/** Nothing here: why, then what can be done. */
export function Empty({ icon, art, title, text, children }: { icon?: IconName; art?: ReactNode; title: string; text?: ReactNode; children?: ReactNode }) {
  return (
    <div className="empty">
      {art ?? (icon && <span className="empty__icon"><Icon name={icon} /></span>)}
      <p className="empty__title">{title}</p>
      {text && <p className="empty__text">{text}</p>}
      {children && <div className="btn-row">{children}</div>}
    </div>
  );
}

/** State of a thing that runs; the word carries it, the colour helps. */
export const State = ({ state, chip, children }: { state: "on" | "off" | "setup" | "degraded" | "failed" | "blocked"; chip?: boolean; children: ReactNode }) =>
  <span className={`state${chip ? " state--chip" : ""}`} data-state={state}>{children}</span>;

/** A small fact beside a name, with an optional act. */
export function Chip({ icon, children, act }: { icon?: IconName; children: ReactNode; act?: ReactNode }) {
  return <span className="chip">{icon && <Icon name={icon} />}<span>{children}</span>{act}</span>;
}

/** Work whose end is known (`done` of 0…1) or not (null). */
export function Progress({ label, done, hue, children }: { label: string; done: number | null; hue?: string; children?: ReactNode }) {
  const known = done !== null;
  return (
    <div className={`progress${known ? "" : " progress--unknown"}`} data-hue={hue}>
      <div className="progress__bar" role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={known ? Math.round(done * 100) : undefined}
        ref={(el) => { if (el && known) el.style.setProperty("--done", `${Math.min(100, done * 100)}%`); }} />
      {children && <div className="progress__text">{children}</div>}
    </div>
  );
}
