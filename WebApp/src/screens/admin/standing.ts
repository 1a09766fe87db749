/** How a plugin is, why, and what can be done about it. */
import { ago, dateAndTime } from "../../i18n/dates.ts";
import { t } from "../../i18n/index.ts";
import { percent } from "../../i18n/units.ts";
import { reasonWords } from "./sentences.ts";
import { said } from "../../plugins/label.ts";
import type { Plugin } from "./plugin.ts";

/** The states of the card: those of the server, and a plugin that is on and does not do well. */
export type Look = Plugin["state"] | "degraded";
/** How long a crash is remembered, and how many calls say something about a plugin. */
const FRESH = 10 * 60_000, FEW = 4;

const lastCalls = ({ stats }: Plugin): { asked: number; failed: number } => stats?.lately ?? stats ?? { asked: 0, failed: 0 };

/** What is wrong with a plugin that is on: it says so itself, it crashed a moment ago, or most of its last calls failed. */
export function troubleOf(plugin: Plugin, now = Date.now()): "health" | "crashed" | "failing" | null {
  if (plugin.state !== "on") return null;
  if (plugin.health && !plugin.health.ok) return "health";
  if (plugin.report && now - new Date(plugin.report.at).getTime() < FRESH) return "crashed";
  const calls = lastCalls(plugin);
  return calls.asked >= FEW && calls.failed * 2 > calls.asked ? "failing" : null;
}
export const lookOf = (plugin: Plugin): Look => (troubleOf(plugin) ? "degraded" : plugin.state);
function troubleWords(plugin: Plugin): string {
  const calls = lastCalls(plugin);
  switch (troubleOf(plugin)) {
    case "health": return reasonWords(plugin.health?.line ?? "");
    case "crashed": return t("admin.plugins.degraded.crashed", { when: ago(plugin.report!.at) });
    case "failing": return t("admin.plugins.degraded.failing", { share: percent(calls.failed / calls.asked) });
    case null: return "";
  }
}

/** Times as the server writes them, in the clock of whoever reads. */
export const localTimes = (text: string): string => text.replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, (iso) => dateAndTime(iso));
/** Why it is as it is, in a sentence; empty when there is nothing to say. */
export const reasonOf = (plugin: Plugin): string => localTimes(reasonWords(plugin.reason)) || troubleWords(plugin);

/** Its plugin.json could be read: what it asks for and who made it is known. */
export const isKnown = (plugin: Plugin): boolean => plugin.version !== "";
/** It ran inside the server and took it along. */
const tookServer = (plugin: Plugin): boolean => plugin.state === "failed" && !plugin.isolated && isKnown(plugin) && /^It (crashed|ended) the server\b/.test(plugin.reason);

export type WayOut = "restart" | "isolate" | "startApart" | "setUp" | "review";
/** What can be done about the state, the likeliest. */
export function wayOut(plugin: Plugin): WayOut | null {
  switch (plugin.state) {
    // Its thread is lost: inside the server nothing starts it again.
    case "stuck": return plugin.isolated ? "restart" : "isolate";
    case "failed": return !isKnown(plugin) ? null : tookServer(plugin) ? "startApart" : "restart";
    case "setup": return "setUp";
    case "blocked": return asksForMore(plugin) ? "review" : null;
    default: return null;
  }
}
/** Whether starting it again can do anything. */
export const restartable = (plugin: Plugin): boolean => plugin.enabled && isKnown(plugin) && !(plugin.state === "stuck" && !plugin.isolated) && !["incompatible", "missing", "blocked", "setup"].includes(plugin.state);

/** The key of what helps, under the reason; null when the reason says it all. */
export function hintOf(plugin: Plugin): string | null {
  const look = lookOf(plugin);
  switch (look) {
    case "failed": return !isKnown(plugin) ? "failed.unread" : plugin.isolated ? "failed" : tookServer(plugin) ? "failed.server" : "failed.inside";
    case "stuck": return plugin.isolated ? "stuck" : "stuck.inside";
    // What it lacks is said together with what to do.
    case "incompatible": return plugin.refused?.length ? null : look;
    case "missing": case "setup": case "blocked": case "degraded": return look;
    default: return null;
  }
}

export type PluginFilter = "all" | "on" | "attention" | "off";
/** Where a plugin stands in the filter: needs attention beats on and off. */
export function standing(plugin: Plugin): Exclude<PluginFilter, "all"> {
  if (["setup", "blocked", "failed", "stuck", "incompatible", "missing", "degraded"].includes(lookOf(plugin))) return "attention";
  return plugin.state === "off" || plugin.state === "stopping" ? "off" : "on";
}
/** The plugins a filter and a search leave; what needs attention keeps its place. */
export function shown(list: readonly Plugin[], filter: PluginFilter, text: string): Plugin[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return list.filter((p) => (filter === "all" || standing(p) === filter) && words.every((w) => `${p.name} ${said(p.description)} ${p.publisher} ${p.id}`.toLowerCase().includes(w)));
}

/** Whether the switch can do anything: what cannot load, or what a rule forbids, is not switched on from here. */
export function switchable(plugin: Plugin): boolean {
  return plugin.enabled || !["incompatible", "missing"].includes(plugin.state) && !(plugin.state === "blocked" && !asksForMore(plugin));
}
/** It waits for a permission that was not given. */
export const asksForMore = (plugin: Plugin): boolean => plugin.grants.some((g) => g.needed && g.granted === false);

/** The tone of a state's chip. */
export function toneOf(state: Look): "on" | "off" | "setup" | "degraded" | "failed" | "blocked" {
  switch (state) {
    case "on": return "on";
    case "starting": case "stopping": case "setup": return "setup";
    case "stuck": case "degraded": return "degraded";
    case "failed": return "failed";
    case "blocked": case "incompatible": case "missing": return "blocked";
    case "off": return "off";
  }
}
