import { Button, Icon, IconButton, type IconName, openMenu } from "../../components/index.ts";
import { number } from "../../i18n/dates.ts";
import { t } from "../../i18n/index.ts";
import { contactsPath, follow, navigate } from "../../router.ts";
import { useSignal } from "../../store/use.ts";
import type { AddressBook, Card } from "../../contacts/Card.ts";
import { nameOf } from "../../contacts/actions.ts";
import { contacts } from "../../contacts/store.ts";
import { membersOf } from "../../contacts/uid.ts";
import { useShellPlugins } from "../../plugins/shell.ts";
import { bookActions, groupActions, newCard } from "./commands.ts";
import { groupPath, sheet, sideShown } from "./state.ts";

/** Where contacts are kept: everyone, the books, the groups, and what can be done with all of them. */
export function Side({ current }: { current: string }) {
  const books = useSignal(contacts.books), groups = useSignal(contacts.groups), counts = useSignal(contacts.counts);
  const synced = useShellPlugins().some((plugin) => plugin.id === "carddav");
  return (
    <nav className="sidebar contacts-side" aria-label={t("contacts.title")}>
      <div className="sidebar__head">
        <IconButton icon="arrow-left" label={t("contacts.back")} onClick={() => navigate("/box/all-inbox")} />
        <h1 className="sidebar__name">{t("contacts.title")}</h1>
        <IconButton icon="ellipsis" size="sm" label={t("action.more")} aria-haspopup="menu" onClick={(event) => openMenu(event.currentTarget, t("contacts.title"), [
          { label: t("contacts.import"), icon: "upload", onSelect: () => sheet.set({ name: "import" }) },
          { label: t("contacts.exportAll"), icon: "download", onSelect: () => sheet.set({ name: "export", ids: null, book: null, title: t("contacts.title") }) },
          { label: t("contacts.duplicates"), icon: "merge", onSelect: () => navigate(contactsPath("duplicates")) },
          ...(synced ? [{ separator: true as const }, { label: t("contacts.devices"), icon: "monitor-smartphone" as const, onSelect: () => navigate("/settings/contacts") }] : []),
        ], "below-end")} />
      </div>
      <div className="sidebar__compose">
        <Button variant="compose" icon="user-plus" kbd="N" aria-label={t("contacts.new")} onClick={() => { sideShown.set(false); newCard(); }}>{t("contacts.new")}</Button>
      </div>
      <div className="sidebar__scroll">
        <ul>
          <li><Item path="all" icon="contact" label={t("contacts.all")} count={counts.get("all")} current={current === "all"} /></li>
          <li><Item path="duplicates" icon="merge" label={t("contacts.duplicates")} current={current === "duplicates"} /></li>
        </ul>
        <div className="nav-group">
          <Heading label={t("contacts.books")} action={t("contacts.book.new")} onAdd={() => sheet.set({ name: "book", id: null })} />
          <ul>{books.map((book) => <li key={book.id}><Book book={book} count={counts.get(book.id)} current={current === book.id} /></li>)}</ul>
        </div>
        <div className="nav-group">
          <Heading label={t("contacts.groups")} action={t("contacts.group.new")} onAdd={() => sheet.set({ name: "group", id: null })} />
          {groups.length ? <ul>{groups.map((group) => <li key={group.id}><Group group={group} current={current === groupPath(group.id)} /></li>)}</ul> : <p className="nav-group__none">{t("contacts.groups.none")}</p>}
        </div>
      </div>
    </nav>
  );
}

const Heading = ({ label, action, onAdd }: { label: string; action: string; onAdd: () => void }) => (
  <div className="nav-group__head"><h2 className="nav-group__title">{label}</h2><IconButton icon="plus" size="sm" label={action} onClick={onAdd} /></div>
);

function Item({ path, icon, label, count, note, current, onMenu }: { path: string; icon: IconName; label: string; count?: number | undefined; note?: string; current: boolean; onMenu?: (at: Element | { x: number; y: number }) => void }) {
  return (
    <div className="nav-line">
      <a className="nav-item" href={contactsPath(path)} aria-current={current ? "page" : undefined} aria-label={[label, note, count === undefined ? "" : t("contacts.count", { count })].filter(Boolean).join(", ")}
        data-tip-rail={label} onClick={follow(contactsPath(path), () => sideShown.set(false))}
        onContextMenu={(event) => {
          if (!onMenu) return;
          event.preventDefault();
          onMenu({ x: event.clientX, y: event.clientY });
        }}>
        <Icon name={icon} />
        <span className="nav-item__label" dir="auto">{label}</span>
        {note && <span className="nav-item__note" aria-hidden="true">{note}</span>}
        {count !== undefined && <span className="count" aria-hidden="true">{number(count)}</span>}
      </a>
      {onMenu && <IconButton icon="ellipsis" size="sm" className="nav-line__more" label={t("contacts.actionsOf", { name: label })} aria-haspopup="menu" onClick={(event) => onMenu(event.currentTarget)} />}
    </div>
  );
}
const Book = ({ book, count, current }: { book: AddressBook; count: number | undefined; current: boolean }) => (
  <Item path={book.id} icon="book-user" label={book.name} count={count} {...(book.isDefault && contacts.books.get().length > 1 ? { note: t("contacts.book.default") } : {})} current={current} onMenu={(el) => bookActions(el, book)} />
);
const Group = ({ group, current }: { group: Card; current: boolean }) => (
  <Item path={groupPath(group.id)} icon="users" label={nameOf(group)} count={membersOf(group).length} current={current} onMenu={(el) => groupActions(el, group)} />
);
