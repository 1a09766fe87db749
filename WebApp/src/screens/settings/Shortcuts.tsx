import { Kbd } from "../../components/index.ts";
import { type Key, t } from "../../i18n/index.ts";
import { KEYS } from "../../shortcuts/keys.ts";
import { cache } from "../../store/index.ts";
import { useSignal } from "../../store/use.ts";
import { GROUPS } from "../help/Help.tsx";
import { Frame } from "./Frame.tsx";
import { save } from "./save.ts";
import { SwitchSetting } from "./Setting.tsx";

const mod = /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl";
const writing: [Key, string[]][] = [
  ["settings.keys.send", [mod, "⏎"]], ["settings.keys.close", ["Esc"]], ["settings.keys.bold", [mod, "B"]], ["settings.keys.italic", [mod, "I"]], ["settings.keys.underline", [mod, "U"]],
];

/** Every key of the app, and the switch for the single-letter ones. */
export function Shortcuts() {
  const { shortcuts } = useSignal(cache.preference);
  return (
    <Frame path="/settings/shortcuts" title={t("settings.shortcuts")}>
      <section><SwitchSetting title={t("settings.shortcuts.on")} hint={t("settings.shortcuts.on.hint")} checked={shortcuts} onChange={(on) => save({ shortcuts: on })} /></section>
      {GROUPS.map(([title, rows]) => <KeyTable key={title} title={t(title)} rows={rows.map(([key, words]) => [t(words), [...KEYS[key]]])} />)}
      <KeyTable title={t("settings.keys.writing")} rows={writing.map(([words, keys]) => [t(words), keys])} />
    </Frame>
  );
}

function KeyTable({ title, rows }: { title: string; rows: [string, string[]][] }) {
  return (
    <section>
      <h3 className="section__title">{title}</h3>
      <dl className="key-table">
        {rows.map(([words, keys]) => <div key={words}><dt>{words}</dt><dd>{keys.map((k) => <Kbd key={k}>{k}</Kbd>)}<span className="visually-hidden">{keys.join(" ")}</span></dd></div>)}
      </dl>
    </section>
  );
}
