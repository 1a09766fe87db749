import { rest } from "../../rest.ts";
import type { IconName } from "../../components/index.ts";

/** What a plugin may do, in words. */
export interface Grant {
  grant: string;
  words: string;
  why: string;
  lastUsedAt: string | null;
}

/** A plugin as the administrator sees it (see docs/contributors/api.md). */
export interface Plugin {
  id: string;
  name: string;
  version: string;
  publisher: string;
  description: string;
  license?: string;
  state: "off" | "on" | "starting" | "stopping" | "setup" | "blocked" | "failed" | "stuck" | "incompatible" | "missing";
  reason: string;
  enabled: boolean;
  bundled: boolean;
  isolated: boolean;
  grants: Grant[];
  ui: { slot: string; label: string; icon?: string }[];
  changedBy: string | null;
  changedAt: string | null;
}

export const loadPlugins = async (): Promise<Plugin[]> => (await rest<{ list: Plugin[] }>("GET", "/api/admin/plugins")).list;
export const switchPlugin = (id: string, enabled: boolean): Promise<Plugin> => rest<Plugin>("PUT", `/api/admin/plugins/${encodeURIComponent(id)}`, { enabled });

export type PluginFilter = "all" | "on" | "attention" | "off";

/** Where a plugin stands in the filter: needs attention beats on and off. */
export function standing(plugin: Plugin): Exclude<PluginFilter, "all"> {
  if (["setup", "blocked", "failed", "stuck", "incompatible", "missing"].includes(plugin.state)) return "attention";
  return plugin.state === "off" || plugin.state === "stopping" ? "off" : "on";
}

/** The plugins a filter and a search leave; what needs attention keeps its place. */
export function shown(list: readonly Plugin[], filter: PluginFilter, text: string): Plugin[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return list.filter((p) => (filter === "all" || standing(p) === filter) && words.every((w) => `${p.name} ${p.description} ${p.publisher} ${p.id}`.toLowerCase().includes(w)));
}

/** Whether the switch can do anything: a plugin that cannot load, or that a file forbids, cannot be turned on from here. */
export function switchable(plugin: Plugin): boolean {
  return plugin.enabled || !["blocked", "incompatible", "missing"].includes(plugin.state);
}

/** The tone of a state's chip. */
export function toneOf(state: Plugin["state"]): "on" | "off" | "setup" | "degraded" | "failed" | "blocked" {
  switch (state) {
    case "on": return "on";
    case "starting": case "stopping": case "setup": return "setup";
    case "stuck": return "degraded";
    case "failed": return "failed";
    case "blocked": case "incompatible": case "missing": return "blocked";
    case "off": return "off";
  }
}

const known: [RegExp, IconName][] = [[/unsub/, "bell-off"], [/todo|task/, "list-todo"], [/assist|ai\b/, "sparkles"], [/contact|carddav/, "contact"], [/calendar|invite/, "calendar"], [/push|notif/, "bell"], [/oidc|sign|login|microsoft/, "log-in"], [/file|cloud|drive/, "cloud"], [/sieve|filter|rule/, "list-filter"]];

/** A picture for a plugin: by what it is about. */
export function iconOf(plugin: Plugin): IconName {
  return known.find(([words]) => words.test(`${plugin.id} ${plugin.name}`.toLowerCase()))?.[1] ?? "puzzle";
}

/** A picture for a permission; those that reach outward or write are marked as grave. */
export function grantLook(grant: Grant): { icon: IconName; grave: boolean } {
  const name = `${grant.grant} ${grant.words}`.toLowerCase();
  if (/net|http|egress|talk to/.test(name)) return { icon: "globe", grave: true };
  if (/send/.test(name)) return { icon: "send", grave: true };
  if (/contact|people/.test(name)) return { icon: "users", grave: /write|change/.test(name) };
  if (/timer|job|schedule|by itself/.test(name)) return { icon: "clock", grave: false };
  if (/write|change|delete|move/.test(name)) return { icon: "pencil", grave: true };
  return { icon: /mail|message/.test(name) ? "mail" : "key-round", grave: /read the text|body/.test(name) };
}
