import { useEffect, useMemo, useState } from "react";
import { Icon } from "../../components/index.ts";
import { locale, t } from "../../i18n/index.ts";
import { gridKeys } from "./grid.ts";
import { Pop } from "./Pop.tsx";

/** Pairs of an emoji and its name. */
type Rows = string[][];
const languages: Record<string, () => Promise<{ default: Rows }>> = {
  en: () => import("virtual-emoji/en"), es: () => import("virtual-emoji/es"), fr: () => import("virtual-emoji/fr"), de: () => import("virtual-emoji/de"),
  it: () => import("virtual-emoji/it"), zh: () => import("virtual-emoji/zh"),
};
const columns = 9, shown = 27 * columns;

/** Every emoji, found by its name in the reader's language. The list arrives when it is opened for the first time. */
export function EmojiPop({ anchor, onPick, onClose }: { anchor: HTMLElement; onPick: (emoji: string) => void; onClose: () => void }) {
  const [rows, setRows] = useState<Rows | null>(null), [text, setText] = useState("");
  useEffect(() => {
    let here = true;
    (languages[locale().split("-")[0]!] ?? languages.en!)().then((m) => here && setRows(m.default), () => here && setRows([]));
    return () => {
      here = false;
    };
  }, []);
  const found = useMemo(() => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    return (rows ?? []).filter(([, name]) => words.every((w) => name!.toLowerCase().includes(w))).slice(0, shown);
  }, [rows, text]);
  const pick = (emoji: string) => {
    onPick(emoji);
    onClose();
  };
  return (
    <Pop anchor={anchor} label={t("compose.emoji")} onClose={onClose} className="pop--emoji">
      <label className="search">
        <Icon name="search" />
        <input type="search" value={text} aria-label={t("compose.emoji.search")} placeholder={t("compose.emoji.search")} onChange={(e) => setText(e.target.value)}
          onKeyDown={(e) => { if (e.key === "Enter" && found[0]) { e.preventDefault(); pick(found[0][0]!); } }} />
      </label>
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div className="emoji-grid" aria-busy={rows === null} onKeyDown={(event) => gridKeys(event, columns)}>
        {found.map(([emoji, name]) => <button key={emoji} type="button" className="emoji" aria-label={name} data-tip={name} onClick={() => pick(emoji!)}>{emoji}</button>)}
      </div>
      {rows !== null && found.length === 0 && <p className="menu__title" role="status">{t("compose.emoji.none")}</p>}
    </Pop>
  );
}
