import { type DragEvent, Suspense, useEffect, useId, useMemo, useRef, useState } from "react";
import { Button, hasIcon, Icon, IconButton, Notice, openMenu } from "../../components/index.ts";
import { locale, t } from "../../i18n/index.ts";
import { rich } from "../../i18n/rich.tsx";
import { PluginPanel } from "../../plugins/lazy.tsx";
import { PluginIcon } from "../../plugins/PluginIcon.tsx";
import { useSlots } from "../../plugins/shell.ts";
import { navigate } from "../../router.ts";
import { useSignal } from "../../store/use.ts";
import { type Autosave, phaseOf } from "../draft/autosave.ts";
import { plainOf } from "../editor/document.ts";
import type { MessageEditor } from "../editor/MessageEditor.ts";
import { htmlOf } from "../editor/text.ts";
import { formatRecipient } from "../recipients/format.ts";
import { domainsOf } from "../recipients/problem.ts";
import { distinct, type Recipient } from "../recipients/Recipient.ts";
import type { ComposeSession } from "../session/ComposeSession.ts";
import { obstacle, send } from "../session/send.ts";
import { close, discard } from "../session/sessions.ts";
import { EmojiPop } from "./EmojiPop.tsx";
import { Files } from "./Files.tsx";
import { NoticeBar } from "./NoticeBar.tsx";
import { RecipientLine } from "./RecipientLine.tsx";
import { insertPicture, RichBody } from "./RichBody.tsx";

/** One message being written: a window over the mail, never a wall before it. */
export function Composer({ session }: { session: ComposeSession }) {
  const state = useSignal(session.state);
  const { draft, senders, save, uploads, notice, size } = state;
  const box = useRef<HTMLElement>(null), editor = useRef<MessageEditor | null>(null), plain = useRef<HTMLTextAreaElement>(null);
  const attach = useRef<HTMLInputElement>(null), picture = useRef<HTMLInputElement>(null), passed = useRef(new Set<string>());
  const [cc, showCc] = useState(false), [bcc, showBcc] = useState(false), [format, showFormat] = useState(false), [dropping, setDropping] = useState(false);
  const [emoji, setEmoji] = useState<HTMLElement | null>(null);
  const slots = useSlots("compose.action"), [acting, setActing] = useState<string | null>(null), acted = slots.find((slot) => slot.key === acting);
  const id = useId();
  const known = useMemo(() => domainsOf(senders.map((s) => s.email)), [senders]);
  const sender = session.sender;
  const title = t(`compose.title.${session.request.mode}`);
  const small = size === "small", ready = state.phase === "ready";

  useEffect(() => {
    const opener = document.activeElement;
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected && (document.activeElement === document.body || !document.activeElement)) opener.focus({ preventScroll: true });
    };
  }, []);
  useEffect(() => {
    if (!ready || small) return;
    const toBody = session.draft.to.length > 0;
    if (!toBody) box.current?.querySelector<HTMLInputElement>('input[name="to"]')?.focus();
    else if (session.draft.format === "text") plain.current?.focus();
  }, [ready, small, session]);

  const pass = () => {
    if (notice) passed.current.add(notice.kind);
    tryToSend();
  };
  const tryToSend = () => {
    (document.activeElement as HTMLElement | null)?.matches("input[role=combobox]") && (document.activeElement as HTMLElement).blur();
    session.readBody?.();
    const own = draft.format === "html" ? editor.current?.ownText ?? "" : session.draft.text;
    requestAnimationFrame(() => {
      const wrong = obstacle(session, own, passed.current);
      if (!wrong) return void send(session);
      session.notice(wrong);
      if (wrong.kind === "noRecipient") box.current?.querySelector<HTMLInputElement>('input[name="to"]')?.focus();
      if (wrong.kind === "noSubject") box.current?.querySelector<HTMLInputElement>('input[name="subject"]')?.focus();
    });
  };
  /** Puts a plugin's words where the cursor stands. */
  const insert = (text: string): boolean => {
    if (!ready) return false;
    if (draft.format === "html") {
      if (!editor.current) return false;
      editor.current.tiptap.chain().focus().insertContent(htmlOf(text)).run();
    } else insertPlain(plain.current, text, (all) => session.edit({ text: all }));
    return true;
  };
  const move = (from: "to" | "cc" | "bcc") => (person: Recipient, to: "to" | "cc" | "bcc") =>
    session.edit({ [from]: session.draft[from].filter((r) => r !== person), [to]: distinct([...session.draft[to], person]) });
  const toPlain = () => {
    session.readBody?.();
    session.replaceBody({ format: "text", html: "", text: plainOf(session.draft.html) });
  };
  const toRich = () => session.replaceBody({ format: "html", html: htmlOf(session.draft.text), text: "" });
  const onDrop = (event: DragEvent) => {
    setDropping(false);
    if (event.defaultPrevented || event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    session.attach(event.dataTransfer.files);
  };
  const onDrag = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    setDropping(true);
  };
  const signatureMenu = (el: HTMLElement) =>
    openMenu(el, t("compose.signature"), [
      ...(sender?.signature
        ? [
          { label: t("compose.signature.insert"), icon: "signature" as const, onSelect: () => { editor.current?.setSignature(sender.signature); } },
          { label: t("compose.signature.remove"), icon: "x" as const, disabled: !editor.current?.signature, onSelect: () => { editor.current?.setSignature(""); } },
        ]
        : [{ label: t("compose.signature.none"), disabled: true, onSelect: () => {} }]),
      { separator: true },
      { label: t("compose.signature.settings"), icon: "settings", onSelect: () => { void close(session); navigate("/settings/accounts"); } },
    ]);

  if (small) {
    return (
      <section className="composer composer--small" aria-label={draft.subject || title}>
        <header className="composer__head">
          <h2 className="composer__title" dir="auto"><button type="button" className="composer__reopen" onClick={() => session.size("window")}>{draft.subject || title}</button></h2>
          <IconButton icon="maximize-2" size="sm" label={t("compose.open")} onClick={() => session.size("window")} />
          <IconButton icon="x" size="sm" label={t("compose.close")} onClick={() => void close(session)} />
        </header>
      </section>
    );
  }
  const sendButton = (narrow: boolean) => (
    <Button variant="primary" className={narrow ? "composer__narrow" : "composer__wide"} icon={narrow ? "send" : undefined} busy={state.sending !== "no"} disabled={!ready} kbd={undefined}
      data-tip={/Mac/.test(navigator.platform) ? "⌘ ⏎" : "Ctrl ⏎"} onClick={tryToSend}>
      {t(state.sending === "files" ? "compose.send.waiting" : "compose.send")}
    </Button>
  );
  return (
    <section ref={box} className={`composer${size === "full" ? " composer--full" : ""}`} role="dialog" aria-labelledby={`${id}t`} data-dropping={dropping ? "" : undefined}
      onDragOver={onDrag} onDragLeave={(e) => !e.currentTarget.contains(e.relatedTarget as Node) && setDropping(false)} onDrop={onDrop}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Escape" && !event.defaultPrevented) void close(session);
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.defaultPrevented) {
          event.preventDefault();
          tryToSend();
        }
      }}>
      <header className="composer__head">
        <IconButton className="composer__narrow" icon="x" label={t("compose.close")} onClick={() => void close(session)} />
        <h2 className="composer__title" id={`${id}t`}>{title}</h2>
        <Saved save={save} />
        <IconButton className="composer__wide" icon="minus" size="sm" label={t("compose.minimise")} onClick={() => session.size("small")} />
        <IconButton className="composer__wide" icon={size === "full" ? "minimize-2" : "maximize-2"} size="sm" label={t(size === "full" ? "compose.window" : "compose.full")} onClick={() => session.size(size === "full" ? "window" : "full")} />
        <IconButton className="composer__wide" icon="x" size="sm" label={t("compose.close")} onClick={() => void close(session)} />
        {sendButton(true)}
      </header>
      {notice && <NoticeBar notice={notice} onSend={tryToSend} onPass={pass} onAttach={() => attach.current?.click()} />}
      {phaseOf(save) === "failed" && !notice && (
        <Notice bar tone="warning" text={rich("compose.saveFailed.bar", { reason: save.reason ?? "" }, { b: (words) => <strong>{words}</strong> })}>
          <Button size="sm" onClick={() => void session.flush()}>{t("action.tryAgain")}</Button>
        </Notice>
      )}
      {state.phase === "failed" && <Notice bar tone="danger" text={state.failure}><Button size="sm" onClick={() => void session.open()}>{t("action.tryAgain")}</Button></Notice>}
      {ready && senders.length === 0 && <Notice bar tone="warning" text={t("compose.noSender")}><Button size="sm" onClick={() => navigate("/accounts/add")}>{t("compose.addAccount")}</Button></Notice>}
      <div className="composer__top" aria-busy={state.phase === "loading"} ref={(el) => { if (el) el.inert = !ready; }}>
        <div className="compose-line">
          <span className="compose-line__label" aria-hidden="true">{t("compose.from")}</span>
          <div className="compose-line__body">
            {sender && (
              <button type="button" className="from-pick" data-hue={sender.hue} aria-haspopup="menu" aria-label={`${t("compose.from.pick")}: ${formatRecipient(sender)}`}
                onClick={(e) => openMenu(e.currentTarget, t("compose.from.pick"), senders.map((s) => ({ key: s.identityId, label: formatRecipient(s), hue: s.hue, checked: s === sender, onSelect: () => session.setSender(s) })))}>
                <span className="account-dot" /><span dir="auto">{formatRecipient({ name: sender.name || null, email: sender.email })}</span><Icon name="chevron-down" size="sm" />
              </button>
            )}
          </div>
        </div>
        <RecipientLine line="to" value={draft.to} known={known} onChange={(to) => session.edit({ to })} onMove={move("to")} aside={
          <>
            {!(cc || draft.cc.length > 0) && <button className="composer__wide" type="button" onClick={() => reveal(() => showCc(true), box, "cc")}>{t("compose.cc")}</button>}
            {!(bcc || draft.bcc.length > 0) && <button className="composer__wide" type="button" onClick={() => reveal(() => showBcc(true), box, "bcc")}>{t("compose.bcc")}</button>}
            {!((cc || draft.cc.length > 0) && (bcc || draft.bcc.length > 0)) && <IconButton className="composer__narrow" icon="chevron-down" label={t("compose.ccBcc")} onClick={() => reveal(() => { showCc(true); showBcc(true); }, box, "cc")} />}
          </>
        } />
        {(cc || draft.cc.length > 0) && <RecipientLine line="cc" value={draft.cc} known={known} onChange={(list) => session.edit({ cc: list })} onMove={move("cc")} />}
        {(bcc || draft.bcc.length > 0) && <RecipientLine line="bcc" value={draft.bcc} known={known} onChange={(list) => session.edit({ bcc: list })} onMove={move("bcc")} />}
        <div className="compose-line compose-line--subject">
          <div className="compose-line__body">
            <input className="compose-line__input" name="subject" aria-label={t("compose.subject")} placeholder={t("compose.subject")} dir="auto" value={draft.subject} maxLength={998}
              onChange={(e) => session.edit({ subject: e.target.value })} />
          </div>
        </div>
      </div>
      <Files session={session} files={draft.files} uploads={uploads} />
      {state.phase === "loading" && <div className="composer__ghost" role="status" aria-label={t("compose.loading")}><i /><i /><i /></div>}
      {ready && draft.format === "html" && (
        <RichBody key={state.bodyVersion} session={session} formatOpen={format} autofocus={draft.to.length > 0 || state.bodyVersion > 0} onSend={tryToSend} onReady={(made) => { editor.current = made; }} />
      )}
      {ready && draft.format === "text" && (
        <textarea ref={plain} className="editor editor--plain" aria-label={t("compose.message")} placeholder={t("compose.placeholder")} dir="auto" value={draft.text} onChange={(e) => session.edit({ text: e.target.value })} />
      )}
      <footer className="composer__foot">
        {sendButton(false)}
        {draft.format === "html" && <IconButton className="composer__narrow" icon="a-large-small" label={t("compose.format.show")} pressed={format} onClick={() => showFormat(!format)} />}
        <IconButton icon="paperclip" label={t("compose.attach")} disabled={!ready} onClick={() => attach.current?.click()} />
        {draft.format === "html" && <IconButton icon="image" label={t("compose.picture")} disabled={!ready} onClick={() => picture.current?.click()} />}
        <IconButton icon="smile" label={t("compose.emoji")} disabled={!ready} aria-haspopup="dialog" onClick={(e) => setEmoji(emoji ? null : e.currentTarget)} />
        {draft.format === "html" && <IconButton icon="signature" label={t("compose.signature")} disabled={!ready} aria-haspopup="menu" onClick={(e) => signatureMenu(e.currentTarget)} />}
        {slots.slice(0, IN_FOOT).map((slot) => (
          <button key={slot.key} type="button" className="icon-btn composer__wide" aria-label={slot.label} data-tip={slot.label} disabled={!ready} aria-haspopup="dialog" aria-expanded={acting === slot.key} onClick={() => setActing(acting === slot.key ? null : slot.key)}>
            <PluginIcon plugin={slot.plugin} icon={slot.icon} />
          </button>
        ))}
        <IconButton className="composer__push" icon="ellipsis" label={t("action.more")} disabled={!ready} aria-haspopup="menu" onClick={(e) => openMenu(e.currentTarget, t("action.more"), [
          { label: t("compose.plain"), icon: "type", checked: draft.format === "text", onSelect: () => (draft.format === "text" ? toRich() : toPlain()) },
          ...(slots.length ? [{ separator: true as const }, ...slots.map((slot) => ({ key: slot.key, label: slot.label, icon: hasIcon(slot.icon) ? slot.icon : "puzzle" as const, onSelect: () => setActing(slot.key) }))] : []),
        ], "below-end")} />
        <IconButton icon="trash-2" tone="danger" label={t("compose.discard")} onClick={() => discard(session)} />
        <input ref={attach} type="file" multiple hidden onChange={(e) => { session.attach(Array.from(e.target.files ?? [])); e.target.value = ""; if (notice?.kind === "noAttachment") session.notice(null); }} />
        <input ref={picture} type="file" multiple hidden accept="image/png,image/jpeg,image/gif,image/webp"
          onChange={(e) => { for (const f of Array.from(e.target.files ?? [])) if (editor.current) void insertPicture(session, editor.current, f, f.name); e.target.value = ""; }} />
      </footer>
      {emoji && <EmojiPop anchor={emoji} onClose={() => setEmoji(null)} onPick={(e) => (draft.format === "html" ? void editor.current?.tiptap.chain().focus().insertContent(e).run() : insertPlain(plain.current, e, (text) => session.edit({ text })))} />}
      {acted && (
        <Suspense fallback={null}>
          <PluginPanel key={acted.key} slot={acted} onClose={() => setActing(null)} insert={insert}
            draft={{ subject: draft.subject, to: draft.to.map((r) => r.email), text: draft.format === "text" ? draft.text : plainOf(draft.html) }} />
        </Suspense>
      )}
      {dropping && <div className="composer__drop" aria-hidden="true"><Icon name="paperclip" size="lg" /><span>{t("compose.drop")}</span></div>}
    </section>
  );
}

/** Buttons of plugins at the foot; the menu holds all of them. */
const IN_FOOT = 3;

/** Shows a line and puts the cursor into it. */
function reveal(show: () => void, box: React.RefObject<HTMLElement>, name: string): void {
  show();
  requestAnimationFrame(() => box.current?.querySelector<HTMLInputElement>(`input[name="${name}"]`)?.focus());
}

function insertPlain(area: HTMLTextAreaElement | null, text: string, edit: (text: string) => void): void {
  if (!area) return;
  area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  edit(area.value);
  area.focus();
}

/** "Saved 10:24". */
function Saved({ save }: { save: Autosave }) {
  const phase = phaseOf(save);
  if (phase === "empty") return null;
  const time = save.savedAt === null ? "" : new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit" }).format(save.savedAt);
  return (
    <span className="composer__saved" role="status" data-state={phase}>
      {phase === "saved" ? t("compose.saved", { time }) : phase === "saving" ? t("compose.saving") : phase === "failed" ? t("compose.saveFailed") : save.savedAt === null ? t("compose.unsaved") : t("compose.saved", { time })}
    </span>
  );
}
