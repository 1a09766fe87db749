import { session } from "../../session.ts";
import { isLight } from "../../store/appearance.ts";
import type { Context } from "./FrameTalk.ts";

/** The tokens a page may rely on; documented for authors. */
export const TOKENS = [
  "--surface-sunken", "--surface-base", "--surface-reader", "--surface-raised", "--surface-overlay", "--surface-hover", "--surface-well", "--surface-selected",
  "--text-strong", "--text-primary", "--text-secondary", "--text-tertiary", "--text-disabled", "--text-link", "--text-on-accent",
  "--border-subtle", "--border-default", "--border-strong", "--accent", "--accent-hover", "--accent-text", "--accent-soft",
  "--danger", "--danger-text", "--danger-soft", "--warning-text", "--warning-soft", "--success-text", "--focus-ring",
  "--font-ui", "--font-mono", "--type-meta", "--type-ui", "--type-body", "--type-read", "--type-title", "--weight-medium", "--weight-strong",
  "--space-1", "--space-2", "--space-3", "--space-4", "--space-5", "--space-6", "--radius-1", "--radius-2", "--radius-3", "--control-sm", "--control-md",
] as const;

/** The theme as the page around an element shows it. */
function themeAt(surface: string): Context["theme"] {
  const style = getComputedStyle(document.documentElement), tokens: Record<string, string> = {};
  for (const name of TOKENS) {
    const value = style.getPropertyValue(name).trim();
    if (value) tokens[name] = value;
  }
  // What the frame stands on, so that a page can melt into it.
  tokens["--surface"] = style.getPropertyValue(surface).trim();
  return { name: document.documentElement.dataset.theme ?? "dark", dark: !isLight(), tokens };
}

/** What a page is told. */
export function contextOf(slot: string, surface: string, more: Pick<Context, "email" | "draft">): Context {
  const user = session.get()?.user;
  return { slot, user: user ? { id: user.id, name: user.displayName || user.username } : null, language: document.documentElement.lang || "en", theme: themeAt(surface), ...more };
}

/** Calls when theme, direction or language of the app change. */
export function onLook(changed: () => void): () => void {
  const watch = new MutationObserver(changed);
  watch.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "lang", "dir"] });
  return () => watch.disconnect();
}
