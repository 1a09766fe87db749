/** Bundled and run inside a real browser by test_editor.py: the parts of the composer that need a document. */
import { cleanPasted, cleanStored } from "../../src/compose/editor/clean.ts";
import { hasSignature, htmlOfDocument, plainOf, quotedHtml, signatureHtml } from "../../src/compose/editor/document.ts";
import { MessageEditor } from "../../src/compose/editor/MessageEditor.ts";
import { blobOfDataUrl, fitPicture } from "../../src/compose/editor/picture.ts";
import { quoteFrame } from "../../src/compose/editor/quoteFrame.ts";
import { htmlOf } from "../../src/compose/editor/text.ts";

const inlined: string[] = [];
/** An editor over `html`, with a host that takes pictures and counts. */
function edit(html: string): MessageEditor {
  document.body.replaceChildren(document.createElement("div"));
  return new MessageEditor(document.body.firstElementChild as HTMLElement, html, {
    labels: { placeholder: "", showQuote: "show", hideQuote: "hide", removeQuote: "remove", quoteFrame: "quote", message: "message" },
    urlOf: (cid) => `/jmap/download/a1/${cid}/x?type=image/png`,
    inline: (_, name) => (inlined.push(name), { cid: `c${inlined.length}@mailflow`, url: "blob:made" }),
    files: () => true,
    changed: () => {},
    send: () => {},
  });
}
/** The message after `html` was opened and written out again. */
const roundTrip = (html: string): string => {
  const editor = edit(html), out = editor.html;
  editor.destroy();
  return out;
};
/** The message after `pasted` was pasted into an empty one. */
const paste = (pasted: string): string => {
  const editor = edit("");
  editor.tiptap.view.pasteHTML(pasted);
  const out = editor.html;
  editor.destroy();
  return out;
};
Object.assign(window, { cleanPasted, cleanStored, plainOf, htmlOf, roundTrip, paste, quotedHtml, signatureHtml, hasSignature, edit, quoteFrame, blobOfDataUrl, fitPicture, inlined, htmlOfDocument });
