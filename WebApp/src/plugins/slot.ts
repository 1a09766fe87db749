/** The places a plugin may fill, and what its manifest puts there. */
import { type Label, say } from "./label.ts";

export type SlotName = "message.action" | "message.banner" | "compose.action" | "sidebar.panel" | "settings.page" | "login.button";

/** A plugin that is on. `settings` says whether the person has something to set. */
export interface ShellPlugin {
  id: string;
  name: string;
  ui: { slot: string; label: Label; icon?: string; open?: string }[];
  settings?: Readonly<Record<string, unknown>> | null;
  /** What it is for, in the reader's language, and where that is written down. */
  description?: string;
  documentation?: string;
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

/** The buttons of a place, in the order of the plugins. Entries without a page are drawn from what plugins offer on a message. */
export function slotsIn(list: readonly ShellPlugin[], slot: SlotName, language: string): Slot[] {
  return list.flatMap((plugin) => plugin.ui.flatMap((entry, i): Slot[] => {
    if (entry.slot !== slot || typeof entry.open !== "string" || !entry.open) return [];
    return [{ key: `${plugin.id} ${slot} ${i}`, slot, plugin: plugin.id, name: plugin.name, label: say(entry.label, language) || plugin.name, icon: entry.icon ?? "", open: entry.open }];
  }));
}
