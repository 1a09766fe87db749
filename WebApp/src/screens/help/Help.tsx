import { Dialog, Kbd } from "../../components/index.ts";
import { type Key, t } from "../../i18n/index.ts";
import { KEYS } from "../../shortcuts/keys.ts";
import { overlay } from "../shell/state.ts";

/** The keys of the shell by topic; Settings shows the same table. */
export const GROUPS: [Key, [keyof typeof KEYS, Key][]][] = [
  ["help.moving", [["move", "keys.nextPrevious"], ["open", "action.open"], ["back", "action.back"], ["inbox", "keys.inbox"], ["starred", "keys.starred"], ["drafts", "keys.drafts"], ["archiveBox", "keys.archive"], ["contacts", "keys.contacts"], ["search", "keys.search"], ["palette", "keys.everything"]]],
  ["help.acting", [["archive", "action.archive"], ["remove", "action.delete"], ["moveTo", "action.move"], ["spam", "action.spam"], ["star", "action.star"], ["read", "action.toggleRead"], ["tick", "action.select"], ["undo", "action.undo"]]],
  ["help.writing", [["compose", "compose.new"], ["reply", "action.reply"], ["replyAll", "action.replyAll"], ["forward", "action.forward"]]],
];

/** Every key in one sheet. */
export default function Help() {
  return (
    <Dialog title={t("help.title")} className="help" onClose={() => overlay.set(null)}>
      <div className="help__groups">
        {GROUPS.map(([title, rows]) => (
          <section key={title}>
            <h3>{t(title)}</h3>
            <dl>{rows.map(([key, words]) => <div key={key}><dt>{t(words)}</dt><dd>{KEYS[key].map((k) => <Kbd key={k}>{k}</Kbd>)}</dd></div>)}</dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
