import { useEffect, useState } from "react";
import { Avatar, Button, Empty, Icon, IconButton, Kbd } from "../../components/index.ts";
import { ago } from "../../i18n/dates.ts";
import { t } from "../../i18n/index.ts";
import type { Id } from "../../jmap/types.ts";
import { useSignal } from "../../store/use.ts";
import { nameOf } from "../../contacts/actions.ts";
import { type Card, isGroup } from "../../contacts/Card.ts";
import { useCard, useContacts, useMailUse } from "../../contacts/hooks.ts";
import { cardTitle, firstEmail, isOrg, jobTitle, nickname, organization } from "../../contacts/names.ts";
import { contacts } from "../../contacts/store.ts";
import { photoUrl } from "../../contacts/photo.ts";
import { addressesOf } from "../../contacts/write.ts";
import { Bar } from "./Bar.tsx";
import * as commands from "./commands.ts";
import { Edit } from "./Edit.tsx";
import { Facts } from "./Facts.tsx";
import { Group } from "./Group.tsx";
import { currentWindow, editing, goTo, groupIn, openCard, step } from "./state.ts";

/** One card to read or to edit, a group, or what can be done without one. */
export function Detail({ book, card: id }: { book: string; card: Id | null }) {
  const group = groupIn(book), shown = id ?? group;
  return (
    <section className="reader contact-pane" aria-label={t("contacts.card")}>
      {id === "new" ? <Edit card={null} book={group || book === "all" ? null : book} /> : shown ? <Shown key={shown} id={shown} ofBook={id === null} /> : <NothingOpen />}
    </section>
  );
}

function NothingOpen() {
  return (
    <div className="empty">
      <span className="empty__icon"><Icon name="contact" /></span>
      <h2 className="empty__title">{t("contacts.noneOpen")}</h2>
      <dl className="empty__keys">
        <dt>{t("keys.nextPrevious")}</dt><dd><Kbd>J</Kbd><Kbd>K</Kbd></dd>
        <dt>{t("contacts.new")}</dt><dd><Kbd>N</Kbd></dd>
        <dt>{t("keys.search")}</dt><dd><Kbd>/</Kbd></dd>
      </dl>
    </div>
  );
}

function Shown({ id, ofBook }: { id: Id; ofBook: boolean }) {
  const card = useCard(id), edit = useSignal(editing), ready = useSignal(contacts.ready);
  // Kept while the form is open: what it was made from.
  if (card === null) {
    return (
      <>
        <Bar onBack={() => (ofBook ? goTo("all") : openCard(null))} />
        <Empty icon="search-x" title={t("contacts.gone.title")} text={t("reader.gone.text")}><Button size="sm" onClick={() => (ofBook ? goTo("all") : openCard(null))}>{t("contacts.toList")}</Button></Empty>
      </>
    );
  }
  if (!card || !ready) return <><Bar onBack={() => openCard(null)} /><Waiting /></>;
  if (isGroup(card)) return <Group group={card} onBack={() => (ofBook ? goTo("all") : openCard(null))} />;
  return edit ? <Edit card={card} book={null} /> : <Read card={card} />;
}

function Waiting() {
  const [shown, show] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => show(true), 180);
    return () => clearTimeout(timer);
  }, []);
  return shown ? <div className="contact contact--waiting" aria-busy="true" aria-label={t("contacts.loading")}><span className="ghost ghost--face avatar avatar--xl" /><span className="ghost" /><span className="ghost" /></div> : null;
}

function Read({ card }: { card: Card }) {
  const window = currentWindow();
  useContacts(window?.topic ?? "none");
  const row = window?.rowOf(card.id) ?? -1, total = window?.total ?? 0, addresses = addressesOf(card);
  const use = useMailUse(card.id, card);
  const name = nameOf(card), photo = photoUrl(contacts.account, card.media);
  const work = [jobTitle(card), ...Object.values(card.titles ?? {}).slice(1).map((title) => title.name)].filter(Boolean).join(", ");
  const org = organization(card), units = Object.values(card.organizations ?? {}).flatMap((o) => o.units ?? []).map((u) => u.name).join(", ");
  const nick = nickname(card), called = cardTitle(card);
  return (
    <>
      <Bar onBack={() => openCard(null)}>
        <IconButton icon="pencil" label={t("action.edit")} kbd="E" onClick={() => commands.edit(card.id)} />
        <IconButton icon="users" label={t("contacts.addToGroup")} aria-haspopup="menu" onClick={(event) => commands.groupMenu(event.currentTarget, [card])} />
        <IconButton icon="trash-2" tone="danger" label={t("action.delete")} kbd="Del" onClick={() => commands.remove([card.id])} />
        <IconButton icon="ellipsis" label={t("action.more")} aria-haspopup="menu" onClick={(event) => commands.cardMenu(event.currentTarget, card)} />
        <span className="reader__pos">{row >= 0 && total > 0 ? t("reader.position", { row: row + 1, total }) : ""}</span>
        <IconButton icon="chevron-up" className="reader__wide" label={t("contacts.previous")} kbd="K" disabled={row <= 0} onClick={() => step(-1)} />
        <IconButton icon="chevron-down" className="reader__wide" label={t("contacts.next")} kbd="J" disabled={row < 0 || row >= total - 1} onClick={() => step(1)} />
      </Bar>
      <div className="reader__scroll" tabIndex={-1}>
        <article className="contact">
          <header className="contact__head">
            <Avatar size="xl" name={name} address={firstEmail(card) || card.uid} org={isOrg(card)} photo={photo} />
            <div className="contact__title">
              <h1 dir="auto">{name}</h1>
              {nick && nick !== called && <p className="contact__nick" dir="auto">{t("contacts.nick", { name: nick })}</p>}
              {(work || (org && org !== called)) && <p dir="auto">{[work, org !== called ? org : "", units].filter(Boolean).join(", ")}</p>}
            </div>
          </header>
          <div className="btn-row contact__acts">
            <Button variant="primary" icon="mail" disabled={!addresses.length} onClick={() => void commands.write([card])}>{t("contacts.write")}</Button>
            <Button icon="mails" disabled={!addresses.length} onClick={() => commands.mailOf(card)}>{t("contacts.theirMail")}</Button>
          </div>
          <Facts card={card} />
          <footer className="contact__foot">
            {use && use.sent > 0 && <span>{use.lastSentAt ? t("contacts.sentLast", { count: use.sent, when: ago(use.lastSentAt) }) : t("contacts.sent", { count: use.sent })}</span>}
            {card.updated && <span>{t("contacts.updated", { when: ago(card.updated) })}</span>}
          </footer>
        </article>
      </div>
    </>
  );
}
