import { useEffect } from "react";
import { Button, Icon, Notice } from "../components/index.ts";
import { t } from "../i18n/index.ts";
import { ALL } from "../jmap/index.ts";
import type { Email, MessageAction } from "../jmap/types.ts";
import { useTopic } from "../store/hooks.ts";
import { askPlugins, offered, perform } from "./actions.ts";

/** The offers of plugins for a message: asked when it is opened, and when the person comes back to the window. */
export function useOffers(email: Email | null): readonly MessageAction[] {
  useTopic(`plugins:${email?.id}`);
  const id = email?.id, accountId = email?.accountId ?? ALL;
  useEffect(() => {
    if (!id) return;
    const ask = () => void askPlugins(id, accountId);
    ask();
    addEventListener("focus", ask);
    return () => removeEventListener("focus", ask);
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
