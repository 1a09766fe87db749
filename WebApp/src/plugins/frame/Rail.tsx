import { type CSSProperties, type PointerEvent, useEffect, useId, useRef, useState } from "react";
import { IconButton } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";
import { useTopic } from "../../store/hooks.ts";
import { cache } from "../../store/index.ts";
import { useSignal } from "../../store/use.ts";
import { PluginIcon } from "../PluginIcon.tsx";
import { noteOf } from "../actions.ts";
import { emailFacts } from "../emailFacts.ts";
import { openRail, rail, WIDTHS, widthOf } from "../rail.ts";
import type { Slot } from "../shell.ts";
import { PluginFrame } from "./PluginFrame.tsx";

/** Slot sidebar.panel: a strip of buttons at the end of the window, and one panel beside it as wide as the person likes. */
export default function Rail({ slots, thread }: { slots: readonly Slot[]; thread: string | null }) {
  const { open, width } = useSignal(rail);
  const shown = slots.find((slot) => slot.key === open) ?? null;
  return (
    <aside className="rail" aria-label={t("plugin.rail")} data-open={shown ? "" : undefined}>
      {shown && <Panel key={shown.key} slot={shown} width={width} thread={thread} />}
      <div className="rail__strip" role="toolbar" aria-orientation="vertical" aria-label={t("plugin.rail.buttons")}>
        {slots.map((slot) => (
          <button key={slot.key} type="button" className="icon-btn" data-rail={slot.key} aria-label={slot.label} data-tip={slot.label} aria-pressed={slot === shown} onClick={() => openRail(slot === shown ? null : slot.key)}>
            <PluginIcon plugin={slot.plugin} icon={slot.icon} />
          </button>
        ))}
      </div>
    </aside>
  );
}

function Panel({ slot, width, thread }: { slot: Slot; width: number; thread: string | null }) {
  useTopic(thread ? `thread:${thread}` : "none");
  const id = useId(), box = useRef<HTMLElement>(null);
  const email = thread ? cache.conversation(thread).filter((e) => !e.keywords["$draft"]).at(-1) : undefined;
  const [drag, setDrag] = useState<{ from: number; width: number } | null>(null);
  // Opened by a press it takes the focus; opened because it stood open it does not.
  useEffect(() => {
    if (document.activeElement?.closest(".rail__strip, .nav-item")) box.current?.focus({ preventScroll: true });
  }, []);
  const close = () => {
    openRail(null);
    document.querySelector<HTMLElement>(`[data-rail="${CSS.escape(slot.key)}"]`)?.focus({ preventScroll: true });
  };
  const rtl = document.documentElement.dir === "rtl" ? -1 : 1;
  const moved = (event: PointerEvent) => drag && rail.set((old) => ({ ...old, width: widthOf(drag.width + (drag.from - event.clientX) * rtl) }));
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section ref={box} className="rail__panel" aria-labelledby={id} tabIndex={-1} style={{ "--panel": `${width}px` } as CSSProperties} data-dragging={drag ? "" : undefined}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        close();
      }}>
      {/* A separator that can be moved is a control. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/no-noninteractive-tabindex, jsx-a11y/role-has-required-aria-props */}
      <div className="rail__grip" role="separator" aria-orientation="vertical" aria-label={t("plugin.rail.width")} aria-valuemin={WIDTHS.least} aria-valuemax={WIDTHS.most} aria-valuenow={Math.round(width)} tabIndex={0}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setDrag({ from: event.clientX, width });
        }}
        onPointerMove={moved} onPointerUp={() => setDrag(null)} onPointerCancel={() => setDrag(null)}
        onKeyDown={(event) => {
          const step = event.key === "ArrowLeft" ? 16 * rtl : event.key === "ArrowRight" ? -16 * rtl : event.key === "Home" ? -4000 : event.key === "End" ? 4000 : 0;
          if (!step) return;
          event.preventDefault();
          event.stopPropagation();
          rail.set((old) => ({ ...old, width: widthOf(old.width + step) }));
        }} />
      <header className="rail__head">
        <PluginIcon plugin={slot.plugin} icon={slot.icon} />
        <h2 id={id} dir="auto">{slot.label}</h2>
        <IconButton icon="x" size="sm" label={t("action.close")} onClick={close} />
      </header>
      <PluginFrame slot={slot} surface="--surface-base" fill onClose={close} {...(email ? { email: emailFacts(email, noteOf(email.id, slot.plugin)) } : {})} />
    </section>
  );
}
