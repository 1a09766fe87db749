/** Which panel of the right rail stands open and how wide it is; remembered in this browser. */
import { signal } from "../store/signal.ts";

/** Widths of a panel in CSS pixels. */
export const WIDTHS = { least: 240, most: 560, usual: 336 };
export interface RailState {
  /** The key of the open slot. */
  open: string | null;
  width: number;
}
export const widthOf = (width: number): number => Math.round(Math.min(WIDTHS.most, Math.max(WIDTHS.least, width)));

const KEY = "mailflow.rail";
function saved(): RailState {
  try {
    const given = JSON.parse(localStorage.getItem(KEY) ?? "{}") ?? {};
    return { open: typeof given.open === "string" ? given.open : null, width: typeof given.width === "number" && Number.isFinite(given.width) ? widthOf(given.width) : WIDTHS.usual };
  } catch {
    return { open: null, width: WIDTHS.usual };
  }
}
// A phone shows a panel instead of the list, so none stands open there from the last time.
export const rail = signal<RailState>(innerWidth < 768 ? { ...saved(), open: null } : saved());
rail.subscribe(() => {
  try {
    localStorage.setItem(KEY, JSON.stringify(rail.get()));
  } catch {
    // Remembered for this page only.
  }
});
export const openRail = (open: string | null): void => rail.set((old) => ({ ...old, open }));
