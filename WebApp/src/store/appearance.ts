/** Theme, layout and language: data attributes on the root element, remembered in this browser for the first paint. */
import { setLanguage } from "../i18n/index.ts";

export const THEMES = [
  "dark", "light", "catppuccin-mocha", "catppuccin-latte", "gruvbox", "nord", "tokyo-night", "solarized-light", "solarized-dark", "dracula", "rose-pine", "high-contrast",
] as const;
export const LAYOUTS = ["classic", "compact", "comfortable", "wide", "vertical", "focused"] as const;

export interface Appearance {
  /** A theme's name, or `system`. */
  theme: string;
  layout: string;
  language: string | null;
}

const KEY = "mailflow.appearance";
const lightSystem = matchMedia("(prefers-color-scheme: light)");
let applied: Appearance = { theme: "system", layout: "classic", language: null };

/** What this browser used last. */
export function savedAppearance(): Partial<Appearance> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}") ?? {};
  } catch {
    return {};
  }
}

const forced = (name: string): string | null => new URLSearchParams(location.search).get(name);

function paint() {
  const root = document.documentElement;
  const theme = forced("theme") ?? applied.theme;
  root.dataset.theme = (THEMES as readonly string[]).includes(theme) ? theme : lightSystem.matches ? "light" : "dark";
  const layout = forced("layout") ?? applied.layout;
  root.dataset.layout = (LAYOUTS as readonly string[]).includes(layout) ? layout : "classic";
}
lightSystem.addEventListener("change", paint);

/** Paints the app in these colours and this layout and remembers them for the next start. */
export function applyAppearance(next: Partial<Appearance>): void {
  const language = applied.language;
  applied = { ...applied, ...next };
  paint();
  try {
    localStorage.setItem(KEY, JSON.stringify(applied));
  } catch {
    // Private windows may refuse; the app works without.
  }
  if (next.language !== undefined && next.language !== language) void setLanguage(next.language);
}

applied = { ...applied, ...savedAppearance() };
paint();

/** The theme in use is a light one: mail documents are asked for in the same. */
export const isLight = (): boolean => getComputedStyle(document.documentElement).colorScheme.includes("light");
