/** What plugins push to a person's open browsers (`PluginMessage`): heard by that plugin's frames and by the open message. */
type Listener = (plugin: string, message: unknown) => void;
const listeners = new Set<Listener>();

export function onPluginMessage(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
export function pluginSaid(plugin: string, message: unknown): void {
  for (const listener of [...listeners]) listener(plugin, message);
}
