import { Suspense, useEffect, useState } from "react";
import { Button, Icon, Notice } from "../components/index.ts";
import { t } from "../i18n/index.ts";
import { ALL } from "../jmap/index.ts";
import type { Email, MessageAction } from "../jmap/types.ts";
import { useTopic } from "../store/hooks.ts";
import { askPlugins, noteOf, offered, perform } from "./actions.ts";
import { emailFacts } from "./emailFacts.ts";
import { SlotCard } from "./lazy.tsx";
import { PluginIcon } from "./PluginIcon.tsx";
import { onPluginMessage } from "./pushed.ts";
import { useSlots } from "./shell.ts";

/** The offers of plugins for a message: asked when it is opened, when the person comes back to the window, and when a plugin pushes something. */
export function useOffers(email: Email | null): readonly MessageAction[] {
  useTopic(`plugins:${email?.id}`);
  const id = email?.id, accountId = email?.accountId ?? ALL;
  useEffect(() => {
    if (!id) return;
    const ask = () => void askPlugins(id, accountId);
    ask();
    addEventListener("focus", ask);
    // Pushes that follow each other closely are one question.
    let soon: ReturnType<typeof setTimeout> | undefined;
    const heard = onPluginMessage(() => {
      clearTimeout(soon);
      soon = setTimeout(ask, 250);
    });
    return () => {
      removeEventListener("focus", ask);
      clearTimeout(soon);
      heard();
    };
  }, [id, accountId]);
  return email ? offered(email.id) : [];
}

/** Slot message.chip: beside the subject. */
export const PluginChips = ({ email, offers }: { email: Email; offers: readonly MessageAction[] }) => (
  <>
    {offers.filter((o) => o.slot === "message.chip").map((o) => (
      <span key={o.plugin + o.id} className="chip" data-plugin={o.plugin} data-state={o.state}>
        {o.state === "busy" && <Icon name="loader-circle" spin />}{o.state === "done" && <Icon name="check" />}{o.state === "failed" && <Icon name="circle-alert" />}
        {o.detail && <span className="chip__detail" dir="auto" title={o.detail}>{o.detail}</span>}
        {o.state === "done" ? <span>{o.label}</span>
          : <button type="button" className="chip__act" aria-busy={o.state === "busy" || undefined} disabled={o.state === "busy"} onClick={() => void perform(email, o)}>{o.state === "failed" ? t("plugin.again", { label: o.label }) : o.label}</button>}
      </span>
    ))}
  </>
);

/** Slot message.banner: under the header of the message. */
export const PluginBanners = ({ email, offers }: { email: Email; offers: readonly MessageAction[] }) => (
  <>
    {offers.filter((o) => o.slot === "message.banner").map((o) => (
      <Notice key={o.plugin + o.id} className="thread__notice" icon={o.state === "done" ? "check" : o.state === "failed" ? "circle-alert" : "puzzle"} text={<span dir="auto">{o.detail || o.label}</span>}>
        {o.state !== "done" && <Button variant="quiet" size="sm" busy={o.state === "busy"} onClick={() => void perform(email, o)}>{o.state === "failed" ? t("action.tryAgain") : o.label}</Button>}
      </Notice>
    ))}
  </>
);

/** Slot message.banner with a page: a row of buttons under the header, each opens its page as a card in its place. */
export function PluginCards({ email }: { email: Email }) {
  const slots = useSlots("message.banner"), [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  if (!slots.length) return null;
  const turn = (key: string) => setOpen((old) => {
    const next = new Set(old);
    if (!next.delete(key)) next.add(key);
    return next;
  });
  const folded = slots.filter((slot) => !open.has(slot.key));
  return (
    <>
      {folded.length > 0 && (
        <div className="slot-row">
          {folded.map((slot) => (
            <button key={slot.key} type="button" className="chip slot-row__button" data-slot={slot.key} aria-expanded={false} onClick={() => turn(slot.key)}>
              <PluginIcon plugin={slot.plugin} icon={slot.icon} size="sm" /><span dir="auto">{slot.label}</span>
            </button>
          ))}
        </div>
      )}
      {slots.filter((slot) => open.has(slot.key)).map((slot) => (
        <Suspense key={slot.key} fallback={null}>
          <SlotCard slot={slot} email={emailFacts(email, noteOf(email.id, slot.plugin))} onClose={() => {
            turn(slot.key);
            requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-slot="${CSS.escape(slot.key)}"]`)?.focus({ preventScroll: true }));
          }} />
        </Suspense>
      ))}
    </>
  );
}
