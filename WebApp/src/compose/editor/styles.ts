/**
 * The page's policy lets no markup carry a `style` attribute: the browser ignores it, even in documents that are never shown. Foreign
 * HTML is therefore parsed with the attribute under another name, and the declarations are set one by one afterwards, which is allowed.
 */
const held = "data-style";

/** The HTML with every `style` attribute renamed, text and other attributes untouched. */
export const holdStyles = (html: string): string => rename(html, "style", held);

/** The text of HTML whose styles are held, as it was before: `holdStyles` the other way round. */
export const unholdStyles = (html: string): string => rename(html, held, "style");

function rename(html: string, from: string, to: string): string {
  let out = "", i = 0;
  while (i < html.length) {
    const lt = html.indexOf("<", i);
    if (lt < 0) return out + html.slice(i);
    out += html.slice(i, lt);
    if (html.startsWith("<!--", lt)) {
      const end = html.indexOf("-->", lt + 4);
      if (end < 0) return out + html.slice(lt);
      out += html.slice(lt, end + 3);
      i = end + 3;
    } else if (/[a-zA-Z]/.test(html[lt + 1] ?? "")) {
      const end = endOfTag(html, lt);
      out += renamed(html.slice(lt, end), from, to);
      i = end;
    } else {
      out += "<";
      i = lt + 1;
    }
  }
  return out;
}

function endOfTag(html: string, from: number): number {
  let quote = "";
  for (let i = from + 1; i < html.length; i++) {
    const c = html[i]!;
    if (quote) quote = c === quote ? "" : quote;
    else if ((c === '"' || c === "'") && /=\s*$/.test(html.slice(Math.max(from, i - 4), i))) quote = c;
    else if (c === ">") return i + 1;
  }
  return html.length;
}

/** One start tag, attribute by attribute. */
function renamed(tag: string, from: string, to: string): string {
  return tag.replace(/([\s/"'])([^\s"'<>/=]+)(\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]*))?/g, (all, before: string, name: string, value = "") =>
    name.toLowerCase() === from ? `${before}${to}${value}` : all);
}

/** The held declarations become the elements' own style, except inside what `except` matches. */
export function releaseStyles(root: ParentNode, except?: string): void {
  for (const el of Array.from(root.querySelectorAll<HTMLElement>(`[${held}]`))) {
    if (except && el.parentElement?.closest(except)) continue;
    const text = el.getAttribute(held) ?? "";
    el.removeAttribute(held);
    if (el.style) el.style.cssText = text;
  }
}
