import { useEffect, useRef, useState } from "react";
import { MessageEditor } from "./editor/MessageEditor.ts";
import { FormatBar } from "./ui/FormatBar.tsx";

/** A small editor for a signature, with the toolbar of the composer. Pictures must be links: a signature has no attachments. */
export default function SignatureEditor({ html, label, onChange }: { html: string; label: string; onChange: (html: string) => void }) {
  const host = useRef<HTMLDivElement>(null), latest = useRef(onChange), first = useRef(html);
  const [editor, setEditor] = useState<MessageEditor | null>(null);
  latest.current = onChange;
  useEffect(() => {
    const made = new MessageEditor(host.current!, first.current, {
      labels: { placeholder: "", showQuote: "", hideQuote: "", removeQuote: "", quoteFrame: "", message: label },
      urlOf: () => "",
      inline: () => ({ cid: "", url: "" }),
      files: () => true,
      changed: () => latest.current(made.tiptap.isEmpty ? "" : made.html),
      send: () => {},
    });
    setEditor(made);
    return () => {
      setEditor(null);
      made.destroy();
    };
  }, [label]);
  return (
    <div className="signature-box">
      {editor && <FormatBar editor={editor.tiptap} always />}
      <div className="editor"><div ref={host} /></div>
    </div>
  );
}
