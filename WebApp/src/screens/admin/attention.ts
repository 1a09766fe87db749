/** How many plugins need somebody: counted beside "Plugins" in the settings of administrators. */
import { useEffect } from "react";
import { signal } from "../../store/signal.ts";
import { useSignal } from "../../store/use.ts";
import { loadPlugins, type Plugin } from "./plugin.ts";
import { standing } from "./standing.ts";

const attention = signal(0);
export const noteAttention = (list: readonly Plugin[]): void => attention.set(list.filter((plugin) => standing(plugin) === "attention").length);

/** The count, asked once a minute while it is on the screen; 0 for everybody else. */
export function useAttention(admin: boolean): number {
  useEffect(() => {
    if (!admin) return;
    const ask = () => document.visibilityState === "visible" && void loadPlugins().then(noteAttention, () => undefined);
    ask();
    const timer = setInterval(ask, 60_000);
    return () => clearInterval(timer);
  }, [admin]);
  return useSignal(attention);
}
