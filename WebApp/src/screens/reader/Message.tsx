import { useEffect, useState } from "react";
import { Button, Empty, Icon, IconButton, openMenu } from "../../components/index.ts";
import { fullTime, messageTime } from "../../i18n/dates.ts";
import { t } from "../../i18n/index.ts";
import type { Email, EmailAddress, EmailDetail, MessageAction } from "../../jmap/types.ts";
import { ALL, downloadUrl } from "../../jmap/index.ts";
import { openCompose } from "../../compose/open.ts";
import { sentence, setKeyword } from "../../store/actions.ts";
import { useTopic } from "../../store/hooks.ts";
import { cache } from "../../store/index.ts";
import { loadDetail, readingFailure } from "../../store/reading.ts";
import { PluginBanners, PluginCards } from "../../plugins/Slots.tsx";
import { isLight } from "../../store/appearance.ts";
import { isOwn, personName } from "../names.ts";
import * as commands from "../shell/commands.ts";
import { Attachments } from "./Attachments.tsx";
import { Sender, SenderFace } from "./Sender.tsx";
import { HtmlBody } from "./HtmlBody.tsx";
import { TextBody } from "./TextBody.tsx";

const UNKNOWN: EmailAddress = { name: null, email: "" };
const sender = (email: Email): EmailAddress => email.from?.[0] ?? UNKNOWN;
const senderName = (email: Email): string => (isOwn(sender(email)) ? t("message.me") : personName(sender(email)) || t("row.noSender"));

/** A folded message: one line that opens in place. */
export function MessageLine({ email, onOpen }: { email: Email; onOpen: () => void }) {
  const from = sender(email);
  return (
    <button type="button" className="message-line" data-unread={!email.keywords["$seen"] || undefined} onClick={onOpen} aria-expanded={false}>
      <SenderFace size="sm" person={from} />
      <span className="message-line__name" dir="auto">{senderName(email)}</span>
      <span className="message-line__snippet" dir="auto">{email.preview}</span>
      <time dateTime={email.receivedAt}>{messageTime(email.receivedAt)}</time>
    </button>
  );
}

/** An open message: who, to whom, when; what plugins say; the body; what came with it. */
export function Message({ email, newest, offers, onFold }: { email: Email; newest: boolean; offers: readonly MessageAction[]; onFold?: () => void }) {
  useTopic(`detail:${email.id}`);
  const detail = cache.detail(email.id), failure = readingFailure(email.id);
  const [details, showDetails] = useState(false), [original, showOriginal] = useState(false);
  useEffect(() => void loadDetail(email), [email]);
  const from = sender(email), starred = !!email.keywords["$flagged"], draft = !!email.keywords["$draft"];
  const edit = () => openCompose({ mode: "draft", emailId: email.id, ...(email.accountId ? { accountId: email.accountId } : {}) });
  const more = (at: Element) => openMenu(at, t("action.more"), [
    { label: t("action.reply"), icon: "reply", kbd: "R", onSelect: () => commands.reply("reply", email.id) },
    { label: t("action.replyAll"), icon: "reply-all", kbd: "A", onSelect: () => commands.reply("replyAll", email.id) },
    { label: t("action.forward"), icon: "forward", kbd: "F", onSelect: () => commands.reply("forward", email.id) },
    { separator: true },
    { label: t(email.keywords["$seen"] ? "action.markUnread" : "action.markRead"), icon: "mail", onSelect: () => setKeyword([email.id], "$seen", !email.keywords["$seen"]) },
    { label: t(details ? "message.hideDetails" : "message.showDetails"), icon: "info", onSelect: () => showDetails(!details) },
    ...(isLight() ? [] : [{ label: t("message.original"), icon: "sun-moon" as const, checked: original, onSelect: () => showOriginal(!original) }]),
    { label: t("message.save"), icon: "download", onSelect: () => save(email) },
    ...(onFold ? [{ separator: true as const }, { label: t("message.fold"), icon: "chevron-up" as const, onSelect: onFold }] : []),
  ], "below-end");

  return (
    <section className="message" data-newest={newest || undefined} aria-label={t("message.from", { name: senderName(email) })}>
      <header className="message__head">
        <SenderFace person={from} />
        <div>
          <div className="message__from"><Sender person={from} name={senderName(email)} /></div>
          <button type="button" className="message__to" aria-expanded={details} onClick={() => showDetails(!details)}>
            <span>{draft ? t("message.draft") : recipients(email, detail)}</span><Icon name={details ? "chevron-up" : "chevron-down"} size="sm" />
          </button>
        </div>
        <div className="message__tools">
          <time dateTime={email.receivedAt} title={fullTime(email.receivedAt)}>{messageTime(email.receivedAt)}</time>
          <IconButton icon="star" size="sm" {...(starred ? { tone: "starred" as const, solid: true } : {})} label={t(starred ? "action.unstar" : "action.star")} onClick={() => setKeyword([email.id], "$flagged", !starred)} />
          {draft ? <IconButton icon="pencil" size="sm" label={t("action.edit")} onClick={edit} /> : <IconButton icon="reply" size="sm" label={t("action.reply")} kbd="R" onClick={() => commands.reply("reply", email.id)} />}
          <IconButton icon="ellipsis-vertical" size="sm" label={t("action.more")} aria-haspopup="menu" onClick={(event) => more(event.currentTarget)} />
        </div>
      </header>
      <div className="message__rest">
        {details && <Details email={email} detail={detail} />}
        <PluginBanners email={email} offers={offers} />
        {newest && !draft && <PluginCards email={email} />}
        {failure
          ? <Empty icon="cloud-off" title={t("message.missing.title")} text={failure.kind === "notFound" ? t("message.missing.gone") : sentence(failure)}><Button size="sm" onClick={() => void loadDetail(email)}>{t("action.tryAgain")}</Button></Empty>
          : detail ? <MessageBody email={email} detail={detail} original={original} /> : <Waiting />}
        {detail && <Attachments parts={detail.attachments ?? []} accountId={email.accountId ?? ALL} />}
      </div>
    </section>
  );
}

function MessageBody({ email, detail, original }: { email: Email; detail: EmailDetail; original: boolean }) {
  const part = detail.htmlBody?.[0];
  if (part?.type === "text/html") return <HtmlBody email={email} original={original} />;
  const texts = (detail.textBody ?? []).map((p) => (p.partId ? detail.bodyValues?.[p.partId] : undefined)).filter((v) => v !== undefined);
  const text = texts.map((v) => v!.value).join("\n\n");
  if (!text.trim()) return detail.attachments?.length ? null : <p className="muted">{t("message.empty")}</p>;
  return <TextBody text={text} truncated={texts.some((v) => v!.isTruncated)} />;
}

function Waiting() {
  const [shown, show] = useState(false), [late, setLate] = useState(false);
  useEffect(() => {
    const first = setTimeout(() => show(true), 180), second = setTimeout(() => setLate(true), 4000);
    return () => {
      clearTimeout(first);
      clearTimeout(second);
    };
  }, []);
  if (!shown) return <div className="message-waiting" />;
  return (
    <div className="message-waiting" aria-busy="true" aria-label={t("message.loading")}>
      <span className="ghost" /><span className="ghost" /><span className="ghost" />
      {late && <p className="muted">{t("app.stillTrying")}</p>}
    </div>
  );
}

/** "to me, Priya Raman and 3 others". */
function recipients(email: Email, detail: EmailDetail | null): string {
  const all = [...(email.to ?? []), ...(detail?.cc ?? [])];
  if (!all.length) return t("message.noRecipients");
  const names = all.map((a) => (isOwn(a) ? t("row.me") : personName(a)));
  const shown = names.slice(0, 3), rest = names.length - shown.length;
  return rest ? t("message.toOthers", { people: shown.join(t("row.comma")), count: rest }) : t("message.to", { people: new Intl.ListFormat(document.documentElement.lang, { type: "conjunction" }).format(shown) });
}

function Details({ email, detail }: { email: Email; detail: EmailDetail | null }) {
  const people = (list: EmailAddress[] | null | undefined) => (list ?? []).map((a) => (a.name ? `${a.name} <${a.email}>` : a.email)).join(", ");
  const rows: [string, string][] = [
    [t("header.from"), people(email.from)], [t("header.sender"), detail?.sender?.length && people(detail.sender) !== people(email.from) ? people(detail.sender) : ""], [t("header.replyTo"), people(detail?.replyTo)],
    [t("header.to"), people(email.to)], [t("header.cc"), people(detail?.cc)], [t("header.bcc"), people(detail?.bcc)], [t("header.date"), detail?.sentAt ? fullTime(detail.sentAt) : fullTime(email.receivedAt)], [t("header.messageId"), detail?.messageId?.join(", ") ?? ""],
  ];
  return (
    <dl className="message__details">
      {rows.filter(([, value]) => value).map(([label, value]) => <div key={label}><dt>{label}</dt><dd><bdi>{value}</bdi></dd></div>)}
    </dl>
  );
}

function save(email: Email) {
  const link = document.createElement("a");
  const name = `${(email.subject || t("row.noSubject")).replace(/[\\/:*?"<>|]+/g, " ").slice(0, 80)}.eml`;
  link.href = downloadUrl(email.accountId ?? ALL, cache.detail(email.id)?.blobId ?? email.id, name, "message/rfc822");
  link.download = name;
  link.click();
}
