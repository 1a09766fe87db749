import { useEffect, useId, useRef } from "react";
import { IconButton } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";
import { PluginIcon } from "../PluginIcon.tsx";
import type { Slot } from "../shell.ts";
import type { Context } from "./FrameTalk.ts";
import { PluginFrame } from "./PluginFrame.tsx";

interface Props {
  slot: Slot;
  email?: Context["email"];
  draft?: Context["draft"];
  insert?: (text: string) => boolean;
  onClose: () => void;
}

/** A plugin's page over the pane it belongs to: named, beside what it is about, closed by Escape. What lies under it stays usable. */
export function PluginPanel({ slot, email, draft, insert, onClose }: Props) {
  const box = useRef<HTMLElement>(null), id = useId();
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    const opener = document.activeElement, panel = box.current!;
    panel.focus({ preventScroll: true });
    const key = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open], .menu--host")) return;
      event.preventDefault();
      event.stopPropagation();
      close.current();
    };
    document.addEventListener("keydown", key, true);
    return () => {
      document.removeEventListener("keydown", key, true);
      const here = document.activeElement;
      if (opener instanceof HTMLElement && opener.isConnected && (!here || here === document.body || panel.contains(here))) opener.focus({ preventScroll: true });
    };
  }, []);
  return (
    <section ref={box} className="plugin-panel" role="dialog" aria-labelledby={id} tabIndex={-1}>
      <div className="plugin-panel__head">
        <PluginIcon plugin={slot.plugin} icon={slot.icon} />
        <h2 id={id} dir="auto">{slot.label}</h2>
        {slot.name !== slot.label && <span className="plugin-panel__by" dir="auto">{slot.name}</span>}
        <IconButton icon="x" size="sm" label={t("action.close")} onClick={onClose} />
      </div>
      <PluginFrame key={`${slot.key} ${email?.id ?? ""}`} slot={slot} surface="--surface-overlay" focus onClose={onClose} {...(email ? { email } : {})} {...(draft ? { draft } : {})} {...(insert ? { insert } : {})} />
    </section>
  );
}
