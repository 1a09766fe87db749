import { cleanStored } from "./clean.ts";
import { releaseStyles } from "./styles.ts";

const sheet = "body{margin:0;font:0.875rem/1.5 system-ui,sans-serif;color:#1b1f24;background:#fff;padding:12px;overflow-wrap:anywhere}img{max-width:100%;height:auto}blockquote{margin-inline:0;padding-inline-start:12px;border-inline-start:2px solid #c9d1d9}";

/**
 * A quoted message in a frame of its own: no scripts, no forms, no way to the page around it. The page's policy reaches into the frame,
 * so styles are set from here, and remote pictures stay away.
 */
export function quoteFrame(html: string, title: string, urlOf: (cid: string) => string): HTMLIFrameElement {
  const frame = document.createElement("iframe");
  frame.className = "quoted__frame";
  frame.title = title;
  frame.setAttribute("sandbox", "allow-same-origin allow-popups allow-popups-to-escape-sandbox");
  frame.srcdoc = `<!doctype html><meta charset="utf-8"><base target="_blank"><body dir="auto">${cleanStored(html)}`;
  frame.addEventListener("load", () => {
    const doc = frame.contentDocument, view = frame.contentWindow as (Window & typeof globalThis) | null;
    if (!doc || !view) return;
    releaseStyles(doc);
    const style = new view.CSSStyleSheet();
    style.replaceSync(sheet);
    doc.adoptedStyleSheets = [style];
    for (const img of Array.from(doc.images)) {
      const src = img.getAttribute("src") ?? "";
      if (src.startsWith("cid:")) img.src = urlOf(src.slice(4));
    }
    for (const a of Array.from(doc.links)) a.rel = "noopener noreferrer nofollow";
    const fit = () => {
      frame.style.blockSize = `${Math.min(doc.documentElement.scrollHeight, 4000)}px`;
    };
    fit();
    new view.ResizeObserver(fit).observe(doc.body);
  });
  return frame;
}
