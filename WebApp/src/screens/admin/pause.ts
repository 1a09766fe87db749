/** Which plugins were paused together, remembered in this browser, so that they come back together. */
const KEY = "mailflow.pausedPlugins";

export function paused(): string[] {
  try {
    const given: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(given) ? given.filter((id): id is string => typeof id === "string") : [];
  } catch {
    return [];
  }
}
export function remember(ids: readonly string[]): void {
  try {
    if (ids.length) localStorage.setItem(KEY, JSON.stringify(ids));
    else localStorage.removeItem(KEY);
  } catch {
    // Remembered for this page only.
  }
}
