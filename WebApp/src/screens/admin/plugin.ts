import { hasIcon, type IconName } from "../../components/Icon.tsx";
import type { Label } from "../../plugins/label.ts";
import { loadShellPlugins } from "../../plugins/shell.ts";
import { rest } from "../../rest.ts";

/** What a plugin may do, in words. */
export interface Grant {
  grant: string;
  words: string;
  /** What it needs it for, as its manifest says. */
  why: Label;
  lastUsedAt: string | null;
  /** The plugin does not run without it. */
  needed?: boolean;
  granted?: boolean;
  /** A web server the plugin did not ask for, which an administrator allowed. */
  added?: boolean;
  risk?: string | number;
}

/** A plugin as the administrator sees it (see docs/contributors/api.md). */
export interface Plugin {
  id: string;
  name: string;
  version: string;
  publisher: string;
  description: Label;
  license?: string;
  homepage?: string | null;
  documentation?: string | null;
  support?: string | null;
  icon?: string | null;
  state: "off" | "on" | "starting" | "stopping" | "setup" | "blocked" | "failed" | "stuck" | "incompatible" | "missing";
  reason: string;
  enabled: boolean;
  /** Switched off together with all others, to come back with them. */
  paused?: boolean;
  bundled: boolean;
  isolated: boolean;
  /** plugins.conf names the one build of its library that may be loaded. */
  pinned?: boolean;
  grants: Grant[];
  ui: { slot: string; label: Label; icon?: string; open?: string }[];
  mounts?: string[];
  health?: { ok: boolean; line: string; at: string } | null;
  /** How it ended last. */
  report?: { line: string; text: string; at: string } | null;
  /** What it needs and this server does not have. */
  refused?: { verb: string; why: Label }[];
  /** What it was asked since the server started, and how the last calls went. `p95` and `cpu` are seconds, `memory` is bytes; a plugin inside the server has neither of its own. */
  stats?: { asked: number; failed: number; lately?: { asked: number; failed: number }; p95: number | null; restarts: number; lastSuccess?: string | null; memory?: number | null; cpu?: number | null; since: string | null } | null;
  changedBy: string | null;
  changedAt: string | null;
}

/** What only the page of one plugin shows. */
export interface PluginDetail extends Plugin {
  /** What its process could not be fenced with on this machine, in a sentence. */
  lacks?: string;
  /** What was done to it, the newest first. */
  changes?: { at: string; by: string; what: string }[];
  log?: LogLine[];
  dataSize?: number | null;
  jobs?: { name: string; label?: Label; every: string; lastAt: string | null; lastResult: string | null; nextAt: string | null; running?: boolean }[];
  events?: { waiting: number; at: string | null } | null;
  /** How many people would miss it. */
  people?: number;
}
export interface LogLine {
  at: string;
  level: string;
  line: string;
}

/** The address of a plugin in the REST of administrators. */
export const adminPath = (id: string, rest = ""): string => `/api/admin/plugins/${encodeURIComponent(id)}${rest}`;
export const loadPlugins = async (): Promise<Plugin[]> => (await rest<{ list: Plugin[] }>("GET", "/api/admin/plugins")).list;
export const loadPlugin = (id: string): Promise<PluginDetail> => rest<PluginDetail>("GET", adminPath(id));

/** Changes a plugin and asks the shell's slots again, which have come or gone. */
async function change(method: "PUT" | "POST" | "DELETE", path: string, body?: unknown): Promise<PluginDetail> {
  const now = await rest<PluginDetail | undefined>(method, path, body ?? (method === "POST" ? {} : undefined));
  void loadShellPlugins();
  return now?.id ? now : loadPlugin(decodeURIComponent(path.split("/")[4]!));
}
export const switchPlugin = (id: string, enabled: boolean, accept?: readonly string[]): Promise<PluginDetail> => change("PUT", adminPath(id), { enabled, ...(accept ? { accept } : {}) });
/** Off for a while, with all others. */
export const pausePlugin = (id: string): Promise<PluginDetail> => change("PUT", adminPath(id), { enabled: false, pause: true });
export const isolatePlugin = (plugin: Plugin, isolate: boolean): Promise<PluginDetail> => change("PUT", adminPath(plugin.id), { enabled: plugin.enabled, isolate });
export const setGrants = (id: string, grants: readonly string[]): Promise<PluginDetail> => change("PUT", adminPath(id, "/grants"), { grants });
export const restartPlugin = (id: string): Promise<PluginDetail> => change("POST", adminPath(id, "/restart"));
export const runJob = (id: string, job: string): Promise<PluginDetail> => change("POST", adminPath(id, `/jobs/${encodeURIComponent(job)}`));
export const resetData = (id: string): Promise<PluginDetail> => change("DELETE", adminPath(id, "/data"));

/** The permissions a refusal (409) asks for; null when it says something else. */
export function neededBy(body: unknown): Grant[] | null {
  const list = (body as { needed?: unknown } | null)?.needed;
  if (!Array.isArray(list)) return null;
  const found = list.filter((g): g is Grant => typeof g === "object" && g !== null && typeof g.grant === "string" && typeof g.words === "string");
  return found.length ? found.map((g) => ({ ...g, why: g.why ?? "", lastUsedAt: null })) : null;
}

const known: [RegExp, IconName][] = [[/unsub/, "bell-off"], [/todo|task/, "list-todo"], [/assist|ai\b/, "sparkles"], [/contact|carddav/, "contact"], [/calendar|invite/, "calendar"], [/push|notif/, "bell"], [/oidc|sign|login|microsoft/, "log-in"], [/file|cloud|drive/, "cloud"], [/sieve|filter|rule/, "list-filter"]];

/** A picture for a plugin: the one it names, else by what it is about. */
export function iconOf(plugin: Plugin): IconName {
  const named = plugin.icon || plugin.ui.find((part) => part.icon && hasIcon(part.icon))?.icon;
  if (named && hasIcon(named)) return named;
  return known.find(([words]) => words.test(`${plugin.id} ${plugin.name}`.toLowerCase()))?.[1] ?? "puzzle";
}

/** A picture for a permission; those that reach outward or write are marked as grave. */
export function grantLook(grant: Grant): { icon: IconName; grave: boolean } {
  const [area, verb] = grant.grant.split(/[.:]/);
  const said = grant.risk === undefined ? null : /^(high|grave|3|2)$/.test(String(grant.risk));
  const of = (icon: IconName, grave: boolean) => ({ icon, grave: said ?? grave });
  switch (area) {
    case "http": return of("globe", true);
    case "mount": return of("globe", true);
    case "contacts": return of("users", verb === "change");
    case "users": case "accounts": return of("user", area === "users");
    case "mail": return verb === "send" ? of("send", true) : verb === "change" ? of("pencil", true) : of("mail", true);
    case "crypto": return of("key-round", false);
    default: return of("puzzle", false);
  }
}
