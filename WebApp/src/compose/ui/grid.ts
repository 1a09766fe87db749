import type { KeyboardEvent } from "react";

/** Arrow keys over a grid of buttons `columns` wide; Home and End go to the ends. */
export function gridKeys(event: KeyboardEvent<HTMLElement>, columns: number): void {
  const items = Array.from(event.currentTarget.querySelectorAll<HTMLElement>("button:not(:disabled)"));
  const at = items.indexOf(document.activeElement as HTMLElement);
  if (at < 0) return;
  const side = document.documentElement.dir === "rtl" ? -1 : 1;
  const moves: Record<string, number> = { ArrowRight: at + side, ArrowLeft: at - side, ArrowDown: at + columns, ArrowUp: at - columns, Home: 0, End: items.length - 1 };
  const to = moves[event.key];
  if (to === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  items[Math.max(0, Math.min(items.length - 1, to))]?.focus();
}
