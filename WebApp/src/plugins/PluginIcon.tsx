import { Icon, useHasIcon } from "../components/Icon.tsx";
import { pageOf } from "./page.ts";

/** The picture of a plugin: an icon the app knows by name, or a file of its web folder. */
export function PluginIcon({ plugin, icon, size }: { plugin: string; icon: string; size?: "sm" | "lg" }) {
  const known = useHasIcon(icon);
  if (/^[\w/-]+\.(svg|png|webp)$/.test(icon)) return <img className={`icon plugin-image${size ? ` icon--${size}` : ""}`} src={pageOf(plugin, icon)} alt="" />;
  return <Icon name={known ? (icon as "puzzle") : "puzzle"} {...(size ? { size } : {})} />;
}
