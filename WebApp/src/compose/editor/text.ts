const blocks = new Set([
  "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "blockquote", "pre", "table", "ul", "ol", "hr", "section", "article", "header", "footer",
]);

/** What an element says as plain text: blocks on lines of their own, lists with marks, links with their address, quotes with `> `. */
export function textOf(root: Element): string {
  return tidyLines(render(root, { ordered: [] }));
}

interface Place {
  ordered: (number | null)[];
}

function render(node: Node, place: Place): string {
  if (node.nodeType === 3) return (node.textContent ?? "").replace(/[ \t\r\n\f]+/g, " ");
  if (node.nodeType !== 1) return "";
  const el = node as Element, tag = el.localName;
  if (tag === "br") return "\n";
  if (tag === "hr") return "\n----\n";
  if (tag === "style" || tag === "script" || tag === "head") return "";
  if (tag === "img") return el.getAttribute("alt") ? `[${el.getAttribute("alt")}]` : "";
  if (tag === "pre") return `\n${el.textContent ?? ""}\n`;
  const inner = Array.from(el.childNodes, (child) => render(child, placeFor(tag, child, place))).join("");
  if (tag === "a") return linked(inner, el.getAttribute("href"));
  if (tag === "td" || tag === "th") return `${tidyLines(inner).replace(/\n+/g, " ")}\t`;
  if (tag === "tr") return `\n${inner.replace(/\t$/, "")}\n`;
  if (tag === "blockquote") return `\n${tidyLines(inner).split("\n").map((l) => (l === "" ? ">" : `> ${l}`)).join("\n")}\n`;
  if (tag === "li") return `\n${marker(place)}${tidyLines(inner).replace(/\n+/g, "\n  ")}\n`;
  if (tag === "p" || /^h\d$/.test(tag)) return `\n${inner}\n\n`;
  return blocks.has(tag) ? `\n${inner}\n` : inner;
}

function placeFor(tag: string, child: Node, place: Place): Place {
  if (tag !== "ul" && tag !== "ol") return place;
  if (tag === "ul" || child.nodeType !== 1) return { ordered: [...place.ordered, null] };
  const items = Array.from(child.parentElement?.children ?? []);
  return { ordered: [...place.ordered, (Number(child.parentElement?.getAttribute("start")) || 1) + items.indexOf(child as Element)] };
}

function marker(place: Place): string {
  const number = place.ordered.at(-1);
  return number == null ? "- " : `${number}. `;
}

function linked(text: string, href: string | null): string {
  if (!href || !/^(?:https?|mailto):/i.test(href)) return text;
  const bare = href.replace(/^mailto:/i, ""), said = text.trim();
  return said === "" || said === href || said === bare || `${said}/` === href ? text : `${text} <${bare}>`;
}

/** At most one empty line between paragraphs, none at the ends, no blanks at line ends. */
function tidyLines(text: string): string {
  return text.replace(/[ ]+\n/g, "\n").replace(/\n[ ]+(?![->\d])/g, "\n").replace(/\n{3,}/g, "\n\n").replace(/^\n+|\s+$/g, "");
}

/** Plain text as HTML: every line a paragraph, empty lines kept. */
export function htmlOf(text: string): string {
  if (text === "") return "";
  return text.split("\n").map((line) => `<p>${escapeHtml(line)}</p>`).join("");
}

/** Text that means itself inside HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[c]!);
}
