import { memo, useRef } from "react";
import { Avatar, Check } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";
import type { Id } from "../../jmap/types.ts";
import { contactsPath, navigate } from "../../router.ts";
import { nameOf } from "../../contacts/actions.ts";
import { isGroup } from "../../contacts/Card.ts";
import { useCard } from "../../contacts/hooks.ts";
import { cardSubtitle, firstEmail, isOrg } from "../../contacts/names.ts";
import { contacts } from "../../contacts/store.ts";
import { photoUrl } from "../../contacts/photo.ts";
import { membersOf } from "../../contacts/uid.ts";
import { cardMenu } from "./commands.ts";
import { at, cursor, selecting, tick } from "./state.ts";

interface Props {
  id: Id;
  row: number;
  count: number;
  top: number;
  letter: string;
  book: string;
  search: string;
  open: boolean;
  ticked: boolean;
  tabStop: boolean;
}
const HOLD = 450;

/** One card in the list. Its height never depends on what it holds. */
export const Row = memo(function Row({ id, row, count, top, letter, book, search, open, ticked, tabStop }: Props) {
  const card = useCard(id), hold = useRef(0);
  if (!card) return <GhostCard top={top} />;
  const name = nameOf(card), group = isGroup(card), path = contactsPath(book, id, search || null);
  const below = group ? t("contacts.members", { count: membersOf(card).length }) : cardSubtitle(card);
  return (
    // The link inside is the control; the row takes presses around it and the long press of a finger.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <li className="card-row" data-row={row} data-ticked={ticked || undefined} aria-current={open ? "true" : undefined} aria-posinset={row + 1} aria-setsize={count}
      ref={(el) => { if (el) el.style.transform = `translateY(${top}px)`; }}
      onClick={(event) => {
        if (event.target instanceof Element && event.target.closest("input")) return;
        event.preventDefault();
        if (event.shiftKey || event.ctrlKey || event.metaKey || selecting.get()) tick(row, event.shiftKey);
        else {
          cursor.set(row);
          navigate(path, { replace: at().card !== null });
        }
      }}
      onContextMenu={(event) => {
        event.preventDefault();
        if (selecting.get() || hold.current) return;
        cardMenu({ x: event.clientX, y: event.clientY }, card);
      }}
      onTouchStart={() => {
        hold.current = setTimeout(() => tick(row), HOLD) as unknown as number;
      }}
      onTouchEnd={() => {
        clearTimeout(hold.current);
        hold.current = 0;
      }}
      onTouchMove={() => clearTimeout(hold.current)}>
      <span className="card-letter" aria-hidden="true">{letter}</span>
      <div className="card-row__who">
        <Avatar name={name} address={firstEmail(card) || card.uid} org={isOrg(card) || group} photo={photoUrl(contacts.account, card.media)} />
        <Check checked={ticked} tabIndex={-1} aria-label={t("row.select", { subject: name })} onChange={() => undefined} onClick={(event) => tick(row, event.shiftKey)} />
      </div>
      <div className="card-row__main">
        <a className="card-row__name" href={path} dir="auto" tabIndex={tabStop ? 0 : -1} onFocus={() => cursor.set(row)} draggable={false}>{name}</a>
        <p className="card-row__below" dir="auto">{below}</p>
      </div>
    </li>
  );
});

/** A row whose card is still on its way: the real height, no words. */
export function GhostCard({ top }: { top: number }) {
  return (
    <li className="card-row card-row--ghost" aria-hidden="true" ref={(el) => { if (el) el.style.transform = top ? `translateY(${top}px)` : ""; }}>
      <span /><span className="ghost ghost--face avatar" /><div className="card-row__main"><span className="ghost" /><span className="ghost" /></div>
    </li>
  );
}
