import { Editor } from "@tiptap/core";
import { DOMParser as ModelParser, type ModelNode } from "@tiptap/pm/model";
import { cleanPasted } from "./clean.ts";
import { documentOf, htmlOfDocument, ownTextOf, signatureHtml } from "./document.ts";
import { type EditorLabels, extensions } from "./extensions.ts";
import { blobOfDataUrl } from "./picture.ts";
import { releaseStyles } from "./styles.ts";

/** What the editor asks of the window around it. */
export interface EditorHost {
  labels: EditorLabels & { message: string };
  urlOf(cid: string): string;
  /** Takes a picture into the message: answers its Content-ID and an address to show it at. */
  inline(picture: Blob, name: string): { cid: string; url: string };
  /** Files dropped or pasted: true when they were taken. */
  files(files: File[], at: number | null): boolean;
  changed(): void;
  send(): void;
}

/** The editor of one message: a Tiptap editor whose content comes in and goes out as mail HTML. */
export class MessageEditor {
  readonly tiptap: Editor;

  constructor(element: HTMLElement, html: string, host: EditorHost) {
    this.tiptap = new Editor({
      element,
      injectCSS: false,
      extensions: extensions(host.labels, host.urlOf),
      editorProps: {
        attributes: {
          role: "textbox", "aria-multiline": "true", "aria-label": host.labels.message, class: "mail-text", dir: "auto", spellcheck: "true",
        },
        transformPastedHTML: (pasted: string) => this.#takePictures(cleanPasted(pasted), host),
        handlePaste: (_view: unknown, event: ClipboardEvent) => {
          const data = event.clipboardData, files = Array.from(data?.files ?? []);
          const table = /<table[\s>]/i.test(data?.getData("text/html") ?? "");
          if (files.length === 0 || table) return false;
          event.preventDefault();
          return host.files(files, null);
        },
        handleDrop: (view: { posAtCoords(at: { left: number; top: number }): { pos: number } | null }, event: DragEvent, _slice: unknown, moved: boolean) => {
          const files = Array.from(event.dataTransfer?.files ?? []);
          if (moved || files.length === 0) return false;
          event.preventDefault();
          return host.files(files, view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos ?? null);
        },
        handleKeyDown: (_view: unknown, event: KeyboardEvent) => {
          if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return false;
          event.preventDefault();
          host.send();
          return true;
        },
      },
      onUpdate: () => host.changed(),
    });
    const parser = ModelParser.fromSchema(this.tiptap.schema);
    this.tiptap.view.setProps({
      clipboardParser: {
        schema: parser.schema,
        parseSlice: (dom: HTMLElement, options: object) => {
          releaseStyles(dom);
          return parser.parseSlice(dom, options);
        },
      },
    });
    this.#load(documentOf(html, this.tiptap.schema, host.urlOf));
  }

  /** The message's HTML as it is sent. */
  get html(): string {
    return htmlOfDocument(this.tiptap.state.doc, this.tiptap.schema);
  }

  /** What the person wrote themselves. */
  get ownText(): string {
    return ownTextOf(this.tiptap.state.doc);
  }

  /** Puts a picture where the cursor is, or at `at`. */
  insertPicture(picture: { cid: string; url: string; name: string; width: number | null }, at: number | null = null): void {
    const node = { type: "image", attrs: { src: picture.url, cid: picture.cid, alt: picture.name, width: picture.width } };
    const chain = this.tiptap.chain().focus();
    (at === null ? chain.insertContent(node) : chain.insertContentAt(at, node)).run();
  }

  /** The signature becomes `html`; text around it stays. Null when the present one was edited and must stay: compare `signature`. */
  setSignature(html: string): void {
    const { state, schema } = this.tiptap;
    const made = documentOf(signatureHtml(html), schema, (cid) => cid);
    const node = made.firstChild?.type.name === "signature" ? made.firstChild : null;
    const found = this.#find("signature");
    const tr = state.tr;
    if (found) {
      if (node) tr.replaceWith(found.at, found.at + found.node.nodeSize, node);
      else tr.delete(found.at, found.at + found.node.nodeSize);
    } else if (node) tr.insert(this.#find("quoted")?.at ?? state.doc.content.size, node);
    this.tiptap.view.dispatch(tr);
  }

  /** The present signature's HTML, or an empty string. */
  get signature(): string {
    const found = this.#find("signature");
    if (!found) return "";
    const box = new DOMParser().parseFromString(htmlOfDocument(found.node, this.tiptap.schema), "text/html");
    return box.body.innerHTML;
  }

  /** The cursor at the beginning, or after the last word above signature and quote. */
  focus(where: "start" | "end" = "start"): void {
    const below = this.#find("signature") ?? this.#find("quoted");
    this.tiptap.commands.focus(where === "end" && below && below.at > 0 ? below.at - 1 : where, { scrollIntoView: false });
  }

  destroy(): void {
    this.tiptap.destroy();
  }

  #find(name: string): { node: ModelNode; at: number } | null {
    let found: { node: ModelNode; at: number } | null = null;
    this.tiptap.state.doc.forEach((node, at) => {
      if (!found && node.type.name === name) found = { node, at };
    });
    return found;
  }

  #load(doc: ModelNode): void {
    const { state, view } = this.tiptap;
    view.dispatch(state.tr.replaceWith(0, state.doc.content.size, doc.content).setMeta("addToHistory", false).setMeta("preventUpdate", true));
    this.tiptap.commands.setTextSelection(1); // a message is written from its beginning, above signature and quote
  }

  /** Pictures that came inside the pasted text become attachments shown in place. */
  #takePictures(html: string, host: EditorHost): string {
    if (!/<img[^>]+src="data:/i.test(html)) return html;
    const doc = new DOMParser().parseFromString(html, "text/html");
    for (const img of Array.from(doc.images)) {
      const blob = blobOfDataUrl(img.getAttribute("src") ?? "");
      if (!blob) continue;
      const { cid, url } = host.inline(blob, img.getAttribute("alt") || "image");
      img.setAttribute("data-cid", cid);
      img.setAttribute("src", url);
    }
    return doc.body.innerHTML;
  }
}
