import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { Button, Check, Empty, Icon, IconButton, Kbd, openMenu } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";
import type { Id } from "../../jmap/types.ts";
import { sentence } from "../../store/actions.ts";
import { useSignal } from "../../store/use.ts";
import { nameOf } from "../../contacts/actions.ts";
import type { CardWindow } from "../../contacts/CardWindow.ts";
import { useContacts } from "../../contacts/hooks.ts";
import { letterOf } from "../../contacts/names.ts";
import { contacts } from "../../contacts/store.ts";
import * as commands from "./commands.ts";
import { GhostCard, Row } from "./Row.tsx";
import { at, cursor, groupIn, searchFor, selecting, sheet, sideShown, stopSelecting, targetCards, ticked, tickLoaded } from "./state.ts";

const OVER = 12;

/** The name of the list: a book, a group, or everyone. */
export function listName(book: string): string {
  const group = groupIn(book), card = group ? contacts.card(group) : null;
  return card ? nameOf(card) : contacts.books.get().find((b) => b.id === book)?.name ?? t("contacts.all");
}

/** The list of a book, a group or a search, with its head and its bulk actions. */
export function List({ book, card, search, window }: { book: string; card: Id | null; search: string; window: CardWindow | null }) {
  const ready = useSignal(contacts.ready), on = useSignal(selecting);
  useSignal(contacts.books);
  useContacts(window?.topic ?? "none");
  return (
    <section className="list-pane" aria-label={listName(book)}>
      <Head book={book} search={search} window={window} />
      <BulkBar window={window} />
      {!ready ? <Ghosts /> : window ? <Body window={window} book={book} card={card} search={search} /> : <NobodyIn book={book} />}
      {!on && <ThumbBar window={window} />}
    </section>
  );
}

function Head({ book, search, window }: { book: string; search: string; window: CardWindow | null }) {
  const [text, setText] = useState(search), timer = useRef(0), input = useRef<HTMLInputElement>(null);
  const name = listName(book);
  useEffect(() => {
    if (document.activeElement !== input.current) setText(search);
  }, [search]);
  const type = (value: string) => {
    setText(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => searchFor(value), value ? 180 : 0) as unknown as number;
  };
  const label = book === "all" ? t("contacts.search") : t("contacts.searchIn", { name });
  return (
    <header className="list-head">
      <IconButton icon="menu" className="list-head__menu" label={t("contacts.showBooks")} onClick={() => sideShown.set(true)} />
      <h1 className="contacts-list__title">{name}</h1>
      <label className="search">
        <Icon name="search" />
        <input ref={input} type="search" placeholder={label} aria-label={label} value={text} autoComplete="off" spellCheck={false} enterKeyHint="search" onChange={(event) => type(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" && event.key !== "ArrowDown") return;
            event.preventDefault();
            clearTimeout(timer.current);
            searchFor(text);
            cursor.set(0);
            document.dispatchEvent(new CustomEvent("mailflow:card", { detail: { focus: true } }));
          }} />
        {text ? <IconButton icon="x" size="sm" label={t("search.clear")} onClick={() => type("")} /> : <Kbd>/</Kbd>}
      </label>
      <Tools window={window} />
    </header>
  );
}

/** How the list is sorted, and ticking rows of it. */
function Tools({ window }: { window: CardWindow | null }) {
  const by = useSignal(contacts.sortBy);
  return (
    <>
      <IconButton icon="arrow-down-a-z" label={t("contacts.sort")} aria-haspopup="menu" onClick={(event) => openMenu(event.currentTarget, t("contacts.sort"), [
        { label: t("contacts.sort.given"), checked: by === "given", onSelect: () => contacts.setSort("given") },
        { label: t("contacts.sort.surname"), checked: by === "surname", onSelect: () => contacts.setSort("surname") },
      ], "below-end")} />
      <IconButton icon="square-check" label={t("contacts.select")} disabled={!window?.total} onClick={() => selecting.set(true)} />
    </>
  );
}
/** The phone's actions, within reach of the thumb. */
const ThumbBar = ({ window }: { window: CardWindow | null }) => (
  <div className="mobile-bar" role="group" aria-label={t("list.actions")}>
    <Tools window={window} />
    <Button variant="primary" icon="user-plus" onClick={commands.newCard}>{t("contacts.new")}</Button>
  </div>
);

function BulkBar({ window }: { window: CardWindow | null }) {
  const on = useSignal(selecting), picked = useSignal(ticked);
  useContacts(window?.topic ?? "none");
  if (!on) return null;
  const total = window?.total ?? 0, count = picked.size, none = count === 0, ids = [...picked], group = groupIn(at().book), inGroup = group ? contacts.card(group) : null;
  return (
    <div className="bulk-bar" role="toolbar" aria-label={t("contacts.bulk")}>
      <h1 className="contacts-list__title">{listName(at().book)}</h1>
      <div className="bulk-bar__count">
        <Check checked={count > 0 && count === total} part={count > 0 && count < total} aria-label={t(count ? "bulk.none" : "bulk.loaded")} onChange={() => (count ? ticked.set(new Set()) : tickLoaded())} />
        <span aria-live="polite">{t("bulk.count", { count })}</span>
      </div>
      <IconButton icon="mail" label={t("contacts.write")} kbd="C" disabled={none} onClick={() => void commands.write()} />
      <IconButton icon="users" label={t("contacts.addToGroup")} disabled={none} onClick={(event) => commands.groupMenu(event.currentTarget, targetCards())} />
      <IconButton icon="trash-2" tone="danger" label={t("action.delete")} kbd="Del" disabled={none} onClick={() => commands.remove()} />
      <IconButton icon="ellipsis" label={t("action.more")} disabled={none} aria-haspopup="menu" onClick={(event) => {
        const el = event.currentTarget;
        openMenu(el, t("action.more"), [
          { label: t("contacts.move"), icon: "folder-input", disabled: contacts.books.get().length < 2, onSelect: () => queueMicrotask(() => commands.bookMenu(el, ids, "move")) },
          { label: t("contacts.copy"), icon: "copy", disabled: contacts.books.get().length < 2, onSelect: () => queueMicrotask(() => commands.bookMenu(el, ids, "copy")) },
          { label: t("contacts.merge"), icon: "merge", disabled: count < 2, onSelect: commands.mergeTicked },
          ...(inGroup ? [{ label: t("contacts.group.remove", { count }), icon: "user-minus" as const, onSelect: () => { void import("../../contacts/actions.ts").then((a) => a.removeFromGroup(inGroup, targetCards().map((c) => c.uid))); stopSelecting(); } }] : []),
          { label: t("contacts.export"), icon: "download", onSelect: () => sheet.set({ name: "export", ids, book: null, title: t("contacts.title") }) },
        ], "below-end");
      }} />
      <IconButton icon="x" label={t("bulk.stop")} kbd="Esc" onClick={stopSelecting} />
    </div>
  );
}

function Body({ window, book, card, search }: { window: CardWindow; book: string; card: Id | null; search: string }) {
  useEffect(() => {
    if (window.total === null) window.ensure(0, 20);
    else if (window.stale) void window.refresh();
  }, [window]);
  if (window.total === null) {
    return window.failure
      ? <Empty icon="cloud-off" title={t("contacts.failed")} text={sentence(window.failure)}><Button size="sm" onClick={() => window.ensure(0, 20)}>{t("action.tryAgain")}</Button></Empty>
      : <Ghosts />;
  }
  if (window.total === 0) return <Nothing book={book} search={search} />;
  return <Rows window={window} book={book} card={card} search={search} />;
}

/** The rows of a window, whatever their number: drawn around the view only, asked for a page ahead. */
function Rows({ window, book, card, search }: { window: CardWindow; book: string; card: Id | null; search: string }) {
  const position = useSignal(cursor), picked = useSignal(ticked), by = useSignal(contacts.sortBy);
  const scroller = useRef<HTMLDivElement>(null), probe = useRef<HTMLLIElement>(null);
  const [top, setTop] = useState(0), [sizes, setSizes] = useState({ row: 56, view: 800 });
  const count = window.total ?? 0, first = Math.floor(top / sizes.row), last = Math.ceil((top + sizes.view) / sizes.row);
  const from = Math.max(0, first - OVER), to = Math.min(count - 1, last + OVER);
  const measure = useCallback(() => {
    const box = scroller.current, row = probe.current;
    if (box && row) setSizes((old) => (old.row === (row.offsetHeight || 56) && old.view === box.clientHeight ? old : { row: row.offsetHeight || 56, view: box.clientHeight }));
  }, []);
  useLayoutEffect(() => {
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(scroller.current!);
    watch.observe(probe.current!);
    return () => watch.disconnect();
  }, [measure]);
  useLayoutEffect(() => {
    scroller.current!.scrollTop = 0;
    setTop(0);
  }, [window]);
  useEffect(() => window.ensure(from, to), [window, from, to, count]);

  const reveal = (row: number, focus: boolean) => {
    const box = scroller.current;
    if (!box) return;
    const y = row * sizes.row;
    if (y < box.scrollTop) box.scrollTop = y;
    else if (y + sizes.row > box.scrollTop + box.clientHeight) box.scrollTop = y + sizes.row - box.clientHeight;
    setTop(box.scrollTop);
    if (!focus) return;
    const link = () => box.querySelector<HTMLElement>(`[data-row="${row}"] .card-row__name`);
    const now = link();
    if (now) now.focus({ preventScroll: true });
    else requestAnimationFrame(() => link()?.focus({ preventScroll: true }));
  };
  const revealNow = useRef(reveal);
  revealNow.current = reveal;
  useEffect(() => {
    const move = (event: Event) => revealNow.current(cursor.get(), (event as CustomEvent<{ focus: boolean }>).detail.focus);
    document.addEventListener("mailflow:card", move);
    return () => document.removeEventListener("mailflow:card", move);
  }, []);
  const openRow = card ? window.rowOf(card) : -1;
  useEffect(() => {
    if (openRow >= 0) cursor.set(openRow);
  }, [openRow]);

  const letter = (row: number): string => {
    const id = row >= 0 && row < count ? window.at(row) : undefined, one = id ? contacts.card(id) : null;
    return one ? letterOf(one, by) : "";
  };
  const stop = Math.min(Math.max(position, from), to), rows = [];
  for (let row = from; row <= to; row++) {
    const id = window.at(row), mine = letter(row);
    rows.push(id && contacts.card(id)
      ? <Row key={id} id={id} row={row} count={count} top={row * sizes.row} letter={!search && mine !== letter(row - 1) ? mine : ""} book={book} search={search} open={id === card} ticked={picked.has(id)} tabStop={row === stop} />
      : <GhostCard key={`ghost${row}`} top={row * sizes.row} />);
  }
  const standing = search ? "" : letter(Math.min(first, count - 1));
  return (
    <div ref={scroller} className="list-scroll" tabIndex={-1} onScroll={() => flushSync(() => setTop(scroller.current!.scrollTop))}>
      {top > 0 && standing && <span className="card-letter card-letter--standing" aria-hidden="true">{standing}</span>}
      <ol className="list-canvas card-rows" aria-label={t("contacts.list")} ref={(el) => { if (el) el.style.blockSize = `${count * sizes.row}px`; }}>{rows}</ol>
      <ol className="list-probe" aria-hidden="true"><li ref={probe} className="card-row" /></ol>
      {!search && <p className="contacts-list__foot">{t("contacts.count", { count })}</p>}
    </div>
  );
}

function Nothing({ book, search }: { book: string; search: string }) {
  if (search) return <Empty icon="search-x" title={t("empty.search.title", { text: search })} text={t("contacts.none.search")}><Button size="sm" onClick={() => searchFor("")}>{t("search.clear")}</Button></Empty>;
  return (
    <Empty icon="contact" title={book === "all" ? t("contacts.none.title") : t("contacts.none.book", { name: listName(book) })} text={t("contacts.none.text")}>
      <Button variant="primary" icon="user-plus" onClick={commands.newCard}>{t("contacts.new")}</Button>
      <Button icon="upload" onClick={() => sheet.set({ name: "import" })}>{t("contacts.import")}</Button>
    </Empty>
  );
}
function NobodyIn({ book }: { book: string }) {
  const group = groupIn(book);
  return (
    <Empty icon="users" title={t("contacts.group.none.title")} text={t("contacts.group.none.text")}>
      {group && contacts.card(group) && <Button size="sm" icon="user-plus" onClick={() => sheet.set({ name: "group", id: group })}>{t("contacts.group.edit")}</Button>}
    </Empty>
  );
}

/** Ghost rows, but only when the cards take longer than a blink. */
function Ghosts() {
  const [shown, show] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => show(true), 180);
    return () => clearTimeout(timer);
  }, []);
  return <ol className="list-ghosts card-ghosts" aria-busy="true" aria-label={t("contacts.loading")}>{shown && Array.from({ length: 12 }, (_, i) => <GhostCard key={i} top={0} />)}</ol>;
}
