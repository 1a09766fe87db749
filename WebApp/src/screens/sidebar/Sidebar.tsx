import { useMemo, useState } from "react";
import { AccountDot, Avatar, Button, Icon, IconButton, initials, Kbd, Mark, type MenuEntry, openMenu, Progress } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";
import { ago, number } from "../../i18n/dates.ts";
import type { Id, MailAccount, Mailbox } from "../../jmap/types.ts";
import { PluginIcon } from "../../plugins/PluginIcon.tsx";
import { openRail } from "../../plugins/rail.ts";
import { useSlots } from "../../plugins/shell.ts";
import { boxPath, follow, navigate } from "../../router.ts";
import { session, signOut } from "../../session.ts";
import { emptyMailbox, markAllRead } from "../../store/actions.ts";
import { useTopic } from "../../store/hooks.ts";
import { cache } from "../../store/index.ts";
import { useSignal } from "../../store/use.ts";
import { mailboxIcon, mailboxName } from "../names.ts";
import { deleteFolder, dragged, folderQuestion, takes } from "../folders/folders.ts";
import * as commands from "../shell/commands.ts";
import { goTo, overlay, sidebarHidden, sidebarShown, windowFor } from "../shell/state.ts";

const UNIFIED = ["all-inbox", "all-flagged", "all-drafts", "all-sent", "all-archive", "all-junk", "all-trash"];

/** Compose, the unified mailboxes, every account with its folders, and oneself. */
export function Sidebar({ current }: { current: Id }) {
  const boxes = useSignal(cache.mailboxes), accounts = useSignal(cache.accounts), ready = useSignal(cache.ready);
  useTopic("counts");
  // The first account stands open, the others as they were left.
  const [folds, setFolds] = useState<Readonly<Record<Id, boolean>>>(readFolds);
  const toggle = (id: Id, open: boolean) => {
    const next = { ...folds, [id]: open };
    setFolds(next);
    try {
      localStorage.setItem("mailflow.folds", JSON.stringify(next));
    } catch {
      // Remembered for this page only.
    }
  };
  const user = useSignal(session)?.user, panels = useSlots("sidebar.panel"), alone = useSignal(sidebarShown);
  return (
    <nav className="sidebar" aria-label={t("sidebar.label")}>
      <div className="sidebar__head">
        <Mark />
        <span className="sidebar__name" {...(alone ? { role: "heading", "aria-level": 1 } : {})}>{t("app.name")}</span>
        <IconButton icon="panel-left" size="sm" className="sidebar__hide" label={t("sidebar.hide")} onClick={() => (sidebarShown.get() ? sidebarShown.set(false) : sidebarHidden.set(true))} />
      </div>
      <div className="sidebar__compose">
        <Button variant="compose" icon="square-pen" kbd="C" aria-label={t("compose.new")} onClick={commands.compose}>{t("compose.new")}</Button>
      </div>
      <div className="sidebar__scroll">
        <ul>
          {UNIFIED.map((id) => {
            const box = boxes.get(id);
            if (!box && (id !== "all-inbox" || ready)) return null;
            return <li key={id}><NavItem box={box ?? { ...EMPTY_BOX, id, role: "inbox" }} current={current === id} /></li>;
          })}
        </ul>
        {accounts.length > 0 && (
          <div className="nav-group">
            <h2 className="nav-group__title">{t("sidebar.accounts")}</h2>
            <ul>{accounts.map((account, i) => {
              const open = folds[account.id] ?? (i === 0 || boxes.get(current)?.accountId === account.id);
              return <Account key={account.id} account={account} boxes={boxes} current={current} open={open} onToggle={() => toggle(account.id, !open)} />;
            })}</ul>
          </div>
        )}
        {panels.length > 0 && (
          <div className="nav-group nav-group--panels">
            <h2 className="nav-group__title">{t("sidebar.panels")}</h2>
            <ul>{panels.map((slot) => <li key={slot.key}><button type="button" className="nav-item" onClick={() => openRail(slot.key)}><PluginIcon plugin={slot.plugin} icon={slot.icon} /><span className="nav-item__label" dir="auto">{slot.label}</span></button></li>)}</ul>
          </div>
        )}
      </div>
      <div className="sidebar__foot">
        <button type="button" className="sidebar__me" aria-haspopup="menu" aria-label={user?.displayName || user?.username || t("sidebar.me")} onClick={(event) => openMenu(event.currentTarget, t("sidebar.me"), [
          { label: t("sidebar.contacts"), icon: "users", kbd: "G C", onSelect: () => navigate("/contacts") },
          { label: t("action.settings"), icon: "settings", onSelect: () => navigate("/settings") },
          { label: t("sidebar.addAccount"), icon: "plus", onSelect: () => navigate("/accounts/add") },
          ...(user?.admin ? [{ label: t("sidebar.admin"), icon: "puzzle" as const, onSelect: () => navigate("/admin/plugins") }] : []),
          { label: t("help.title"), icon: "keyboard", kbd: "?", onSelect: () => overlay.set("help") },
          { separator: true },
          { label: t("sidebar.signOut"), icon: "log-out", onSelect: () => void signOut().then(() => location.assign("/")) },
        ])}>
          <Avatar name={user?.displayName || user?.username || "?"} size="xs" hue="cyan" />
          <span>{user?.displayName || user?.username}</span>
        </button>
        <IconButton icon="users" size="sm" label={t("sidebar.contacts")} kbd="G C" onClick={() => navigate("/contacts")} />
        <IconButton icon="settings" size="sm" label={t("action.settings")} onClick={() => navigate("/settings")} />
      </div>
    </nav>
  );
}

const EMPTY_BOX: Mailbox = { id: "", name: "", parentId: null, role: null, sortOrder: 0, totalEmails: 0, unreadEmails: 0, totalThreads: 0, unreadThreads: 0, isSubscribed: true, myRights: {} };

function readFolds(): Readonly<Record<Id, boolean>> {
  try {
    return JSON.parse(localStorage.getItem("mailflow.folds") ?? "{}") ?? {};
  } catch {
    return {};
  }
}

/** What the number beside a mailbox counts: unread, but everything in Drafts. */
function badge(box: Mailbox): { count: number; unread: boolean } {
  if (box.role === "drafts") return { count: box.totalThreads, unread: false };
  if (box.role === "sent" || box.role === "trash" || box.role === "archive" || box.role === "flagged") return { count: 0, unread: false };
  const count = cache.unreadThreads(box);
  return { count, unread: count > 0 && box.role !== "junk" };
}

function NavItem({ box, current }: { box: Mailbox; current: boolean }) {
  const { count, unread } = badge(box), name = mailboxName(box);
  const moving = useSignal(dragged), [over, setOver] = useState(false), can = takes(box, moving);
  return (
    <a className="nav-item" href={boxPath(box.id)} aria-current={current ? "page" : undefined} data-unread={unread || undefined} data-tip-rail={name}
      aria-label={count ? t(unread ? "sidebar.unreadIn" : "sidebar.countIn", { name, count }) : name}
      data-drop={(over && can) || undefined} draggable={false}
      onDragOver={(event) => {
        if (!can) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = "move";
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const threads = dragged.get();
        dragged.set(null);
        if (threads && can) commands.dropOn(box, [...threads]);
      }}
      onClick={follow(boxPath(box.id), () => sidebarShown.set(false))}
      onContextMenu={(event) => {
        event.preventDefault();
        mailboxMenu(event.currentTarget, { x: event.clientX, y: event.clientY }, box);
      }}>
      <Icon name={mailboxIcon(box)} />
      <span className="nav-item__label" dir="auto">{name}</span>
      {count > 0 && <span className="count" aria-hidden="true">{number(count)}</span>}
    </a>
  );
}

/** What can be done with a mailbox as a whole. */
export function mailboxMenu(_: Element, at: Element | { x: number; y: number }, box: Mailbox): void {
  const window = windowFor(box.id, "", "all");
  openMenu(at, mailboxName(box), [
    { label: t("action.open"), icon: mailboxIcon(box), onSelect: () => goTo(box.id) },
    { label: t("list.markAllRead"), icon: "mail-open", disabled: !box.unreadEmails, onSelect: () => window && void markAllRead(window) },
    ...folderEntries(box),
    ...(box.role === "trash" || box.role === "junk"
      ? [{ separator: true as const }, { label: t("list.empty", { folder: mailboxName(box) }), icon: "trash-2" as const, danger: true, disabled: !box.totalEmails, onSelect: () => void emptyMailbox(box) }]
      : []),
  ]);
}

function folderEntries(box: Mailbox): MenuEntry[] {
  if (box.id.startsWith("all-") || !box.accountId) return [];
  const { accountId } = box, own = !box.role;
  return [
    { separator: true },
    ...(box.myRights?.["mayCreateChild"] ? [{ label: t("folder.create"), icon: "folder-plus" as const, onSelect: () => folderQuestion.set({ kind: "create", accountId, parent: box }) }] : []),
    ...(own && box.myRights?.["mayRename"] ? [{ label: t("folder.rename"), icon: "pencil" as const, onSelect: () => folderQuestion.set({ kind: "rename", box }) }] : []),
    ...(own && box.myRights?.["mayDelete"] ? [{ label: t("folder.delete"), icon: "trash-2" as const, danger: true, onSelect: () => void deleteFolder(box) }] : []),
  ];
}

interface Branch {
  box: Mailbox;
  children: Branch[];
}
function tree(boxes: Iterable<Mailbox>, accountId: Id): Branch[] {
  const branches = new Map<Id, Branch>();
  for (const box of boxes) if (box.accountId === accountId) branches.set(box.id, { box, children: [] });
  const top: Branch[] = [];
  for (const branch of branches.values()) {
    const parent = branch.box.parentId ? branches.get(branch.box.parentId) : undefined;
    (parent && !descends(branches, parent.box, branch.box.id) ? parent.children : top).push(branch);
  }
  const order = (a: Branch, b: Branch) => a.box.sortOrder - b.box.sortOrder || mailboxName(a.box).localeCompare(mailboxName(b.box), undefined, { numeric: true });
  const sort = (list: Branch[]): Branch[] => list.sort(order).map((b) => ({ ...b, children: sort(b.children) }));
  return sort(top);
}
/** A parent chain that comes back to itself is cut, whatever a server sends. */
function descends(branches: Map<Id, Branch>, from: Mailbox, id: Id): boolean {
  let at: Mailbox | undefined = from;
  for (let i = 0; at && i < 100; i++) {
    if (at.id === id) return true;
    at = at.parentId ? branches.get(at.parentId)?.box : undefined;
  }
  return at !== undefined;
}

function Account({ account, boxes, current, open, onToggle }: { account: MailAccount; boxes: ReadonlyMap<Id, Mailbox>; current: Id; open: boolean; onToggle: () => void }) {
  const branches = useMemo(() => tree(boxes.values(), account.id), [boxes, account.id]);
  const inbox = cache.roleBox(account.id, "inbox");
  const unread = inbox ? cache.unreadThreads(inbox) : 0;
  const { state, message, progress, lastSync } = account.status;
  const trouble = state === "needsSignIn" || state === "unreachable", busy = state === "syncing" || state === "connecting";
  const why = trouble ? message || t(state === "needsSignIn" ? "account.needsSignIn" : "account.unreachable", { name: account.name }) : busy && progress ? t("account.progress", { done: progress.done, total: progress.total }) : lastSync ? t("account.lastSync", { when: ago(lastSync) }) : "";
  return (
    <li>
      <button type="button" className="nav-item nav-item--account" aria-expanded={open} aria-label={[unread > 0 ? t("sidebar.unreadIn", { name: account.name, count: unread }) : account.name, trouble ? why : state === "paused" ? t("account.paused") : ""].filter(Boolean).join(". ")} data-unread={unread > 0 || undefined} data-hue={account.hue} data-tip={trouble ? why : undefined} data-tip-rail={account.name}
        onClick={(event) => (event.currentTarget.offsetWidth < 96 && inbox ? goTo(inbox.id) : onToggle())}
        onContextMenu={(event) => {
          event.preventDefault();
          openMenu({ x: event.clientX, y: event.clientY }, account.name, [
            ...(inbox ? [{ label: t("action.open"), icon: "inbox" as const, onSelect: () => goTo(inbox.id) }] : []),
            { label: t("folder.create"), icon: "folder-plus", onSelect: () => folderQuestion.set({ kind: "create", accountId: account.id, parent: null }) },
            { label: t("account.settings"), icon: "settings", onSelect: () => navigate(`/settings/accounts/${account.id}`) },
          ]);
        }}>
        <span className="nav-item__dot"><AccountDot /><span className="nav-item__initial avatar avatar--org avatar--xs" aria-hidden="true">{initials(account.name).slice(0, 1)}</span></span>
        <span className="nav-item__label" dir="auto">{account.name}</span>
        {trouble && <Icon name="triangle-alert" size="sm" className="nav-item__status" />}
        {busy && <Icon name="loader-circle" size="sm" spin className="nav-item__status nav-item__status--busy" />}
        {unread > 0 && <span className="count" aria-hidden="true">{number(unread)}</span>}
        <Icon name="chevron-right" size="sm" className="nav-item__chevron" />
      </button>
      {open && busy && progress && progress.total > 0 && <div className="nav-sync"><Progress label={why} done={progress.done / progress.total} hue={account.hue} /></div>}
      {open && <Tree branches={branches} current={current} />}
    </li>
  );
}

const Tree = ({ branches, current }: { branches: Branch[]; current: Id }) => (
  <ul className="nav-tree">
    {branches.map(({ box, children }) => (
      <li key={box.id}>
        <NavItem box={box} current={current === box.id} />
        {children.length > 0 && <Tree branches={children} current={current} />}
      </li>
    ))}
  </ul>
);

