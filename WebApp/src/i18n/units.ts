/** Measures in the reader's language. */
import { locale } from "./index.ts";

/** The shortest name of the unit, after a space that does not break. */
const unit = (value: number, unit: string, digits: number): string =>
  new Intl.NumberFormat(locale(), { style: "unit", unit, unitDisplay: "narrow", maximumFractionDigits: digits }).formatToParts(value).map((part) => (part.type === "unit" ? `\u00a0${part.value.trim()}` : part.value.trim())).join("");

/** 40 ms, 2.4 s, 3 min. */
export function duration(milliseconds: number): string {
  if (!Number.isFinite(milliseconds) || milliseconds < 0) return "";
  if (milliseconds < 10) return unit(milliseconds, "millisecond", 1);
  if (milliseconds < 1000) return unit(milliseconds, "millisecond", 0);
  if (milliseconds < 60_000) return unit(milliseconds / 1000, "second", 1);
  return unit(milliseconds / 60_000, "minute", 0);
}
/** 15 % of one. */
export const percent = (part: number): string => new Intl.NumberFormat(locale(), { style: "percent", maximumFractionDigits: part > 0 && part < 0.1 ? 1 : 0 }).format(part);
/** "every 15 minutes", from a plugin's `15m`. */
export function every(interval: string): string {
  const found = /^(\d+)([smhd])$/.exec(interval);
  if (!found) return interval;
  const names = { s: "second", m: "minute", h: "hour", d: "day" } as const;
  return new Intl.NumberFormat(locale(), { style: "unit", unit: names[found[2] as "s"], unitDisplay: "long" }).format(Number(found[1]));
}
