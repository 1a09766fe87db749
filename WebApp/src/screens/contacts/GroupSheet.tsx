import { type FormEvent, useEffect, useState } from "react";
import { Avatar, Button, Check, Dialog, Icon, TextField } from "../../components/index.ts";
import { asFailure } from "../../failure.ts";
import { t } from "../../i18n/index.ts";
import type { Id } from "../../jmap/types.ts";
import { sentence } from "../../store/actions.ts";
import { createCard, nameOf, update } from "../../contacts/actions.ts";
import { type Card, type CardPatch, isGroup } from "../../contacts/Card.ts";
import { useContacts } from "../../contacts/hooks.ts";
import { cardSubtitle, cardTitle, firstEmail, isOrg } from "../../contacts/names.ts";
import { contacts, PEOPLE } from "../../contacts/store.ts";
import { photoUrl } from "../../contacts/photo.ts";
import { addressIn, bareUid, membersOf } from "../../contacts/uid.ts";
import { useMembers } from "./Group.tsx";
import { goTo, groupPath, sheet, stopSelecting } from "./state.ts";

/** Somebody who is or may be in the group: the UID as it is written, and the card it means. */
interface Pick {
  uid: string;
  card: Card | undefined;
}
type Picked = ReadonlyMap<string, Pick>;
const pick = (uid: string, card: Card | undefined): [string, Pick] => [bareUid(uid), { uid, card }];

/** A group's name and people; searching finds more of them. */
export function GroupSheet({ id, people }: { id: Id | null; people: readonly Card[] }) {
  const group = id ? contacts.card(id) ?? null : null;
  const { members } = useMembers(group);
  const [name, setName] = useState(group ? cardTitle(group) : ""), [text, setText] = useState(""), [busy, setBusy] = useState(false), [wrong, setWrong] = useState<string | null>(null);
  const [chosen, choose] = useState<Picked>(() => new Map([...membersOf(group).map((uid) => pick(uid, undefined)), ...people.map((card) => pick(card.uid, card))]));
  const found = useFound(text);
  // Those who were in it when the form opened stand first, so that ticks do not make rows jump.
  const [first] = useState(chosen), listed = new Map<string, Pick>();
  if (!text.trim()) for (const [key, one] of first) listed.set(key, { ...one, card: one.card ?? members.find((m) => m.uid === one.uid)?.card });
  for (const card of found) if (!listed.has(bareUid(card.uid))) listed.set(...pick(card.uid, card));
  if (!text.trim()) for (const [key, one] of chosen) if (!listed.has(key)) listed.set(key, one);
  const toggle = (key: string, one: Pick) => choose((old) => {
    const next = new Map(old);
    // Whoever was in it keeps the spelling the group has.
    if (!next.delete(key)) next.set(key, first.get(key) ?? one);
    return next;
  });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!name.trim()) return setWrong(t("contacts.group.nameMissing"));
    setBusy(true);
    const wanted = Object.fromEntries([...chosen.values()].map(({ uid }) => [uid, true]));
    try {
      if (group) {
        const patch: CardPatch = {};
        if (name.trim() !== cardTitle(group)) patch["name"] = { ...group.name, full: name.trim() };
        if (Object.keys(wanted).sort().join() !== membersOf(group).sort().join()) patch["members"] = wanted;
        sheet.set(null);
        if (Object.keys(patch).length) await update(new Map([[group.id, patch]]), t("contacts.done.saved", { name: name.trim() }));
      } else {
        const book = contacts.books.get().find((b) => b.isDefault) ?? contacts.books.get()[0];
        const made = await createCard({ kind: "group", name: { full: name.trim() }, members: wanted, addressBookIds: { [book?.id ?? ""]: true } });
        sheet.set(null);
        stopSelecting();
        goTo(groupPath(made));
      }
    } catch (error) {
      setWrong(sentence(asFailure(error)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog className="dialog--tall" title={group ? t("contacts.group.edit") : t("contacts.group.new")} onClose={() => sheet.set(null)}>
      <form className="sheet-form" noValidate onSubmit={(event) => void submit(event)}>
        <TextField label={t("contacts.group.name")} name="name" value={name} error={wrong} dir="auto" autoComplete="off" maxLength={255} onChange={(e) => { setName(e.target.value); setWrong(null); }} />
        <label className="search"><Icon name="search" /><input type="search" value={text} placeholder={t("contacts.group.find")} aria-label={t("contacts.group.find")} autoComplete="off" spellCheck={false} onChange={(e) => setText(e.target.value)} onKeyDown={(e) => e.key === "Enter" && e.preventDefault()} /></label>
        <ul className="pick-list" aria-label={t("contacts.group.people")}>
          {[...listed].map(([key, one]) => {
            const { uid, card } = one;
            const title = card ? nameOf(card) : addressIn(uid) ?? t("contacts.group.unknown");
            return (
              <li key={key}>
                <label>
                  <Check checked={chosen.has(key)} onChange={() => toggle(key, one)} />
                  <Avatar size="sm" name={title} address={card ? firstEmail(card) || uid : uid} {...(card ? { org: isOrg(card), photo: photoUrl(contacts.account, card.media) } : {})} />
                  <span dir="auto">{title}</span>{card && <span className="muted" dir="auto">{cardSubtitle(card)}</span>}
                </label>
              </li>
            );
          })}
          {!listed.size && <li className="muted">{t("contacts.group.nobody")}</li>}
        </ul>
        <div className="dialog__foot">
          <span className="muted grow" aria-live="polite">{t("contacts.members", { count: chosen.size })}</span>
          <Button onClick={() => sheet.set(null)}>{t("action.cancel")}</Button>
          <Button type="submit" variant="primary" busy={busy}>{t(group ? "action.save" : "contacts.group.make")}</Button>
        </div>
      </form>
    </Dialog>
  );
}

/** People that a text finds, everyone at first. */
function useFound(text: string): Card[] {
  const conditions = text.trim() ? [{ text: text.trim() }, PEOPLE] : [PEOPLE];
  const window = contacts.window({ filter: conditions.length === 1 ? conditions[0]! : { operator: "AND", conditions }, sort: [{ property: "name", isAscending: true }] });
  useContacts(window.topic);
  useEffect(() => {
    const timer = setTimeout(() => window.ensure(0, 60), 120);
    return () => clearTimeout(timer);
  }, [window]);
  return window.loaded().slice(0, 100).map((id) => contacts.card(id)).filter((c): c is Card => !!c && !isGroup(c));
}
