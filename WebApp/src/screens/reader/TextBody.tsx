import { Fragment, useState } from "react";
import { Icon } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";
import { openCompose } from "../../compose/open.ts";
import { links, splitQuote, splitSignature } from "./text.ts";

/** Plain text: paragraphs as written, links to click, quoted history folded. */
export function TextBody({ text, truncated }: { text: string; truncated: boolean }) {
  const [open, setOpen] = useState(false);
  const { own, quote } = splitQuote(text), { body, signature } = splitSignature(own);
  return (
    <div className="mail-text mail-text--plain" dir="auto">
      <Runs text={body} />
      {signature && <div className="mail-text__sign"><Runs text={signature} /></div>}
      {quote && <button type="button" className="quote-toggle" aria-expanded={open} aria-label={t(open ? "quote.hide" : "quote.show")} onClick={() => setOpen(!open)}><Icon name="ellipsis" size="sm" /></button>}
      {quote && open && <div className="mail-text__quote"><Runs text={quote} /></div>}
      {truncated && <p className="muted">{t("message.truncated")}</p>}
    </div>
  );
}

const Runs = ({ text }: { text: string }) => (
  <>
    {links(text).map((piece, i) => piece.href
      ? <a key={i} href={piece.href} target="_blank" rel="noopener noreferrer nofollow" onClick={(event) => {
        if (!piece.href!.startsWith("mailto:")) return;
        event.preventDefault();
        openCompose({ mode: "new", mailto: piece.href! });
      }}>{piece.text}</a>
      : <Fragment key={i}>{piece.text}</Fragment>)}
  </>
);
