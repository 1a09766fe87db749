import { useState } from "react";
import { Button, TextField } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";
import { Pop } from "./Pop.tsx";

interface Props {
  anchor: HTMLElement;
  href: string;
  /** Asked for only when nothing is selected. */
  asksText: boolean;
  onApply: (href: string, text: string) => void;
  onRemove: (() => void) | null;
  onClose: () => void;
}

/** The address of a link, and its text where nothing is selected. */
export function LinkPop({ anchor, href, asksText, onApply, onRemove, onClose }: Props) {
  const [address, setAddress] = useState(href), [text, setText] = useState(""), [error, setError] = useState<string | null>(null);
  const apply = () => {
    const full = linkOf(address);
    if (!full) return setError(t("compose.link.wrong"));
    onApply(full, text.trim() || address.trim());
    onClose();
  };
  return (
    <Pop anchor={anchor} label={t("compose.format.link")} onClose={onClose} className="pop--form">
      <form className="pop__form" noValidate onSubmit={(event) => { event.preventDefault(); event.stopPropagation(); apply(); }}>
        {asksText && <TextField label={t("compose.link.text")} value={text} onChange={(e) => setText(e.target.value)} dir="auto" />}
        <TextField label={t("compose.link.address")} value={address} error={error} inputMode="url" dir="ltr" data-first="" spellCheck={false} autoCapitalize="none"
          onChange={(e) => { setAddress(e.target.value); setError(null); }} />
        <div className="btn-row">
          <Button type="submit" size="sm" variant="primary">{t("compose.link.apply")}</Button>
          {onRemove && <Button size="sm" variant="quiet" onClick={() => { onRemove(); onClose(); }}>{t("compose.link.remove")}</Button>}
        </div>
      </form>
    </Pop>
  );
}

/** A whole address of what was typed, or null when it can be none. */
export function linkOf(typed: string): string | null {
  const text = typed.trim();
  if (text === "" || /\s/.test(text)) return null;
  if (/^[^\s@:/]+@[^\s@/]+\.[^\s@/]+$/.test(text)) return `mailto:${text}`;
  try {
    const url = new URL(/^[a-z][a-z0-9+.-]*:/i.test(text) && !/^[^/]+:\d+/.test(text) ? text : `https://${text}`);
    return ["https:", "http:", "mailto:", "tel:"].includes(url.protocol) && (url.hostname !== "" || url.pathname !== "") ? url.href : null;
  } catch {
    return null;
  }
}
