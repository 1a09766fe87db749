/** The plugins that are on, as the shell draws them: buttons in its slots, pages behind them. */
import { useEffect, useSyncExternalStore } from "react";
import { languageVersion, onLanguage } from "../i18n/index.ts";
import { rest } from "../rest.ts";
import { signal } from "../store/signal.ts";
import { useSignal } from "../store/use.ts";
import { loadAllIcons } from "./icons.ts";
import { type Label, say } from "./label.ts";

export type SlotName = "message.action" | "message.banner" | "compose.action" | "sidebar.panel" | "settings.page" | "login.button";

/** A plugin that is on. `settings` says whether the person has something to set. */
export interface ShellPlugin {
  id: string;
  name: string;
  ui: { slot: string; label: Label; icon?: string; open?: string }[];
  settings?: Readonly<Record<string, unknown>> | null;
}

/** A button the shell draws for a plugin, and the page it opens. */
export interface Slot {
  /** Unique among the slots on the screen. */
  key: string;
  slot: SlotName;
  plugin: string;
  /** The plugin's name. */
  name: string;
  label: string;
  icon: string;
  /** A page of the plugin's web folder; of a login.button also a route of the plugin the browser goes to. */
  open: string;
}

/** What is on; null until the server has said. */
export const shellPlugins = signal<readonly ShellPlugin[] | null>(null);
let asked = 0;

/** Asks what is on. A failure leaves what was known: plugins come and go, mail goes on. */
export async function loadShellPlugins(): Promise<void> {
  asked = Date.now();
  try {
    const { list } = await rest<{ list: ShellPlugin[] }>("GET", `/api/plugins?lang=${encodeURIComponent(document.documentElement.lang || "en")}`);
    const found = (Array.isArray(list) ? list : []).filter((p) => typeof p?.id === "string" && Array.isArray(p.ui));
    if (JSON.stringify(found) === JSON.stringify(shellPlugins.get())) return;
    if (found.some((p) => p.ui.length > 0)) void loadAllIcons();
    shellPlugins.set(found);
  } catch {
    if (!shellPlugins.get()) shellPlugins.set([]);
  }
}

/** Keeps the list fresh while a screen shows slots: at once, in another language, and when the person comes back. */
export function useShellPlugins(): readonly ShellPlugin[] {
  const list = useSignal(shellPlugins), language = useSyncExternalStore(onLanguage, languageVersion);
  useEffect(() => {
    void loadShellPlugins();
    const back = () => document.visibilityState === "visible" && Date.now() - asked > 15_000 && void loadShellPlugins();
    addEventListener("focus", back);
    document.addEventListener("visibilitychange", back);
    return () => {
      removeEventListener("focus", back);
      document.removeEventListener("visibilitychange", back);
    };
  }, [language]);
  return list ?? [];
}

/** The buttons of a place, in the order of the plugins. Entries without a page are drawn from what plugins offer on a message. */
export function slotsIn(list: readonly ShellPlugin[], slot: SlotName, language = document.documentElement.lang): Slot[] {
  return list.flatMap((plugin) => plugin.ui.flatMap((entry, i): Slot[] => {
    if (entry.slot !== slot || typeof entry.open !== "string" || !entry.open) return [];
    return [{ key: `${plugin.id} ${slot} ${i}`, slot, plugin: plugin.id, name: plugin.name, label: say(entry.label, language) || plugin.name, icon: entry.icon ?? "", open: entry.open }];
  }));
}
export const useSlots = (slot: SlotName): Slot[] => slotsIn(useSignal(shellPlugins) ?? [], slot);
