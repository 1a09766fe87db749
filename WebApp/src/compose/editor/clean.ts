import DOMPurify from "dompurify";
import { holdStyles, releaseStyles } from "./styles.ts";

/** Attributes that hold no address. */
const plain = [
  "alt", "title", "width", "height", "colspan", "rowspan", "align", "valign", "dir", "lang", "bgcolor", "color", "face", "size", "start", "type", "border", "cellpadding",
  "cellspacing", "nowrap", "hspace", "vspace", "span", "data-style", "data-cid", "data-pm-slice",
];

/** What a message may be made of when a person writes it. */
const writing = {
  ALLOWED_TAGS: [
    "p", "br", "div", "span", "b", "strong", "i", "em", "u", "s", "strike", "del", "ins", "a", "img", "ul", "ol", "li", "blockquote", "h1",
    "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "colgroup", "col", "caption", "hr", "pre", "code", "sub",
    "sup", "mark", "font", "center",
  ],
  ALLOWED_ATTR: [
    "href", "src", "alt", "title", "width", "height", "colspan", "rowspan", "align", "dir", "lang", "bgcolor", "color", "face", "size",
    "start", "type", "data-style", "data-cid", "data-pm-slice",
  ],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  ADD_URI_SAFE_ATTR: plain,
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|tel:|cid:|blob:|data:image\/(?:png|jpe?g|gif|webp);base64,|\/jmap\/download\/)/i,
};

/** What a quoted or drafted message may be made of: everything that shows, nothing that acts. */
const reading = {
  FORBID_TAGS: ["form", "input", "button", "textarea", "select", "option", "iframe", "object", "embed", "video", "audio", "base", "link", "meta", "template", "dialog"],
  FORBID_ATTR: ["id", "name", "ping", "action", "formaction", "autofocus", "contenteditable", "popover", "is", "slot"],
  ALLOW_DATA_ATTR: false,
  ADD_ATTR: ["data-style", "class"],
  ADD_URI_SAFE_ATTR: [...plain, "class", "data-style"],
  ALLOWED_URI_REGEXP: writing.ALLOWED_URI_REGEXP,
};

/** Declarations that a pasted text may bring along: how letters and cells look, never where boxes stand. */
const kept = new Set([
  "color", "background-color", "font-weight", "font-style", "font-family", "font-size", "text-decoration", "text-decoration-line", "text-align",
  "vertical-align", "width", "height",
]);

/**
 * Pasted or dropped HTML, fit for the editor: what Excel and Word write is made plain, then everything off the allow-list is removed.
 * Styles come out held (see `styles.ts`); the editor's parser releases them.
 */
export function cleanPasted(html: string): string {
  const sheets: string[] = [];
  const bare = unwrapOffice(html).replace(/<style\b[^>]*>([\s\S]*?)(?:<\/style\s*>|$)/gi, (_, css: string) => (sheets.push(css), ""));
  const doc = new DOMParser().parseFromString(holdStyles(bare), "text/html");
  releaseStyles(doc);
  inlineSheets(doc, sheets.join("\n"));
  const fromSheet = isOffice(html);
  for (const el of Array.from(doc.body.querySelectorAll<HTMLElement>("*"))) tidy(el, fromSheet);
  for (const cell of Array.from(doc.body.querySelectorAll<HTMLElement>("td, th"))) styleIntoCell(cell);
  return DOMPurify.sanitize(doc.body.innerHTML, writing);
}

/** A stored draft or a quoted message, cleaned but faithful, with its styles held. */
export function cleanStored(html: string): string {
  return DOMPurify.sanitize(holdStyles(html), reading);
}

/** Whether the clipboard was filled by an office program. */
export function isOffice(html: string): boolean {
  return /urn:schemas-microsoft-com|\bmso-|ProgId|Excel\.Sheet|Word\.Document|LibreOffice|google-sheets-html-origin/i.test(html.slice(0, 20_000));
}

/** Conditional comments hold markup for other programs only. */
function unwrapOffice(html: string): string {
  return html.replace(/<!--\[if[\s\S]*?<!\[endif\]-->/gi, "").replace(/<!\[(?:if[^\]]*|endif)\]>/gi, "");
}

/** The rules of style elements become the elements' own declarations; a later rule wins, what an element says itself wins over all. */
function inlineSheets(doc: Document, sheets: string): void {
  const css = sheets.replace(/<!--|-->/g, "");
  for (const s of Array.from(doc.querySelectorAll("style, script, meta, link, title, xml"))) s.remove();
  if (css.trim() === "" || css.length > 500_000) return;
  const sheet = new CSSStyleSheet();
  try {
    sheet.replaceSync(css);
  } catch {
    return;
  }
  const own = new Map<HTMLElement, string>();
  for (const rule of Array.from(sheet.cssRules)) {
    if (!(rule instanceof CSSStyleRule)) continue;
    let targets: HTMLElement[] = [];
    try {
      targets = Array.from(doc.body.querySelectorAll<HTMLElement>(rule.selectorText));
    } catch {
      continue;
    }
    for (const el of targets) {
      if (!own.has(el)) own.set(el, el.style.cssText);
      el.style.cssText += `;${rule.style.cssText}`;
    }
  }
  for (const [el, text] of own) el.style.cssText += `;${text}`;
}

/** Removes what no other program understands: `o:` elements, foreign attributes, declarations off the list, local pictures. */
function tidy(el: HTMLElement, fromSheet: boolean): void {
  if (el.localName.includes(":")) {
    el.replaceWith(...Array.from(el.childNodes));
    return;
  }
  if (el.localName === "img" && !/^(?:https?|data|cid|blob):|^\/jmap\/download\//i.test(el.getAttribute("src") ?? "")) {
    el.remove();
    return;
  }
  if (el.style && el.hasAttribute("style")) {
    const plain = fromSheet && /^(?:black|windowtext|rgb\(0, 0, 0\))$/i.test(el.style.color);
    const text = Array.from(el.style).filter((p) => kept.has(p) && !(p === "color" && plain)).map((p) => `${p}:${el.style.getPropertyValue(p)}`);
    el.removeAttribute("style");
    if (text.length > 0) el.setAttribute("data-style", text.join(";"));
  }
}

/** A cell's letters take the cell's colour, weight and size: the editor knows them as marks, not as properties of cells. */
function styleIntoCell(cell: HTMLElement): void {
  const own = new Map((cell.getAttribute("data-style") ?? "").split(";").map((d) => d.split(/:(.*)/s).slice(0, 2) as [string, string]));
  const inner = ["color", "font-family", "font-size"].filter((p) => own.get(p)).map((p) => `${p}:${own.get(p)}`);
  const weight = own.get("font-weight") ?? "";
  const bold = weight === "bold" || Number(weight) >= 600;
  if ((inner.length === 0 && !bold) || cell.textContent?.trim() === "") return;
  const span = cell.ownerDocument.createElement("span");
  if (inner.length > 0) span.setAttribute("data-style", inner.join(";"));
  span.append(...Array.from(cell.childNodes));
  if (bold) {
    const strong = cell.ownerDocument.createElement("strong");
    strong.append(span);
    cell.append(strong);
  } else cell.append(span);
}
