/** Dates as the app writes them, in the reader's zone and format. */
import { locale, t } from "./index.ts";

const cache = new Map<string, Intl.DateTimeFormat>();

function format(date: Date, options: Intl.DateTimeFormatOptions): string {
  const key = locale() + JSON.stringify(options);
  let made = cache.get(key);
  if (!made) cache.set(key, (made = new Intl.DateTimeFormat(locale(), options)));
  return made.format(date);
}

/** Midnight of the reader's day, `days` away. */
export function dayStart(days = 0, from = new Date()): Date {
  return new Date(from.getFullYear(), from.getMonth(), from.getDate() + days);
}

/** The short time of a list row: 09:42 today, Tue this week, 14 Nov this year, 14/11/2023 before. */
export function rowTime(iso: string, now = new Date()): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return "";
  if (date >= dayStart(0, now) && date < dayStart(1, now)) return format(date, { hour: "2-digit", minute: "2-digit" });
  if (date >= dayStart(-6, now) && date < now) return format(date, { weekday: "short" });
  if (date.getFullYear() === now.getFullYear()) return format(date, { day: "numeric", month: "short" });
  return format(date, { day: "2-digit", month: "2-digit", year: "numeric" });
}

/** The time over a message: "Today, 09:42", "Yesterday, 18:05", "Tue 17 Nov, 11:20". */
export function messageTime(iso: string, now = new Date()): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return "";
  const time = format(date, { hour: "2-digit", minute: "2-digit" });
  if (date >= dayStart(0, now) && date < dayStart(1, now)) return t("date.todayAt", { time });
  if (date >= dayStart(-1, now) && date < dayStart(0, now)) return t("date.yesterdayAt", { time });
  const sameYear = date.getFullYear() === now.getFullYear();
  return format(date, { weekday: "short", day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }), hour: "2-digit", minute: "2-digit" });
}

export const fullTime = (iso: string): string => format(new Date(iso), { dateStyle: "full", timeStyle: "long" });
/** 22 Nov 2026, 18:03: inside a sentence. */
export const dateAndTime = (iso: string): string => format(new Date(iso), { dateStyle: "medium", timeStyle: "short" });
export const weekday = (date: Date): string => format(date, { weekday: "long" });
export const monthName = (date: Date): string => format(date, { month: "long", year: "numeric" });
/** "3 minutes ago", "2 days ago". */
export function ago(iso: string, now = Date.now()): string {
  const seconds = (new Date(iso).getTime() - now) / 1000;
  if (!Number.isFinite(seconds)) return "";
  const relative = new Intl.RelativeTimeFormat(locale(), { numeric: "auto" });
  const steps: [Intl.RelativeTimeFormatUnit, number][] = [["day", 86_400], ["hour", 3_600], ["minute", 60]];
  for (const [unit, length] of steps) if (Math.abs(seconds) >= length) return relative.format(Math.round(seconds / length), unit);
  return relative.format(0, "minute");
}
/** How long something has been going on, for a message that words it: at least a minute. */
export function span(iso: string, now = Date.now()): { unit: "minute" | "hour" | "day"; count: number } {
  const minutes = Math.max(1, Math.round((now - new Date(iso).getTime()) / 60_000)) || 1;
  return minutes < 60 ? { unit: "minute", count: minutes } : minutes < 48 * 60 ? { unit: "hour", count: Math.round(minutes / 60) } : { unit: "day", count: Math.round(minutes / 1440) };
}
/** 1.8 MB, 84 kB. */
export function fileSize(bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  let n = Math.max(0, bytes), i = 0;
  while (n >= 1000 && i < 3) {
    n /= 1000;
    i++;
  }
  return new Intl.NumberFormat(locale(), { style: "unit", unit: units[i], unitDisplay: i ? "short" : "long", maximumFractionDigits: n < 10 && i > 1 ? 1 : 0 }).format(n);
}

/** 1,057 in the reader's digits and marks. */
export const number = (n: number): string => new Intl.NumberFormat(locale()).format(n);
