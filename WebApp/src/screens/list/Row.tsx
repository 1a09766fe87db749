import { lazy, memo, Suspense } from "react";
import { Avatar, Check, Icon, IconButton, type MenuEntry, openMenu } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";
import { fullTime, rowTime } from "../../i18n/dates.ts";
import type { Id } from "../../jmap/types.ts";
import { boxPath } from "../../router.ts";
import { openCompose } from "../../compose/open.ts";
import { useTopic } from "../../store/hooks.ts";
import { cache } from "../../store/index.ts";
import { useSignal } from "../../store/use.ts";
import type { ListWindow } from "../../store/window.ts";
import { isOrganisation, personName, rowFace, rowPeople } from "../names.ts";
import { dragged, startDrag } from "../folders/folders.ts";
import * as commands from "../shell/commands.ts";
import { cursor, openRow, overlay, selection, tick } from "../shell/state.ts";

// The list is there before contacts are: letters first, then the picture of a card.
const SenderFace = lazy(async () => ({ default: (await import("../reader/Sender.tsx")).SenderFace }));

interface RowProps {
  window: ListWindow;
  row: number;
  count: number;
  thread: Id;
  mailbox: Id;
  top: number;
  open: boolean;
  ticked: boolean;
  tabStop: boolean;
  isNew: boolean;
}

/** One conversation in the list. Its height never depends on what it holds. */
export const Row = memo(function Row({ window, row, count, thread, mailbox, top, open, ticked, tabStop, isNew }: RowProps) {
  useTopic(`thread:${thread}`);
  useSignal(cache.accounts);
  const id = window.at(row);
  const all = cache.conversation(thread), head = (id && cache.email(id)) || all.at(-1);
  if (!head) return <Ghost top={top} seed={row} />;
  const role = cache.mailboxes.get().get(mailbox)?.role;
  const outgoing = role === "sent" || role === "drafts";
  const draft = all.find((e) => e.keywords["$draft"]);
  const shown = outgoing ? [head] : all.filter((e) => !e.keywords["$draft"]);
  const emails = shown.length ? shown : [head];
  const face = rowFace(emails, outgoing), people = rowPeople(emails, outgoing);
  const unread = all.some((e) => !e.keywords["$seen"] && !e.keywords["$draft"]), starred = all.some((e) => e.keywords["$flagged"]);
  const account = cache.account(head.accountId ?? "");
  const snippet = window.snippets.get(head.id);
  const subject = head.subject?.trim() || t("row.noSubject");

  const menu = (at: Element | { x: number; y: number }) => openMenu(at, subject, rowMenu(row, thread, unread, starred, role === "drafts" ? head.id : null));
  return (
    // Clicks on the bare row are a convenience of the pointer; the link inside it is what opens.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <li className={`mail-row${isNew ? " mail-row--new" : ""}`} data-hue={account?.hue ?? "blue"} data-unread={unread || undefined} data-row={row} aria-current={open || undefined} aria-posinset={row + 1} aria-setsize={count}
      ref={(el) => { if (el) el.style.transform = `translateY(${top}px)`; }}
      draggable onDragStart={(event) => startDrag(event.nativeEvent, selection.get().threads.has(thread) ? [...selection.get().threads] : [thread])} onDragEnd={() => dragged.set(null)}
      onContextMenu={(event) => {
        event.preventDefault();
        // A long press ticks, a right click asks.
        if ((event.nativeEvent as PointerEvent).pointerType === "touch") return tick(row);
        menu({ x: event.clientX, y: event.clientY });
      }}
      onClick={(event) => {
        if ((event.target as Element).closest("button, input")) return;
        event.preventDefault();
        if (selection.get().active || event.metaKey || event.ctrlKey || event.shiftKey) {
          cursor.set(row);
          tick(row, event.shiftKey);
        } else if (role === "drafts" && all.length === 1) openCompose({ mode: "draft", emailId: head.id, ...(head.accountId ? { accountId: head.accountId } : {}) });
        else openRow(row);
      }}>
      <button className="mail-row__mark" type="button" tabIndex={-1} aria-label={t(unread ? "action.markRead" : "action.markUnread")} onClick={() => commands.toggleRead([thread])} />
      <div className="mail-row__who">
        <Suspense fallback={<Avatar name={personName(face)} address={face.email} org={isOrganisation(face)} />}><SenderFace person={face} /></Suspense>
        <Check checked={ticked} tabIndex={-1} aria-label={t("row.select", { subject })} onChange={() => undefined} onClick={(event) => tick(row, event.shiftKey)} />
      </div>
      <div className="mail-row__main">
        <div className="mail-row__from">
          <span dir="auto">{people}</span>
          {draft && role !== "drafts" && <span className="mail-row__draft">{t("row.draft")}</span>}
          {all.length > 1 && <span className="tally" title={t("row.messages", { count: all.length })}>{all.length}</span>}
        </div>
        <div className="mail-row__meta">
          {account && <span className="mail-row__account" dir="auto">{account.name}</span>}
          {all.some((e) => e.hasAttachment) && <Icon name="paperclip" />}
          {starred && <Icon name="star" className="mail-row__star" />}
          <time dateTime={head.receivedAt} title={fullTime(head.receivedAt)}>{rowTime(head.receivedAt)}</time>
        </div>
        <a className="mail-row__subject" href={boxPath(mailbox, thread)} dir="auto" tabIndex={tabStop ? 0 : -1} onFocus={() => cursor.set(row)} draggable={false}>
          {unread && <span className="visually-hidden">{t("row.unread")} </span>}
          {snippet?.subject ? <Marked html={snippet.subject} /> : subject}
        </a>
        <p className="mail-row__snippet" dir="auto">{snippet?.preview ? <Marked html={snippet.preview} /> : head.preview}</p>
      </div>
      <div className="mail-row__actions" aria-hidden="true">
        <IconButton icon="archive" label={t("action.archive")} kbd="E" tabIndex={-1} onClick={() => commands.archive([thread])} />
        <IconButton icon="trash-2" tone="danger" label={t("action.delete")} kbd="#" tabIndex={-1} onClick={() => commands.remove([thread])} />
        <IconButton icon={unread ? "mail-open" : "mail"} label={t(unread ? "action.markRead" : "action.markUnread")} kbd="U" tabIndex={-1} onClick={() => commands.toggleRead([thread])} />
        <IconButton icon="ellipsis" label={t("action.more")} tabIndex={-1} onClick={(event) => menu(event.currentTarget)} />
      </div>
    </li>
  );
});

/** The menu of a row: what its buttons do and the rest. */
function rowMenu(row: number, thread: Id, unread: boolean, starred: boolean, draft: Id | null): MenuEntry[] {
  const picked = selection.get().threads;
  const ids = picked.has(thread) ? [...picked] : [thread];
  return [
    draft ? { label: t("action.edit"), icon: "pencil", onSelect: () => openCompose({ mode: "draft", emailId: draft }) } : { label: t("action.open"), icon: "mail-open", kbd: "O", onSelect: () => openRow(row) },
    { label: t("action.select"), icon: "square-check", kbd: "X", onSelect: () => tick(row) },
    { separator: true },
    { label: t("action.archive"), icon: "archive", kbd: "E", onSelect: () => commands.archive(ids) },
    { label: t("action.delete"), icon: "trash-2", kbd: "#", onSelect: () => commands.remove(ids) },
    { label: t("action.move"), icon: "folder-input", kbd: "V", onSelect: () => { cursor.set(row); overlay.set("move"); } },
    { label: t("action.spam"), icon: "octagon-alert", onSelect: () => commands.spam(ids) },
    { separator: true },
    { label: t(unread ? "action.markRead" : "action.markUnread"), icon: unread ? "mail-open" : "mail", kbd: "U", onSelect: () => commands.toggleRead(ids) },
    { label: t(starred ? "action.unstar" : "action.star"), icon: "star", kbd: "S", onSelect: () => commands.toggleStar(ids) },
  ];
}

/** A row whose mail is still on its way: the real height, no words. */
export function Ghost({ top, seed }: { top: number; seed: number }) {
  const width = (base: number, i: number) => `${base + ((seed * 37 + i * 53) % 30)}%`;
  return (
    <li className="mail-row mail-row--ghost" aria-hidden="true" ref={(el) => { if (el) el.style.transform = `translateY(${top}px)`; }}>
      <span />
      <div className="mail-row__who"><span className="ghost ghost--face avatar" /></div>
      <div className="mail-row__main mail-row__main--ghost">
        {[24, 44, 66].map((base, i) => <span key={base} className="ghost" ref={(el) => { if (el) el.style.inlineSize = width(base, i); }} />)}
      </div>
    </li>
  );
}

/** A snippet of the server: text with `<mark>`, everything else as text. */
function Marked({ html }: { html: string }) {
  const decode = (text: string) => text.replace(/&(lt|gt|amp|quot|#39|#x27);/g, (_, name: string) => ({ lt: "<", gt: ">", amp: "&", quot: '"' })[name] ?? "'");
  return <>{html.split(/(<mark>.*?<\/mark>)/s).map((part, i) => (part.startsWith("<mark>") ? <mark key={i}>{decode(part.slice(6, -7))}</mark> : decode(part)))}</>;
}
