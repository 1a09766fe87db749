import { useEffect, useRef, useState } from "react";
import { Button, Empty, Icon, Notice } from "../../components/index.ts";
import { asFailure } from "../../failure.ts";
import { t } from "../../i18n/index.ts";
import type { Email } from "../../jmap/types.ts";
import { press } from "../../shortcuts/keys.ts";
import { sentence } from "../../store/actions.ts";
import { isLight } from "../../store/appearance.ts";
import { cache, setPreference } from "../../store/index.ts";
import { useSignal } from "../../store/use.ts";
import { openCompose } from "../../compose/open.ts";
import { toast } from "../../components/Toast.tsx";

/*
 * The body is its own document from its own address, in a frame without scripts: the sandbox has no allow-scripts, and the
 * document's own policy says the same. allow-same-origin lets this page measure its height, fold the quoted history and pass
 * keys on; with no script inside, nothing in the frame can use it. See docs/adr/0050.
 */
const SANDBOX = "allow-same-origin allow-popups allow-popups-to-escape-sandbox";
/** The cleaner puts this before every class and id of a mail. */
const PREFIX = "mf-";
/** What mail programs wrap the quoted history in. */
const QUOTES = [
  "blockquote[type=cite]", "blockquote[cite]",
  ...["gmail_quote", "gmail_quote_container", "yahoo_quoted", "protonmail_quote", "moz-cite-prefix", "tutanota_quote", "zmail_extra"].flatMap((name) => [`.${name}`, `.${PREFIX}${name}`]),
  ...["divRplyFwdMsg", "appendonsend", "divRplyFwdMsg ~ *", "appendonsend ~ *"].flatMap((name) => [`#${name}`, `#${PREFIX}${name}`]),
  `.${PREFIX}moz-cite-prefix + blockquote`, ".moz-cite-prefix + blockquote",
].join(", ");
const BLOCKED = `img[data-blocked], img.${PREFIX}blocked:not([src])`;

type Phase = "loading" | "shown" | "failed";

/** The HTML of one message, as tall as it is. */
export function HtmlBody({ email, original }: { email: Email; original: boolean }) {
  const preference = useSignal(cache.preference);
  const sender = email.from?.[0]?.email ?? "", domain = sender.split("@")[1]?.toLowerCase() ?? "";
  const [once, showOnce] = useState(false);
  const images = once || (domain !== "" && preference.imagesFrom.includes(domain));
  const paper = original || (!preference.adaptDarkMail && !isLight());
  const theme = paper || isLight() ? "light" : "dark";
  const [phase, setPhase] = useState<Phase>("loading"), [blocked, setBlocked] = useState(0), [quoted, setQuoted] = useState(false), [open, setOpen] = useState(false), [round, again] = useState(0);
  const frame = useRef<HTMLIFrameElement>(null), cleanup = useRef<() => void>(() => undefined);
  const src = `/mail/${encodeURIComponent(email.id)}/body?images=${images ? 1 : 0}&theme=${theme}${round ? `&round=${round}` : ""}`;

  useEffect(() => () => cleanup.current(), []);
  const loaded = () => {
    cleanup.current();
    const element = frame.current, doc = documentOf(element);
    if (!element) return;
    if (!doc) {
      // A policy that hides the document from us: readable still, in a frame of fixed height.
      element.style.blockSize = "60vh";
      return setPhase("shown");
    }
    if (doc.contentType !== "text/html" || !doc.body || doc.querySelector("body > .apology")) return setPhase("failed");
    // The pane's own surface shows through, whatever the theme; a frame is transparent only in its document's colour scheme.
    element.style.colorScheme = getComputedStyle(doc.documentElement).colorScheme.includes("dark") ? "dark" : "light";
    if (!paper) doc.documentElement.style.background = "transparent";
    const missing = doc.querySelectorAll<HTMLElement>(BLOCKED);
    missing.forEach(placeholder);
    // The page says how many are left out, those in style sheets too; a mail without any says nothing.
    setBlocked(Math.max(missing.length, Number(doc.body.dataset.blocked) || 0));
    setQuoted(fold(doc, open));
    const fit = () => {
      const height = Math.max(doc.body.scrollHeight, doc.documentElement.offsetHeight);
      const scrolls = doc.documentElement.scrollWidth > element.clientWidth + 1;
      element.style.blockSize = `${Math.min(height + (scrolls ? 16 : 0), 100_000)}px`;
    };
    const watch = new ResizeObserver(fit);
    watch.observe(doc.body);
    watch.observe(element);
    const keys = (event: KeyboardEvent) => {
      if (press(event)) event.preventDefault();
    };
    const click = (event: MouseEvent) => {
      const link = (event.target as Element | null)?.closest?.("a[href^='mailto:' i]");
      if (!link) return;
      event.preventDefault();
      openCompose({ mode: "new", mailto: link.getAttribute("href")!, ...(email.accountId ? { accountId: email.accountId } : {}) });
    };
    doc.addEventListener("keydown", keys);
    doc.addEventListener("click", click);
    fit();
    cleanup.current = () => {
      watch.disconnect();
      doc.removeEventListener("keydown", keys);
      doc.removeEventListener("click", click);
    };
    setPhase("shown");
  };
  useEffect(() => {
    const doc = documentOf(frame.current);
    if (doc && phase === "shown") fold(doc, open);
  }, [open, phase]);

  if (phase === "failed") {
    return (
      <Empty icon="cloud-off" title={t("message.missing.title")} text={t("message.missing.text")}>
        <Button size="sm" onClick={() => { setPhase("loading"); again(round + 1); }}>{t("action.tryAgain")}</Button>
      </Empty>
    );
  }
  const always = () => {
    showOnce(true);
    setPreference({ imagesFrom: [...preference.imagesFrom.filter((d) => d !== domain), domain] })
      .catch((error) => toast({ text: sentence(asFailure(error)), tone: "failure" }));
  };
  return (
    <>
      {blocked > 0 && !images && (
        <Notice className="thread__notice" icon="image-off" text={t("images.blocked", { count: blocked })}>
          <Button variant="quiet" size="sm" onClick={() => showOnce(true)}>{t("images.once")}</Button>
          {domain && <Button variant="quiet" size="sm" onClick={always}>{t("images.always", { domain })}</Button>}
        </Notice>
      )}
      <iframe ref={frame} key={src} className={`mail-frame${paper ? " mail-frame--paper" : ""}`} data-phase={phase} src={src} sandbox={SANDBOX} title={t("message.body", { subject: email.subject || t("row.noSubject") })} onLoad={loaded} />
      {quoted && <button type="button" className="quote-toggle" aria-expanded={open} aria-label={t(open ? "quote.hide" : "quote.show")} onClick={() => setOpen(!open)}><Icon name="ellipsis" size="sm" /></button>}
    </>
  );
}

function documentOf(frame: HTMLIFrameElement | null): Document | null {
  try {
    return frame?.contentDocument ?? null;
  } catch {
    return null;
  }
}

/** A picture that is not loaded keeps its size, so that nothing moves when it comes. */
function placeholder(image: HTMLElement): void {
  const width = Number(image.getAttribute("width")), height = Number(image.getAttribute("height"));
  Object.assign(image.style, { boxSizing: "border-box", display: "inline-block", maxWidth: "100%", border: "1px dashed", borderRadius: "6px", opacity: "0.55", fontSize: "12px", overflow: "hidden", verticalAlign: "middle" });
  if (width > 2) image.style.width = `${width}px`;
  if (height > 2) image.style.height = `${height}px`;
}

/** Hides the quoted history unless it is all there is. True when there is something to unfold. */
function fold(doc: Document, open: boolean): boolean {
  const quotes = [...doc.querySelectorAll<HTMLElement>(QUOTES)].filter((el) => !el.parentElement?.closest(QUOTES));
  if (!quotes.length) return false;
  for (const quote of quotes) quote.hidden = true;
  // Text that CSS hides does not count as the writer's own.
  const own = doc.body.innerText.trim() !== "" || doc.querySelector("img:not([hidden])") !== null;
  for (const quote of quotes) {
    quote.hidden = own && !open;
    quote.style.display = own && !open ? "none" : "";
  }
  return own;
}
