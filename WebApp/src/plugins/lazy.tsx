import { lazy } from "react";
import { loadArea } from "../i18n/index.ts";
import { loadStyles } from "../styles/load.ts";

/** The parts that show a plugin's page, with their words and styles: fetched when the first one is opened. */
const parts = async () => (await Promise.all([import("./frame/index.ts"), loadArea("plugins"), loadStyles()]))[0];
export const PluginPanel = lazy(async () => ({ default: (await parts()).PluginPanel }));
export const SlotCard = lazy(async () => ({ default: (await parts()).SlotCard }));
export const PluginFrame = lazy(async () => ({ default: (await parts()).PluginFrame }));
export const Rail = lazy(async () => ({ default: (await parts()).Rail }));
