import { useEffect, useRef, useState } from "react";
import { t } from "../../i18n/index.ts";
import { fitPicture } from "../editor/picture.ts";
import { MessageEditor } from "../editor/MessageEditor.ts";
import type { ComposeSession } from "../session/ComposeSession.ts";
import { FormatBar } from "./FormatBar.tsx";
import { TableBubble } from "./TableBubble.tsx";

interface Props {
  session: ComposeSession;
  formatOpen: boolean;
  autofocus: boolean;
  onSend: () => void;
  onReady: (editor: MessageEditor | null) => void;
}

/** The rich text of a message with its toolbar. */
export function RichBody({ session, formatOpen, autofocus, onSend, onReady }: Props) {
  const host = useRef<HTMLDivElement>(null), scroller = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<MessageEditor | null>(null);
  const latest = useRef({ onSend, onReady, autofocus });
  latest.current = { onSend, onReady, autofocus };
  useEffect(() => {
    let pending = false, timer = 0, signature = "";
    const read = () => {
      if (!pending) return;
      pending = false;
      clearTimeout(timer);
      session.edit({ html: made.html });
    };
    const made = new MessageEditor(host.current!, session.draft.html, {
      labels: {
        placeholder: t("compose.placeholder"), showQuote: t("compose.quote.show"), hideQuote: t("compose.quote.hide"), removeQuote: t("compose.quote.remove"),
        quoteFrame: t("compose.quote.frame"), message: t("compose.message"),
      },
      urlOf: session.urlOf,
      inline: (picture, name) => session.inline(picture, name),
      files: (files, at) => {
        session.attach(files.filter((f) => !isPicture(f)));
        for (const file of files.filter(isPicture)) void insertPicture(session, made, file, file.name, at);
        return true;
      },
      changed: () => {
        pending = true;
        clearTimeout(timer);
        timer = setTimeout(read, 250);
      },
      send: () => latest.current.onSend(),
    });
    signature = made.signature;
    session.readBody = read;
    session.writeSignature = (html) => {
      if (made.signature !== signature) return false;
      made.setSignature(html);
      signature = made.signature;
      return true;
    };
    setEditor(made);
    latest.current.onReady(made);
    if (latest.current.autofocus) made.focus("start");
    return () => {
      read();
      session.readBody = null;
      session.writeSignature = null;
      latest.current.onReady(null);
      setEditor(null);
      made.destroy();
    };
  }, [session]);
  return (
    <div className="composer__text">
      {/* A press on the empty room below the text puts the cursor at its end, as on paper. */}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions */}
      <div className="editor" ref={scroller} onClick={(event) => event.target === event.currentTarget && editor?.focus("end")}>
        <div ref={host} />
        {editor && scroller.current && <TableBubble editor={editor.tiptap} scroller={scroller.current} />}
      </div>
      {/* After the text in the order of keys, above it on the screen: Tab goes from the subject into the text. */}
      {editor && <FormatBar editor={editor.tiptap} always={formatOpen} />}
    </div>
  );
}

const isPicture = (file: File): boolean => /^image\/(?:png|jpe?g|gif|webp)$/.test(file.type);

/** Scales a picture down if it is large, takes it into the message and shows it in the text. */
export async function insertPicture(session: ComposeSession, editor: MessageEditor, file: Blob, name: string, at: number | null = null): Promise<void> {
  const fitted = await fitPicture(file, name);
  const { cid, url } = session.inline(fitted.file, fitted.name);
  if (!editor.tiptap.isDestroyed) editor.insertPicture({ cid, url, name: fitted.name, width: fitted.width }, at);
}
