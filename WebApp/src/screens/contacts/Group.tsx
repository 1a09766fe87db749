import { useEffect, useState } from "react";
import { Avatar, Button, IconButton, Notice } from "../../components/index.ts";
import { asFailure } from "../../failure.ts";
import { t } from "../../i18n/index.ts";
import { contactsPath, follow } from "../../router.ts";
import { sentence } from "../../store/actions.ts";
import { nameOf, removeFromGroup } from "../../contacts/actions.ts";
import type { Card } from "../../contacts/Card.ts";
import { useContacts } from "../../contacts/hooks.ts";
import { firstEmail, isOrg } from "../../contacts/names.ts";
import { contacts } from "../../contacts/store.ts";
import { photoUrl } from "../../contacts/photo.ts";
import { addressIn, membersOf } from "../../contacts/uid.ts";
import { Bar } from "./Bar.tsx";
import { groupActions, writeToGroup } from "./commands.ts";
import { groupPath, sheet } from "./state.ts";

/** Loads the people of a group; a failure is a sentence. */
export function useMembers(group: Card | null): { members: { uid: string; card: Card | undefined }[]; ready: boolean; failure: string | null } {
  const uids = membersOf(group), key = uids.join("\n");
  const [state, setState] = useState<{ key: string; failure: string | null } | null>(null);
  useEffect(() => {
    let here = true;
    contacts.loadMembers(key ? key.split("\n") : []).then(() => here && setState({ key, failure: null }), (error: unknown) => here && setState({ key, failure: sentence(asFailure(error)) }));
    return () => {
      here = false;
    };
  }, [key]);
  const members = uids.map((uid) => ({ uid, card: contacts.byUid(uid) }));
  return { members: members.sort((a, b) => (a.card ? nameOf(a.card) : a.uid).localeCompare(b.card ? nameOf(b.card) : b.uid)), ready: state?.key === key, failure: state?.failure ?? null };
}

/** A group: who is in it, and writing to all of them. */
export function Group({ group, onBack }: { group: Card; onBack: () => void }) {
  const { members, ready, failure } = useMembers(group);
  useContacts(`card:${group.id}`);
  const reachable = members.filter((m) => (m.card ? firstEmail(m.card) : addressIn(m.uid) !== null)).length, name = nameOf(group);
  return (
    <>
      <Bar onBack={onBack}>
        <IconButton icon="pencil" label={t("contacts.group.edit")} onClick={() => sheet.set({ name: "group", id: group.id })} />
        <IconButton icon="ellipsis" label={t("action.more")} aria-haspopup="menu" onClick={(event) => groupActions(event.currentTarget, group)} />
      </Bar>
      <div className="reader__scroll" tabIndex={-1}>
        <article className="contact">
          <header className="contact__head">
            <Avatar size="xl" name={name} address={group.uid} org photo={photoUrl(contacts.account, group.media)} />
            <div className="contact__title"><h1 dir="auto">{name}</h1><p>{t("contacts.members", { count: members.length })}</p></div>
          </header>
          <div className="btn-row contact__acts">
            <Button variant="primary" icon="mail" disabled={!reachable} onClick={() => void writeToGroup(group)}>{t("contacts.group.write")}</Button>
            <Button icon="user-plus" onClick={() => sheet.set({ name: "group", id: group.id })}>{t("contacts.group.edit")}</Button>
          </div>
          {failure && <Notice tone="danger" text={failure} />}
          {ready && reachable < members.length && <p className="contact__hint">{t("contacts.group.without", { count: members.length - reachable })}</p>}
          <ul className="member-list">
            {members.map(({ uid, card }) => {
              const title = card ? nameOf(card) : addressIn(uid) ?? t("contacts.group.unknown");
              return (
                <li key={uid}>
                  <Avatar name={title} address={card ? firstEmail(card) || card.uid : uid} {...(card ? { org: isOrg(card), photo: photoUrl(contacts.account, card.media) } : {})} />
                  <div className="member-list__who">
                    {card ? <a href={contactsPath(groupPath(group.id), card.id)} dir="auto" onClick={follow(contactsPath(groupPath(group.id), card.id))}>{title}</a> : <span dir="auto">{title}</span>}
                    {card && <span className="muted" dir="ltr">{firstEmail(card)}</span>}
                  </div>
                  <IconButton icon="user-minus" size="sm" tone="danger" label={t("contacts.group.removeName", { name: title })} onClick={() => void removeFromGroup(group, [uid])} />
                </li>
              );
            })}
          </ul>
        </article>
      </div>
    </>
  );
}
