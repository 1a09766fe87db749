import { Blockquote } from "@tiptap/extension-blockquote";
import { Bold } from "@tiptap/extension-bold";
import { Document } from "@tiptap/extension-document";
import { HardBreak } from "@tiptap/extension-hard-break";
import { Heading } from "@tiptap/extension-heading";
import { Highlight } from "@tiptap/extension-highlight";
import { Image } from "@tiptap/extension-image";
import { Italic } from "@tiptap/extension-italic";
import { Link } from "@tiptap/extension-link";
import { BulletList, ListItem, OrderedList } from "@tiptap/extension-list";
import { Paragraph } from "@tiptap/extension-paragraph";
import { Strike } from "@tiptap/extension-strike";
import { Table, TableCell, TableHeader, TableRow } from "@tiptap/extension-table";
import { Text } from "@tiptap/extension-text";
import { TextAlign } from "@tiptap/extension-text-align";
import { Color, FontFamily, FontSize, TextStyle } from "@tiptap/extension-text-style";
import { Underline } from "@tiptap/extension-underline";
import { Dropcursor, Gapcursor, Placeholder, UndoRedo } from "@tiptap/extensions";
import type { Ext } from "@tiptap/core";
import { Quoted } from "./Quoted.ts";
import { Signature } from "./Signature.ts";

/** Words the editor itself shows. */
export interface EditorLabels {
  placeholder: string;
  showQuote: string;
  hideQuote: string;
  removeQuote: string;
  quoteFrame: string;
}

/** A cell keeps the colour it was given, and lines that every mail program draws. */
const cellColour = {
  background: {
    default: null,
    parseHTML: (el: HTMLElement) => el.style.backgroundColor || el.getAttribute("bgcolor") || null,
    renderHTML: (a: Record<string, string | null>) => (a.background ? { bgcolor: a.background, style: `background-color:${a.background}` } : {}),
  },
};
const Cell = TableCell.extend({
  addAttributes() {
    return { ...this.parent?.(), ...cellColour };
  },
});
const HeaderCell = TableHeader.extend({
  addAttributes() {
    return { ...this.parent?.(), ...cellColour };
  },
});

/** A picture knows the attachment it shows: `cid` in the message, an address of this browser on the screen. */
const Picture = Image.extend({
  addAttributes() {
    return {
      ...this.parent?.(),
      cid: {
        default: null,
        parseHTML: (el: HTMLElement) => el.getAttribute("data-cid"),
        renderHTML: (a: Record<string, string | null>) => (a.cid ? { "data-cid": a.cid } : {}),
      },
    };
  },
});

/** Everything a message can be written with. */
export function extensions(labels: EditorLabels, urlOf: (cid: string) => string): Ext[] {
  return [
    Document, Paragraph, Text, HardBreak, Bold, Italic, Underline, Strike, Heading.configure({ levels: [1, 2, 3] }), Blockquote, BulletList,
    OrderedList, ListItem, TextStyle, Color, FontFamily, FontSize, Highlight.configure({ multicolor: true }),
    TextAlign.configure({ types: ["heading", "paragraph"] }), Table.configure({ resizable: false }), TableRow, HeaderCell, Cell,
    Link.configure({ openOnClick: false, autolink: true, linkOnPaste: true, defaultProtocol: "https", HTMLAttributes: { target: null, rel: null, class: null } }),
    Picture.configure({ inline: true, allowBase64: true, resize: { enabled: true, alwaysPreserveAspectRatio: true, minWidth: 24, minHeight: 24 } }),
    Dropcursor, Gapcursor, UndoRedo, Placeholder.configure({ placeholder: labels.placeholder }), Signature,
    Quoted.configure({ urlOf, labels: { show: labels.showQuote, hide: labels.hideQuote, remove: labels.removeQuote, frame: labels.quoteFrame } }),
  ];
}
