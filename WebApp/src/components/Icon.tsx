import { useSyncExternalStore } from "react";
import type { IconName } from "../../build/gen/icon-names.ts";
import start from "../../build/gen/icons-start.ts";

export type { IconName } from "../../build/gen/icon-names.ts";

let icons: Record<string, string> = start;
const listeners = new Set<() => void>();

/** Adds the icons of a lazy area: `registerIcons((await import("…/build/gen/icons-settings.ts")).default)`. */
export function registerIcons(more: Record<string, string>): void {
  icons = { ...icons, ...more };
  for (const listener of listeners) listener();
}
/** Whether a name from outside, such as a plugin's manifest, is an icon that is here. */
export const hasIcon = (name: string): name is IconName => Object.hasOwn(icons, name);
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
/** `hasIcon`, painted again when icons arrive. */
export const useHasIcon = (name: string): name is IconName => Object.hasOwn(useSyncExternalStore(subscribe, () => icons), name);
const FLIP = new Set(["arrow-left", "chevron-right", "send", "reply", "reply-all", "forward", "panel-left", "log-out", "log-in", "external-link", "undo-2", "list-todo", "text-quote"]);

/** An outline icon, hidden from assistive technology: the control around it has the name. */
export function Icon({ name, size, solid, spin, className }: { name: IconName; size?: "sm" | "lg"; solid?: boolean; spin?: boolean; className?: string }) {
  const all = useSyncExternalStore(subscribe, () => icons);
  const classes = ["icon", size && `icon--${size}`, solid && "icon--solid", spin && "icon--spin", FLIP.has(name) && "icon--flip", className];
  return <svg className={classes.filter(Boolean).join(" ")} viewBox="0 0 24 24" aria-hidden="true" dangerouslySetInnerHTML={{ __html: all[name] ?? "" }} />;
}

/** The product mark. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 24 24" aria-hidden="true">
      <rect x="2.5" y="4.5" width="19" height="15" rx="3" />
      <path className="mark__flow" d="M2.8 7.2c5 0 5.2 6.3 9.2 6.3s4.2-6.3 9.2-6.3" />
    </svg>
  );
}

/** A key hint, e.g. `C` or `Ctrl K`. */
export const Kbd = ({ children }: { children: string }) => <span className="kbd" aria-hidden="true">{children}</span>;
