import { DOMParser as ModelParser, DOMSerializer, type ModelNode, type Schema } from "@tiptap/pm/model";
import { cleanStored } from "./clean.ts";
import { quotedClass, quotedSelector } from "./Quoted.ts";
import { signatureClass, signatureSelector } from "./Signature.ts";
import { releaseStyles } from "./styles.ts";
import { textOf } from "./text.ts";

/** The HTML of a stored draft or a plan as a document of the editor; `urlOf` says where a picture with a Content-ID is to be seen. */
export function documentOf(html: string, schema: Schema, urlOf: (cid: string) => string): ModelNode {
  return ModelParser.fromSchema(schema).parse(bodyOf(html, urlOf));
}

function bodyOf(html: string, urlOf: (cid: string) => string): HTMLElement {
  const doc = new DOMParser().parseFromString(cleanStored(html), "text/html");
  const quotes = Array.from(doc.body.querySelectorAll<HTMLElement>(quotedSelector));
  releaseStyles(doc.body, quotedSelector); // quotes keep theirs held: they are stored as text and cleaned again when shown
  for (const img of Array.from(doc.images)) {
    const src = img.getAttribute("src") ?? "";
    if (!src.startsWith("cid:") || quotes.some((q) => q.contains(img))) continue;
    img.setAttribute("data-cid", src.slice(4));
    img.setAttribute("src", urlOf(src.slice(4)));
  }
  return doc.body;
}

/** The message's HTML as it is sent and stored: pictures by Content-ID, the quoted original exactly as it came. */
export function htmlOfDocument(node: ModelNode, schema: Schema): string {
  const plain = DOMSerializer.fromSchema(schema), quotes: string[] = [];
  const nodes = {
    ...plain.nodes,
    image: (n: ModelNode) => ["img", { ...picture(n.attrs) }],
    table: () => ["table", { border: "1", cellpadding: "6", cellspacing: "0", style: "border-collapse:collapse" }, ["tbody", 0]],
    signature: () => ["div", { class: signatureClass }, 0],
    quoted: (n: ModelNode) => {
      quotes.push(String(n.attrs.html));
      return ["div", { class: quotedClass }];
    },
  };
  const inert = document.implementation.createHTMLDocument("");
  const box = inert.createElement("div");
  new DOMSerializer(nodes, plain.marks).serializeFragment(node.content, { document: inert }, box);
  for (const cell of Array.from(box.querySelectorAll("[colwidth]"))) cell.removeAttribute("colwidth"); // the editor's own note
  for (const empty of Array.from(box.querySelectorAll("p:empty"))) empty.append(inert.createElement("br"));
  let next = 0;
  return box.innerHTML.replaceAll(`<div class="${quotedClass}"></div>`, () => `<div class="${quotedClass}">${quotes[next++] ?? ""}</div>`);
}

function picture(attrs: Record<string, unknown>): Record<string, string> {
  const out: Record<string, string> = { src: attrs.cid ? `cid:${attrs.cid}` : String(attrs.src ?? "") };
  for (const name of ["alt", "title", "width", "height"]) if (attrs[name] != null) out[name] = String(attrs[name]);
  return out;
}

/** What the person wrote themselves: no signature, no quoted original, no quotation. */
export function ownTextOf(node: ModelNode): string {
  const lines: string[] = [];
  node.forEach((child) => {
    if (child.type.name !== "signature" && child.type.name !== "quoted" && child.type.name !== "blockquote") {
      lines.push(child.textBetween(0, child.content.size, "\n", " "));
    }
  });
  return lines.join("\n");
}

/** The whole message as plain text, the original quoted with `> `. */
export function plainOf(html: string): string {
  const doc = new DOMParser().parseFromString(cleanStored(html), "text/html");
  for (const sign of Array.from(doc.body.querySelectorAll(signatureSelector))) sign.prepend(doc.createTextNode("-- "), doc.createElement("br"));
  return textOf(doc.body);
}

/** A block holding a signature, or nothing for an empty one. */
export function signatureHtml(signature: string | null | undefined): string {
  return signature && signature.trim() !== "" ? `<div class="${signatureClass}">${signature}</div>` : "";
}

/** A block holding a quoted original. */
export function quotedHtml(html: string): string {
  return html.trim() === "" ? "" : `<div class="${quotedClass}">${html}</div>`;
}

/** Whether a stored message already has its signature. */
export function hasSignature(html: string): boolean {
  return html.includes(signatureClass);
}
