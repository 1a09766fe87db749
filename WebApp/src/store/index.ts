/** The one store of the app. */
import { dayStart } from "../i18n/dates.ts";
import { ALL, jmap } from "../jmap/index.ts";
import type { Id, Preference, SetAnswer } from "../jmap/types.ts";
import { applyAppearance } from "./appearance.ts";
import { MailCache } from "./mail.ts";
import { Sync } from "./sync.ts";
import { ListWindow, type WindowQuery } from "./window.ts";

export const cache = new MailCache();

const windows = new Map<string, ListWindow>();
const KEPT = 12;

/** Midnights the list's headings begin at: today, yesterday, five weekdays, last week. */
const boundaries = () => [0, -1, -2, -3, -4, -5, -6, -13].map((days) => dayStart(days).getTime());

/** The window of a query; the same object while it is among the last ones used, so a list comes back as it was left. */
export function listWindow(query: WindowQuery): ListWindow {
  const key = JSON.stringify(query);
  let window = windows.get(key);
  if (window) {
    windows.delete(key);
    windows.set(key, window);
    return window;
  }
  window = new ListWindow(cache, jmap, query, boundaries);
  windows.set(key, window);
  if (windows.size > KEPT) windows.delete(windows.keys().next().value!);
  return window;
}
export const allWindows = (): Iterable<ListWindow> => windows.values();

export const sync = new Sync(cache, jmap, () => windows.values());

/** Changes the person's preferences: painted at once, sent, put back when the server refuses (and thrown). */
export async function setPreference(patch: Partial<Preference>): Promise<void> {
  const before = cache.preference.get();
  cache.preference.set({ ...before, ...patch });
  try {
    const answer = await jmap.call<SetAnswer>("Preference/set", { accountId: ALL, update: { singleton: patch } });
    const refused = answer.notUpdated?.["singleton"];
    if (refused) throw (await import("../jmap/batch.ts")).methodFailure(refused);
  } catch (error) {
    cache.preference.set((now) => ({ ...now, ...Object.fromEntries(Object.keys(patch).map((key) => [key, before[key]])) }));
    throw error;
  }
}

cache.preference.subscribe(() => {
  const { theme, layout, language } = cache.preference.get();
  applyAppearance({ theme, layout, language });
});

export type { Id };
