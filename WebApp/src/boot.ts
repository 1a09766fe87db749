/** Runs before the first paint: theme, layout, language and direction this browser used last. */
(() => {
  const root = document.documentElement;
  let saved: { theme?: string; layout?: string; language?: string | null } = {};
  try {
    saved = JSON.parse(localStorage.getItem("mailflow.appearance") ?? "{}") ?? {};
  } catch {
    saved = {};
  }
  const theme = typeof saved.theme === "string" ? saved.theme : "system";
  const light = matchMedia("(prefers-color-scheme: light)").matches;
  root.dataset.theme = theme === "system" ? (light ? "light" : "dark") : theme;
  if (typeof saved.layout === "string") root.dataset.layout = saved.layout;
})();
