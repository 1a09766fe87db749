import { Fragment, type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { Avatar, Icon, type IconName, IconButton, Kbd, personInitial } from "./parts.ts";
import { t } from "../../i18n/index.ts";
import { ALL, jmap } from "../../jmap/index.ts";
import type { Mailbox } from "../../jmap/types.ts";
import { navigate } from "../../router.ts";
import { session } from "../../session.ts";
import { isStarred, isUnread, markAllRead } from "../../store/actions.ts";
import { LAYOUTS, THEMES } from "../../store/appearance.ts";
import { cache, setPreference } from "../../store/index.ts";
import { mailboxIcon, mailboxName } from "../names.ts";
import { openCompose } from "../../compose/open.ts";
import * as commands from "../shell/commands.ts";
import { currentThread, currentWindow, goTo, overlay, searchFor, startSelecting, targets } from "../shell/state.ts";
import { KEYS } from "../../shortcuts/keys.ts";

interface Item {
  key: string;
  group: string;
  name: string;
  where?: string;
  icon?: IconName;
  slot?: ReactNode;
  hue?: string;
  keys?: readonly string[];
  run: () => void;
}
interface Person {
  name: string | null;
  email: string;
}

/** Every command, mailbox and person behind one field; in mode "move" only where the conversation can go. */
export default function Palette({ mode }: { mode: "palette" | "move" }) {
  const [text, setText] = useState(""), [active, setActive] = useState(0), [people, setPeople] = useState<Person[]>([]);
  const input = useRef<HTMLInputElement>(null), opener = useRef(document.activeElement);
  useEffect(() => {
    const from = opener.current;
    input.current?.focus();
    return () => {
      if (from instanceof HTMLElement && from.isConnected) requestAnimationFrame(() => document.activeElement === document.body && from.focus({ preventScroll: true }));
    };
  }, []);
  useEffect(() => {
    if (mode === "move" || text.trim().length < 2) return setPeople([]);
    const stop = new AbortController();
    const timer = setTimeout(() => {
      jmap.call<{ list?: Person[] }>("Correspondent/query", { accountId: ALL, text: text.trim(), limit: 4 }, stop.signal).then((a) => setPeople(a.list ?? []), () => undefined);
    }, 150);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text, mode]);

  const all = useMemo(() => (mode === "move" ? destinations() : [...conversation(), ...app(), ...places()]), [mode]);
  const items = useMemo(() => {
    const wanted = fold(text.trim());
    const hits = wanted ? all.map((item) => [item, score(item, wanted)] as const).filter(([, s]) => s > 0).sort((a, b) => order(a[0]) - order(b[0]) || b[1] - a[1]).map(([item]) => item) : all.slice(0, mode === "move" ? 200 : 30);
    if (mode === "move" || !wanted) return hits.slice(0, 200);
    const persons: Item[] = people.map((p) => ({
      key: `p${p.email}`, group: t("palette.people"), name: p.name || p.email, where: p.email, slot: <Avatar size="xs" name={personInitial(p)} address={p.email} />,
      run: () => openCompose({ mode: "new", mailto: `mailto:${encodeURIComponent(p.name ? `${p.name} <${p.email}>` : p.email)}` }),
    }));
    return [...hits.slice(0, 24), ...persons, { key: "search", group: t("palette.messages"), name: t("palette.search", { text: text.trim() }), icon: "search" as const, keys: ["Ctrl", "↵"], run: () => searchFor(text) }];
  }, [all, text, people, mode]);
  useEffect(() => setActive(0), [text]);

  const close = () => overlay.set(null);
  const choose = (item: Item | undefined) => {
    if (!item) return;
    close();
    item.run();
  };
  const move = (by: number) => {
    const to = (active + by + items.length) % Math.max(1, items.length);
    setActive(to);
    document.getElementById(`palette-${to}`)?.scrollIntoView({ block: "nearest" });
  };
  const count = targets().length;
  return (
    // The backdrop closes for the pointer; Escape does the same for keys.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/click-events-have-key-events
    <div className="scrim" onClick={(event) => event.target === event.currentTarget && close()}>
      <div className="palette" role="dialog" aria-modal="true" aria-label={t(mode === "move" ? "move.title" : "palette.title")}>
        <div className="palette__head">
          <Icon name={mode === "move" ? "folder-input" : "search"} />
          <input ref={input} className="palette__input" role="combobox" aria-expanded="true" aria-controls="palette-results" aria-autocomplete="list" aria-activedescendant={items.length ? `palette-${active}` : undefined}
            aria-label={t(mode === "move" ? "move.field" : "palette.field")} placeholder={t(mode === "move" ? "move.field" : "palette.field")} value={text} autoComplete="off" spellCheck={false}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Escape") close();
              else if (event.key === "ArrowDown") move(1);
              else if (event.key === "ArrowUp") move(-1);
              else if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && mode === "palette") choose(items.at(-1));
              else if (event.key === "Enter") choose(items[active]);
              else if (event.key !== "Tab") return;
              event.preventDefault();
              event.stopPropagation();
            }} />
          {count > 0 && <span className="chip palette__context">{t("palette.context", { count })}</span>}
          <IconButton icon="x" className="palette__close" label={t("action.close")} onClick={close} />
        </div>
        <div className="palette__list" id="palette-results" role="listbox" aria-label={t("palette.results")}>
          {items.map((item, i) => (
            <Fragment key={item.key}>
              {item.group !== items[i - 1]?.group && <p className="palette__group" role="presentation">{item.group}</p>}
              <div id={`palette-${i}`} className="palette__item" role="option" tabIndex={-1} aria-selected={i === active} data-hue={item.hue} onClick={() => choose(item)} onKeyDown={undefined} onPointerMove={() => i !== active && setActive(i)}>
                {item.slot ? <span className="palette__slot">{item.slot}</span> : item.hue ? <span className="palette__slot"><span className="account-dot" /></span> : <Icon name={item.icon ?? "chevron-right"} />}
                <span className="palette__name" dir="auto"><Hit text={item.name} wanted={text.trim()} /></span>
                {item.where && <span className="palette__where" dir="auto">{item.where}</span>}
                {item.keys && <span className="palette__keys">{item.keys.map((k) => <Kbd key={k}>{k}</Kbd>)}</span>}
              </div>
            </Fragment>
          ))}
          {!items.length && <p className="palette__group">{t("palette.none")}</p>}
        </div>
        <div className="palette__foot"><span><Kbd>↑</Kbd><Kbd>↓</Kbd> {t("palette.move")}</span><span><Kbd>↵</Kbd> {t("palette.run")}</span><span><Kbd>Esc</Kbd> {t("palette.close")}</span></div>
      </div>
    </div>
  );
}

const fold = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const rank = [() => t("palette.conversation"), () => t("palette.commands"), () => t("palette.goTo")];
const order = (item: Item): number => rank.findIndex((name) => name() === item.group);
/** Whole start, word start, inside, letters in order. */
function score(item: Item, wanted: string): number {
  const name = fold(item.name), at = name.indexOf(wanted);
  if (at === 0) return 4;
  if (at > 0) return /\W/.test(name[at - 1]!) ? 3 : 2;
  if (fold(item.where ?? "").includes(wanted)) return 1;
  return 0;
}
function Hit({ text, wanted }: { text: string; wanted: string }) {
  const at = wanted ? fold(text).indexOf(fold(wanted)) : -1;
  if (at < 0 || fold(text).length !== text.length) return <>{text}</>;
  return <>{text.slice(0, at)}<b>{text.slice(at, at + wanted.length)}</b>{text.slice(at + wanted.length)}</>;
}

function conversation(): Item[] {
  const ids = targets();
  if (!ids.length) return [];
  const group = t("palette.conversation"), where = ids.length === 1 ? cache.conversation(ids[0]!).at(0)?.subject ?? "" : t("palette.context", { count: ids.length });
  const unread = ids.some(isUnread), starred = ids.every(isStarred);
  return [
    { key: "archive", group, name: t("action.archive"), where, icon: "archive", keys: KEYS.archive, run: () => commands.archive() },
    { key: "delete", group, name: t("action.delete"), icon: "trash-2", keys: KEYS.remove, run: () => commands.remove() },
    { key: "reply", group, name: t("action.reply"), icon: "reply", keys: KEYS.reply, run: () => commands.reply("reply") },
    { key: "replyAll", group, name: t("action.replyAll"), icon: "reply-all", keys: KEYS.replyAll, run: () => commands.reply("replyAll") },
    { key: "forward", group, name: t("action.forward"), icon: "forward", keys: KEYS.forward, run: () => commands.reply("forward") },
    { key: "move", group, name: t("action.move"), icon: "folder-input", keys: KEYS.moveTo, run: () => overlay.set("move") },
    { key: "read", group, name: t(unread ? "action.markRead" : "action.markUnread"), icon: unread ? "mail-open" : "mail", keys: KEYS.read, run: () => commands.toggleRead() },
    { key: "star", group, name: t(starred ? "action.unstar" : "action.star"), icon: "star", keys: KEYS.star, run: () => commands.toggleStar() },
    { key: "spam", group, name: t("action.spam"), icon: "octagon-alert", keys: KEYS.spam, run: () => commands.spam() },
  ];
}
function app(): Item[] {
  const group = t("palette.commands"), window = currentWindow(), admin = session.get()?.user?.admin;
  return [
    { key: "compose", group, name: t("compose.new"), icon: "square-pen", keys: KEYS.compose, run: commands.compose },
    { key: "undo", group, name: t("action.undo"), icon: "undo-2", keys: KEYS.undo, run: () => void commands.undo() },
    { key: "select", group, name: t("list.select"), icon: "square-check", run: startSelecting },
    ...(window && !currentThread() ? [{ key: "allRead", group, name: t("list.markAllRead"), icon: "mail-open" as const, run: () => void markAllRead(window) }] : []),
    { key: "contacts", group, name: t("sidebar.contacts"), icon: "users", keys: KEYS.contacts, run: () => navigate("/contacts") },
    { key: "settings", group, name: t("action.settings"), icon: "settings", run: () => navigate("/settings") },
    { key: "add", group, name: t("sidebar.addAccount"), icon: "plus", run: () => navigate("/accounts/add") },
    ...(admin ? [{ key: "admin", group, name: t("sidebar.admin"), icon: "puzzle" as const, run: () => navigate("/admin/plugins") }] : []),
    { key: "help", group, name: t("help.title"), icon: "keyboard", keys: KEYS.help, run: () => overlay.set("help") },
    ...["system", ...THEMES].map((theme): Item => ({ key: `theme${theme}`, group, name: t("palette.theme", { name: themeName(theme) }), icon: "palette", run: () => void setPreference({ theme }).catch(() => undefined) })),
    ...LAYOUTS.map((layout): Item => ({ key: `layout${layout}`, group, name: t("palette.layout", { name: t(`layout.${layout}`) }), icon: "layout-panel-left", run: () => void setPreference({ layout }).catch(() => undefined) })),
  ];
}
const themeName = (theme: string): string => (theme === "system" ? t("theme.system") : theme.split("-").map((w) => w[0]!.toUpperCase() + w.slice(1)).join(" "));

function boxItem(box: Mailbox, group: string, run: () => void): Item {
  const account = cache.account(box.accountId ?? ""), path = cache.path(box).slice(0, -1);
  return { key: box.id, group, name: mailboxName(box), where: [account?.name, ...path].filter(Boolean).join(" / "), ...(account ? { hue: account.hue } : { icon: mailboxIcon(box) }), run };
}
const places = (): Item[] => [...cache.mailboxes.get().values()].map((box) => boxItem(box, t("palette.goTo"), () => goTo(box.id)));

/** Mailboxes the conversations can go to: those of their own account. */
function destinations(): Item[] {
  const ids = targets(), accounts = new Set(ids.flatMap((id) => cache.conversation(id).map((e) => e.accountId)));
  return [...cache.mailboxes.get().values()].filter((box) => accounts.has(box.accountId) && !["drafts", "sent", "flagged"].includes(box.role ?? ""))
    .map((box) => boxItem(box, cache.account(box.accountId ?? "")?.name ?? "", () => commands.move(box, ids))).sort((a, b) => a.group.localeCompare(b.group));
}
