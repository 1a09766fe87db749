import { useEffect, useRef, useState } from "react";
import { Avatar, Button, Check, Empty, Icon, IconButton, Kbd, type MenuEntry, Notice, openMenu, Progress } from "../../components/index.ts";
import { rich } from "../../i18n/rich.tsx";
import { t } from "../../i18n/index.ts";
import type { Id } from "../../jmap/types.ts";
import { navigate } from "../../router.ts";
import { session } from "../../session.ts";
import { emptyMailbox, markAllRead, sentence } from "../../store/actions.ts";
import { useTopic } from "../../store/hooks.ts";
import { cache, sync } from "../../store/index.ts";
import { useSignal } from "../../store/use.ts";
import type { ListWindow } from "../../store/window.ts";
import { mailboxName, mailboxNameById } from "../names.ts";
import * as commands from "../shell/commands.ts";
import { accountOf, type Only, only, overlay, searchFor, selection, sidebarHidden, sidebarShown, startSelecting, stopSelecting, tickLoaded, windowFor } from "../shell/state.ts";
import { InboxDrawing } from "./drawing.tsx";
import { Ghost } from "./Row.tsx";
import { AccountNotices, OfflineNotice } from "./notices.tsx";
import { VirtualList } from "./VirtualList.tsx";

/** The list of a mailbox or a search, with its head, bars and bulk actions. */
export function ListPane({ mailbox, thread, search }: { mailbox: Id; thread: Id | null; search: string }) {
  const boxes = useSignal(cache.mailboxes), which = useSignal(only), ready = useSignal(cache.ready), bootFailure = useSignal(sync.bootFailure);
  const known = mailbox.startsWith("all-") || boxes.has(mailbox);
  const window = windowFor(mailbox, search, which);
  return (
    <section className="list-pane" aria-label={t("list.pane")}>
      <Head mailbox={mailbox} search={search} which={which} window={window} />
      <BulkBar window={window} mailbox={mailbox} />
      <OfflineNotice />
      <AccountNotices mailbox={mailbox} />
      {window ? <Body window={window} mailbox={mailbox} thread={thread} search={search} which={which} />
        : bootFailure ? <Empty icon="cloud-off" title={sentence(bootFailure)}><Button size="sm" onClick={() => void sync.start()}>{t("action.tryAgain")}</Button></Empty>
        : ready && !known ? <Empty icon="folder" title={t("notFound.title")} text={t("notFound.text")}><Button size="sm" onClick={() => navigate("/box/all-inbox")}>{t("notFound.action")}</Button></Empty>
        : <Ghosts />}
    </section>
  );
}

function Head({ mailbox, search, which, window }: { mailbox: Id; search: string; which: Only; window: ListWindow | null }) {
  const [text, setText] = useState(search), timer = useRef(0), input = useRef<HTMLInputElement>(null);
  const [wide, setWide] = useState(search !== "");
  useTopic("counts");
  useEffect(() => {
    if (document.activeElement !== input.current) setText(search);
    if (search) setWide(true);
  }, [search]);
  useEffect(() => {
    const open = () => {
      setWide(true);
      requestAnimationFrame(() => input.current?.focus());
    };
    document.addEventListener("mailflow:search", open);
    return () => document.removeEventListener("mailflow:search", open);
  }, []);
  const type = (value: string) => {
    setText(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => searchFor(value), value ? 220 : 0) as unknown as number;
  };
  const box = cache.mailboxes.get().get(mailbox), name = mailboxNameById(mailbox), user = useSignal(session)?.user;
  const account = cache.account(accountOf(mailbox) ?? ""), scope = account ? t("search.account", { name: account.name }) : t("search.all");
  const unread = box ? cache.unreadThreads(box) : 0;
  return (
    <header className={`list-head${wide ? " list-head--search" : ""}`}>
      <IconButton icon="menu" className="list-head__menu" label={t("sidebar.show")} onClick={() => (sidebarHidden.get() ? sidebarHidden.set(false) : sidebarShown.set(true))} />
      <div className="list-head__title"><h1>{name || t("app.name")}</h1><p>{unread ? t("sidebar.unread", { count: unread }) : box?.totalThreads ? t("list.count", { count: box.totalThreads }) : ""}</p></div>
      <label className="search">
        <Icon name="search" />
        <input ref={input} type="search" placeholder={scope} aria-label={scope} value={text} autoComplete="off" spellCheck={false} enterKeyHint="search"
          onChange={(event) => type(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" || event.key === "ArrowDown") {
              event.preventDefault();
              clearTimeout(timer.current);
              searchFor(text);
              document.dispatchEvent(new CustomEvent("mailflow:cursor", { detail: { focus: true } }));
            }
          }} />
        {text ? <IconButton icon="x" size="sm" label={t("search.clear")} onClick={() => { type(""); setWide(false); }} /> : <Kbd>/</Kbd>}
      </label>
      <button type="button" className="icon-btn list-head__me" aria-label={t("action.settings")} onClick={() => navigate("/settings")}><Avatar name={user?.displayName || user?.username || "?"} size="sm" hue="cyan" /></button>
      <IconButton icon="list-filter" className="list-head__wide" label={t("list.filter")} pressed={which !== "all"} aria-haspopup="menu" onClick={(event) => filterMenu(event.currentTarget, mailbox, which, window)} />
      <IconButton icon="square-check" className="list-head__wide" label={t("list.select")} onClick={startSelecting} />
    </header>
  );
}

/** Which conversations are shown, and what can be done with the list as a whole. */
export function filterMenu(at: Element, mailbox: Id, which: Only, window: ListWindow | null): void {
  const box = cache.mailboxes.get().get(mailbox);
  const choice = (value: Only, icon: "mails" | "mail" | "star" | "paperclip"): MenuEntry => ({ label: t(`filter.${value}`), icon, checked: which === value, onSelect: () => only.set(value) });
  openMenu(at, t("list.filter"), [
    choice("all", "mails"), choice("unread", "mail"), choice("starred", "star"), choice("attachments", "paperclip"),
    { separator: true },
    { label: t("list.markAllRead"), icon: "mail-open", onSelect: () => window && void markAllRead(window) },
    ...(box && (box.role === "trash" || box.role === "junk") ? [{ label: t("list.empty", { folder: mailboxName(box) }), icon: "trash-2" as const, danger: true, disabled: !box.totalEmails, onSelect: () => void emptyMailbox(box) }] : []),
  ], "below-end");
}

function BulkBar({ window, mailbox }: { window: ListWindow | null; mailbox: Id }) {
  const picked = useSignal(selection);
  useTopic(window?.topic ?? "none");
  if (!picked.active) return null;
  const total = window?.count ?? 0, count = picked.everything ? total : picked.threads.size, none = count === 0;
  return (
    <>
      <h1 className="visually-hidden">{mailboxNameById(mailbox)}</h1>
      <div className="bulk-bar" role="toolbar" aria-label={t("bulk.label")}>
        <div className="bulk-bar__count">
          <Check checked={picked.everything || (count > 0 && count === total)} part={count > 0 && count < total} aria-label={t(count ? "bulk.none" : "bulk.loaded")} onChange={() => (count ? selection.set({ active: true, threads: new Set(), everything: false }) : tickLoaded())} />
          <span aria-live="polite">{t("bulk.count", { count })}</span>
        </div>
        <IconButton icon="archive" label={t("action.archive")} kbd="E" disabled={none} onClick={() => commands.archive()} />
        <IconButton icon="trash-2" tone="danger" label={t("action.delete")} kbd="#" disabled={none} onClick={() => commands.remove()} />
        <IconButton icon="folder-input" label={t("action.move")} kbd="V" disabled={none || picked.everything} onClick={() => overlay.set("move")} />
        <IconButton icon="mail-open" className="bulk-bar__wide" label={t("action.toggleRead")} kbd="U" disabled={none} onClick={() => commands.toggleRead()} />
        <IconButton icon="ellipsis" label={t("action.more")} disabled={none} onClick={(event) => openMenu(event.currentTarget, t("action.more"), [
          { label: t("action.toggleRead"), icon: "mail-open", kbd: "U", onSelect: () => commands.toggleRead() },
          { label: t("action.star"), icon: "star", kbd: "S", onSelect: () => commands.toggleStar() },
          { label: t("action.spam"), icon: "octagon-alert", onSelect: () => commands.spam() },
        ], "below-end")} />
        <span className="tool-sep bulk-bar__wide" />
        <IconButton icon="x" label={t("bulk.stop")} kbd="Esc" onClick={stopSelecting} />
      </div>
      {total > count && count > 0 && !picked.everything && (
        <div className="bulk-bar__all">{t("bulk.these", { count })} <Button variant="link" onClick={() => selection.set({ active: true, threads: picked.threads, everything: true })}>{t("bulk.all", { count: total })}</Button></div>
      )}
    </>
  );
}

function Body({ window, mailbox, thread, search, which }: { window: ListWindow; mailbox: Id; thread: Id | null; search: string; which: Only }) {
  useTopic(window.topic);
  useEffect(() => {
    if (window.total === null) window.ensure(0, 20, true);
    else if (window.stale) void window.refresh();
  }, [window]);
  useEffect(() => {
    window.pinned = which === "unread" ? thread : null;
  }, [window, which, thread]);
  if (window.failure && window.count === null) {
    return <Empty icon="cloud-off" title={t("list.failed")} text={sentence(window.failure)}><Button size="sm" onClick={() => window.retry()}>{t("action.tryAgain")}</Button></Empty>;
  }
  if (window.count === null) return <Ghosts />;
  return (
    <>
      <SyncLine mailbox={mailbox} />
      {window.arrived > 0 && (
        <div className="list-arrived"><Button size="sm" variant="primary" onClick={() => {
          const scroller = document.querySelector(".list-scroll");
          if (scroller) scroller.scrollTop = 0;
        }}>{t("list.arrived", { count: window.arrived })}</Button></div>
      )}
      {window.failure && <Notice bar tone="warning" text={sentence(window.failure)}><Button size="sm" variant="quiet" onClick={() => window.retry()}>{t("action.tryAgain")}</Button></Notice>}
      {window.count === 0 ? <Nothing mailbox={mailbox} search={search} which={which} /> : <VirtualList window={window} mailbox={mailbox} thread={thread} />}
      <Dock />
    </>
  );
}

/** Nothing in the list: why, and what can be done. */
function Nothing({ mailbox, search, which }: { mailbox: Id; search: string; which: Only }) {
  const accounts = useSignal(cache.accounts), ready = useSignal(cache.ready);
  if (ready && !accounts.length) {
    return <Empty art={<InboxDrawing />} title={t("empty.noAccount.title")} text={t("empty.noAccount.text")}><Button variant="primary" icon="plus" onClick={() => navigate("/accounts/add")}>{t("sidebar.addAccount")}</Button></Empty>;
  }
  if (search) {
    return (
      <Empty icon="search-x" title={t("empty.search.title", { text: search })} text={t("empty.search.text")}>
        <Button size="sm" onClick={() => searchFor("")}>{t("search.clear")}</Button>
      </Empty>
    );
  }
  if (which !== "all") return <Empty icon="list-filter" title={t(`empty.${which}`)}><Button size="sm" onClick={() => only.set("all")}>{t("filter.showAll")}</Button></Empty>;
  const syncing = accounts.some((a) => (a.status.state === "syncing" || a.status.state === "connecting") && (mailbox.startsWith("all-") || cache.mailboxes.get().get(mailbox)?.accountId === a.id));
  const role = cache.mailboxes.get().get(mailbox)?.role;
  if (syncing) return <Empty icon="refresh-cw" title={t("empty.syncing.title")} text={t("empty.syncing.text")} />;
  if (role === "inbox") return <Empty art={<InboxDrawing />} title={t("empty.inbox.title")} text={t("empty.inbox.text")} />;
  return <Empty icon="folder" title={t("empty.folder", { folder: mailboxNameById(mailbox) })} />;
}

/** Ghost rows, but only when the mail takes longer than a blink. */
function Ghosts() {
  const [shown, show] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => show(true), 180);
    return () => clearTimeout(timer);
  }, []);
  return <ol className="list-ghosts" aria-busy="true" aria-label={t("list.loading")}>{shown && Array.from({ length: 14 }, (_, i) => <Ghost key={i} top={0} seed={i} />)}</ol>;
}

function SyncLine({ mailbox }: { mailbox: Id }) {
  const accounts = useSignal(cache.accounts);
  const account = cache.mailboxes.get().get(mailbox)?.accountId;
  const busy = accounts.some((a) => a.status.state === "syncing" && a.status.progress?.phase !== "bodies" && (mailbox.startsWith("all-") || a.id === account));
  return busy ? <div className="sync-line" role="progressbar" aria-label={t("list.fetching")} /> : null;
}

/** How far a first sync is, at the foot of the list. */
function Dock() {
  const accounts = useSignal(cache.accounts);
  const busy = accounts.find((a) => a.status.progress && a.status.progress.total > 0 && a.status.progress.phase === "headers");
  const progress = busy?.status.progress;
  if (!busy || !progress) return null;
  return (
    <div className="dock">
      <Progress label={t("account.progress", { done: progress.done, total: progress.total })} done={progress.done / progress.total} hue={busy.hue}>
        {rich("dock.older", { name: busy.name }, { b: (words) => <strong>{words}</strong> })}<span>{t("account.progress", { done: progress.done, total: progress.total })}</span>
      </Progress>
    </div>
  );
}
