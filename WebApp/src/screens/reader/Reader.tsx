import { Suspense, useEffect, useRef, useState } from "react";
import { AccountDot, Avatar, Button, Empty, hasIcon, Icon, IconButton, Kbd, type MenuEntry, openMenu } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";
import type { Email, Id, MessageAction } from "../../jmap/types.ts";
import { openCompose } from "../../compose/open.ts";
import { noteOf, perform } from "../../plugins/actions.ts";
import { emailFacts } from "../../plugins/emailFacts.ts";
import { PluginPanel } from "../../plugins/lazy.tsx";
import { PluginIcon } from "../../plugins/PluginIcon.tsx";
import { type Slot, useSlots } from "../../plugins/shell.ts";
import { PluginChips, useOffers } from "../../plugins/Slots.tsx";
import { session } from "../../session.ts";
import { isStarred, isUnread, sentence, setRead } from "../../store/actions.ts";
import { useTopic } from "../../store/hooks.ts";
import { cache } from "../../store/index.ts";
import { loadThread, readingFailure } from "../../store/reading.ts";
import { useSignal } from "../../store/use.ts";
import { bareSubject, isOwn, mailboxName, personName } from "../names.ts";
import * as commands from "../shell/commands.ts";
import { currentWindow, goTo, openThread, overlay } from "../shell/state.ts";
import { Message, MessageLine } from "./Message.tsx";

/** The reading pane: one conversation, or what can be done without one. */
export default function Reader({ thread, mailbox }: { thread: Id | null; mailbox: Id }) {
  return <section className="reader" aria-label={t("reader.pane")}>{thread ? <Conversation key={thread} thread={thread} mailbox={mailbox} /> : <NothingOpen />}</section>;
}

const NothingOpen = () => (
  <div className="empty">
    <span className="empty__icon"><Icon name="mail-open" /></span>
    <h1 className="empty__title">{t("reader.none")}</h1>
    <dl className="empty__keys">
      <dt>{t("keys.nextPrevious")}</dt><dd><Kbd>J</Kbd><Kbd>K</Kbd></dd>
      <dt>{t("keys.write")}</dt><dd><Kbd>C</Kbd></dd>
      <dt>{t("keys.everything")}</dt><dd><Kbd>Ctrl</Kbd><Kbd>K</Kbd></dd>
    </dl>
  </div>
);

function Conversation({ thread, mailbox }: { thread: Id; mailbox: Id }) {
  useTopic(`thread:${thread}`);
  const preference = useSignal(cache.preference);
  const known = cache.thread(thread), emails = cache.conversation(thread), failure = readingFailure(thread);
  const incomplete = !known || known.emailIds.some((id) => !cache.knows(id));
  useEffect(() => {
    if (incomplete) void loadThread(thread);
  }, [thread, incomplete]);

  const newest = emails.filter((e) => !e.keywords["$draft"]).at(-1) ?? emails.at(-1) ?? null;
  const offers = useOffers(newest), [panelKey, setPanel] = useState<string | null>(null);
  const panel = useSlots("message.action").find((slot) => slot.key === panelKey) ?? null;
  const scroller = useRef<HTMLDivElement>(null);

  // Read when it is opened, after the time the person chose, or by hand.
  const unread = emails.some((e) => !e.keywords["$seen"]), wait = preference.markReadSeconds;
  const marked = useRef(false);
  useEffect(() => {
    if (!unread || marked.current || wait === null || incomplete) return;
    const timer = setTimeout(() => {
      marked.current = true;
      setRead([thread], true, { quiet: true });
    }, wait * 1000);
    return () => clearTimeout(timer);
  }, [thread, unread, wait, incomplete]);

  // Unread when it was opened, and the newest, stand open; what the person folds or unfolds is the other way round.
  const first = useRef<ReadonlySet<Id> | null>(null);
  if (!incomplete && !first.current) first.current = new Set([...emails.filter((e) => !e.keywords["$seen"]).map((e) => e.id), ...(newest ? [newest.id] : [])]);
  const [flipped, flip] = useState<ReadonlySet<Id>>(new Set()), [unfolded, unfold] = useState(false);
  const isOpen = (email: Email) => (email.id === newest?.id || !!first.current?.has(email.id)) !== flipped.has(email.id);
  const toggle = (id: Id) => flip((old) => {
    const next = new Set(old);
    if (!next.delete(id)) next.add(id);
    return next;
  });
  useEffect(() => {
    scroller.current?.querySelector(".message[data-newest]")?.scrollIntoView({ block: "nearest" });
  }, [incomplete]);

  if (failure && !emails.length) {
    return (
      <>
        <Bar thread={thread} offers={[]} newest={null} />
        {failure.kind === "notFound"
          ? <Empty icon="search-x" title={t("reader.gone.title")} text={t("reader.gone.text")}><Button size="sm" onClick={() => openThread(null)}>{t("reader.back")}</Button></Empty>
          : <Empty icon="cloud-off" title={t("message.missing.title")} text={sentence(failure)}><Button size="sm" onClick={() => void loadThread(thread)}>{t("action.tryAgain")}</Button></Empty>}
      </>
    );
  }
  if (!newest) return <Bar thread={thread} offers={[]} newest={null} />;

  const lines = leadingLines(emails, isOpen);
  const folded = !unfolded && lines > 2 ? lines - 1 : 0;
  return (
    <>
      <Bar thread={thread} offers={offers} newest={newest} panel={panel} onPanel={setPanel} />
      {panel && <Suspense fallback={null}><PluginPanel key={panel.key} slot={panel} email={emailFacts(newest, noteOf(newest.id, panel.plugin))} onClose={() => setPanel(null)} /></Suspense>}
      <div ref={scroller} className="reader__scroll" tabIndex={-1}>
        <article className="thread">
          <header className="thread__head">
            <h1 className="thread__subject" dir="auto">{bareSubject(emails[0]?.subject) || t("row.noSubject")}</h1>
            <div className="thread__meta">
              <Places emails={emails} mailbox={mailbox} />
              <PluginChips email={newest} offers={offers} />
            </div>
          </header>
          {folded > 0 && <button type="button" className="message-fold" onClick={() => unfold(true)}><span><b>{folded}</b></span>{t("reader.earlier", { count: folded })}</button>}
          {emails.slice(folded).map((email) => isOpen(email)
            ? <Message key={email.id} newest={email.id === newest.id} email={email} offers={email.id === newest.id ? offers : []} {...(emails.length > 1 ? { onFold: () => toggle(email.id) } : {})} />
            : <MessageLine key={email.id} email={email} onOpen={() => toggle(email.id)} />)}
        </article>
      </div>
      {!newest.keywords["$draft"] && <QuickReply email={newest} />}
    </>
  );
}

/** How many messages at the start stand folded. */
function leadingLines(emails: readonly Email[], isOpen: (email: Email) => boolean): number {
  const at = emails.findIndex(isOpen);
  return at < 0 ? emails.length : at;
}

function Places({ emails, mailbox }: { emails: readonly Email[]; mailbox: Id }) {
  const boxes = useSignal(cache.mailboxes);
  const accounts = new Map<Id, Set<Id>>();
  for (const email of emails) for (const id of Object.keys(email.mailboxIds)) accounts.set(email.accountId ?? "", (accounts.get(email.accountId ?? "") ?? new Set()).add(id));
  const out = [];
  for (const [accountId, ids] of accounts) {
    const account = cache.account(accountId);
    const shown = [...ids].map((id) => boxes.get(id)).filter((b) => b !== undefined).sort((a, b) => (a!.role === "inbox" ? -1 : 0) - (b!.role === "inbox" ? -1 : 0));
    const [main, ...others] = shown.length > 1 ? shown.filter((b) => b!.role !== "sent") : shown;
    if (main) out.push(<button key={main.id} type="button" className="thread__place" data-hue={account?.hue} onClick={() => goTo(main.id)} disabled={main.id === mailbox}><AccountDot />{account ? t("reader.place", { account: account.name, folder: mailboxName(main) }) : mailboxName(main)}</button>);
    for (const box of others) if (box) out.push(<button key={box.id} type="button" className="thread__place" onClick={() => goTo(box.id)}><Icon name="folder" />{mailboxName(box)}</button>);
  }
  return <>{out}</>;
}

/** Buttons of plugins in the toolbar; what does not fit is in the menu, which holds all of them. */
const IN_BAR = 3;

interface BarProps {
  thread: Id;
  newest: Email | null;
  offers: readonly MessageAction[];
  /** The plugin's page that stands over the message. */
  panel?: Slot | null;
  onPanel?: (key: string | null) => void;
}

function Bar({ thread, newest, offers, panel, onPanel }: BarProps) {
  const slots = useSlots("message.action");
  const window = currentWindow();
  useTopic(window?.topic ?? "none");
  const row = window?.rowOf(thread) ?? -1, total = window?.count ?? 0, starred = isStarred(thread), unread = isUnread(thread);
  const only = [thread];
  const actions: MenuEntry[] = offers.filter((o) => o.slot === "message.action").map((o) => ({ label: o.label, key: o.plugin + o.id, icon: "puzzle", disabled: o.state === "busy", onSelect: () => newest && void perform(newest, o) }));
  const pages: MenuEntry[] = newest && onPanel ? slots.map((slot) => ({ label: slot.label, key: slot.key, icon: hasIcon(slot.icon) ? slot.icon : "puzzle", onSelect: () => onPanel(slot.key) })) : [];
  const more = (at: Element) => openMenu(at, t("action.more"), [
    { label: t("action.reply"), icon: "reply", kbd: "R", onSelect: () => commands.reply("reply") },
    { label: t("action.replyAll"), icon: "reply-all", kbd: "A", onSelect: () => commands.reply("replyAll") },
    { label: t("action.forward"), icon: "forward", kbd: "F", onSelect: () => commands.reply("forward") },
    { separator: true },
    { label: t(starred ? "action.unstar" : "action.star"), icon: "star", kbd: "S", onSelect: () => commands.toggleStar(only) },
    { label: t(unread ? "action.markRead" : "action.markUnread"), icon: unread ? "mail-open" : "mail", kbd: "U", onSelect: () => commands.toggleRead(only) },
    { label: t("action.spam"), icon: "octagon-alert", onSelect: () => commands.spam(only) },
    ...(actions.length + pages.length ? [{ separator: true as const }, ...pages, ...actions] : []),
  ]);
  return (
    <div className="reader__bar" role="toolbar" aria-label={t("reader.toolbar")}>
      <IconButton icon="arrow-left" className="reader__back" label={t("reader.back")} onClick={() => openThread(null)} />
      <IconButton icon="archive" label={t("action.archive")} kbd="E" onClick={() => commands.archive(only)} />
      <IconButton icon="trash-2" tone="danger" label={t("action.delete")} kbd="#" onClick={() => commands.remove(only)} />
      <IconButton icon="octagon-alert" className="reader__wide" label={t("action.spam")} onClick={() => commands.spam(only)} />
      <span className="tool-sep reader__wide" />
      <IconButton icon="folder-input" label={t("action.move")} kbd="V" onClick={() => overlay.set("move")} />
      <IconButton icon={unread ? "mail-open" : "mail"} className="reader__wide" label={t(unread ? "action.markRead" : "action.markUnread")} kbd="U" onClick={() => commands.toggleRead(only)} />
      {newest && onPanel && slots.slice(0, IN_BAR).map((slot) => (
        <button key={slot.key} type="button" className="icon-btn reader__wide" data-plugin={slot.plugin} aria-label={slot.label} data-tip={slot.label} aria-haspopup="dialog" aria-expanded={panel?.key === slot.key} onClick={() => onPanel(panel?.key === slot.key ? null : slot.key)}>
          <PluginIcon plugin={slot.plugin} icon={slot.icon} />
        </button>
      ))}
      <IconButton icon="ellipsis" label={t("action.more")} aria-haspopup="menu" onClick={(event) => more(event.currentTarget)} />
      <span className="reader__pos">{row >= 0 && total > 0 ? t("reader.position", { row: row + 1, total }) : ""}</span>
      <IconButton icon="chevron-up" className="reader__wide" label={t("reader.newer")} kbd="K" disabled={row <= 0} onClick={() => commands.step(-1)} />
      <IconButton icon="chevron-down" className="reader__wide" label={t("reader.older")} kbd="J" disabled={row < 0 || row >= total - 1} onClick={() => commands.step(1)} />
    </div>
  );
}

/** One line under the conversation that opens the composer. */
function QuickReply({ email }: { email: Email }) {
  const user = useSignal(session)?.user;
  const person = (email.from ?? []).find((a) => !isOwn(a)) ?? email.to?.[0];
  const open = (mode: "reply" | "replyAll" | "forward") => openCompose({ mode, emailId: email.id, ...(email.accountId ? { accountId: email.accountId } : {}) });
  return (
    <div className="reply-box">
      <div className="reply-box__line">
        <Avatar size="sm" name={user?.displayName || user?.username || "?"} hue="cyan" />
        <button type="button" className="reply-box__field" onClick={() => open("reply")}>{person ? t("reply.to", { name: personName(person).split(/[\s@]/)[0]! }) : t("action.reply")}</button>
        <IconButton icon="reply-all" size="sm" label={t("action.replyAll")} kbd="A" onClick={() => open("replyAll")} />
        <IconButton icon="forward" size="sm" label={t("action.forward")} kbd="F" onClick={() => open("forward")} />
      </div>
    </div>
  );
}
