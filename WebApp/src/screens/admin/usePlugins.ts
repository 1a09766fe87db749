import { useEffect, useRef, useState } from "react";
import { toast } from "../../components/index.ts";
import { asFailure } from "../../failure.ts";
import { t } from "../../i18n/index.ts";
import { wordsOf } from "../auth/useSubmit.ts";
import { noteAttention } from "./attention.ts";
import { type Grant, loadPlugins, neededBy, pausePlugin, type Plugin, switchPlugin } from "./plugin.ts";

/** A plugin that was to be switched on and asks for permissions first. */
export interface Request {
  plugin: Plugin;
  needed: readonly Grant[];
}

/** The plugins of the server, kept fresh, and switching them: at once on the screen, put back with the reason when the server refuses. */
export function usePlugins() {
  const [list, setList] = useState<Plugin[] | null>(null), [failure, setFailure] = useState<string | null>(null);
  const [asking, ask] = useState<Request | null>(null), [busy, setBusy] = useState<ReadonlySet<string>>(new Set());
  const working = useRef(busy);
  working.current = busy;
  const load = () => loadPlugins().then((found) => {
    noteAttention(found);
    // What is being switched keeps the look of where it goes.
    setList((old) => found.map((p) => (working.current.has(p.id) ? old?.find((o) => o.id === p.id) ?? p : p)));
    setFailure(null);
  }, (error: unknown) => setFailure(wordsOf(asFailure(error))));
  useEffect(() => {
    void load();
    const again = () => document.visibilityState === "visible" && void load();
    const timer = setInterval(again, 5000);
    document.addEventListener("visibilitychange", again);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", again);
    };
  }, []);
  const put = (plugin: Plugin) => setList((old) => old?.map((p) => (p.id === plugin.id ? { ...p, ...plugin } : p)) ?? null);
  const during = async (plugin: Plugin, work: () => Promise<Plugin>, look: Partial<Plugin> = {}): Promise<Plugin | null> => {
    setBusy((old) => new Set(old).add(plugin.id));
    put({ ...plugin, ...look });
    try {
      const now = await work();
      put(now);
      return now;
    } catch (error) {
      put(plugin);
      const found = asFailure(error), needed = found.kind === "conflict" ? neededBy(found.extra.body) : null;
      if (needed) ask({ plugin, needed });
      else toast({ tone: "failure", text: t("admin.plugins.failed", { name: plugin.name, reason: wordsOf(found) }) });
      // A refusal may have changed its state and reason.
      if (!needed) void load();
      return null;
    } finally {
      setBusy((old) => new Set([...old].filter((id) => id !== plugin.id)));
    }
  };
  const turn = async (plugin: Plugin, enabled: boolean, accept?: readonly string[]) => {
    ask(null);
    const now = await during(plugin, () => switchPlugin(plugin.id, enabled, accept), { enabled, state: enabled ? "starting" : "stopping", reason: "" });
    if (now && now.enabled === enabled && now.enabled !== plugin.enabled) toast({ text: t(enabled ? "admin.plugins.nowOn" : "admin.plugins.nowOff", { name: plugin.name }), undo: () => void turn(now, !enabled) });
  };
  /** Everything that is on goes off, one after the other; Undo and Resume bring back the same ones. */
  const pauseAll = async () => {
    const on = (list ?? []).filter((p) => p.enabled), gone: string[] = [];
    for (const plugin of on) if (await during(plugin, () => pausePlugin(plugin.id), { enabled: false, state: "stopping", reason: "" })) gone.push(plugin.id);
    if (gone.length) toast({ text: t("admin.plugins.paused", { count: gone.length }), undo: () => void resume(gone) });
  };
  const resume = async (ids: readonly string[]) => {
    let back = 0;
    for (const plugin of (list ?? []).filter((p) => ids.includes(p.id))) if (await during({ ...plugin, enabled: false, state: "off", reason: "" }, () => switchPlugin(plugin.id, true), { enabled: true, state: "starting", reason: "" })) back++;
    if (back) toast({ text: t("admin.plugins.resumed", { count: back }) });
  };
  const off = (list ?? []).filter((p) => p.paused && !p.enabled && !busy.has(p.id)).map((p) => p.id);
  return { pauseAll, resume: () => void resume(off), resumable: off.length, list, failure, load, put, busy, during, turn, asking, dismiss: () => ask(null) };
}
