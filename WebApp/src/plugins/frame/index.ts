/** Everything that shows a plugin's page: one lazy chunk. */
export { PluginPanel } from "./PluginPanel.tsx";
export { SlotCard } from "./SlotCard.tsx";
export { PluginFrame } from "./PluginFrame.tsx";
export { default as Rail } from "./Rail.tsx";
