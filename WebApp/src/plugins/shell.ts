/** The plugins that are on, as the shell draws them: buttons in its slots, pages behind them. */
import { useEffect, useSyncExternalStore } from "react";
import { languageVersion, onLanguage } from "../i18n/index.ts";
import { rest } from "../rest.ts";
import { signal } from "../store/signal.ts";
import { useSignal } from "../store/use.ts";
import { loadAllIcons } from "./icons.ts";
import { type ShellPlugin, type Slot, type SlotName, slotsIn } from "./slot.ts";

export type { ShellPlugin, Slot, SlotName } from "./slot.ts";

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

/** The buttons of a place in the reader's language. */
export const slotsOf = (list: readonly ShellPlugin[], slot: SlotName): Slot[] => slotsIn(list, slot, document.documentElement.lang);
export const useSlots = (slot: SlotName): Slot[] => slotsOf(useSignal(shellPlugins) ?? [], slot);
