import { useId } from "react";
import { IconButton } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";
import { PluginIcon } from "../PluginIcon.tsx";
import type { Slot } from "../shell.ts";
import type { Context } from "./FrameTalk.ts";
import { PluginFrame } from "./PluginFrame.tsx";

/** A plugin's page as a card in the text: under a message's header, or on a page of the settings. */
export function SlotCard({ slot, email, onClose }: { slot: Slot; email?: Context["email"]; onClose: () => void }) {
  const id = useId();
  return (
    <section className="slot-card slot-card--frame" aria-labelledby={id}>
      <header className="slot-card__head">
        <PluginIcon plugin={slot.plugin} icon={slot.icon} size="sm" />
        <span id={id} dir="auto">{slot.name === slot.label ? slot.name : t("plugin.by", { label: slot.label, name: slot.name })}</span>
        <IconButton icon="x" size="sm" label={t("action.close")} onClick={onClose} />
      </header>
      <PluginFrame slot={slot} surface="--surface-reader" onClose={onClose} {...(email ? { email } : {})} />
    </section>
  );
}
