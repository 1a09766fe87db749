/** Plain text of a message: links found, the quoted history set apart. Pure. */

export interface Piece {
  text: string;
  href?: string;
}

/** Splits text into runs and links (http, https, mailto and bare www). */
export function links(text: string): Piece[] {
  const out: Piece[] = [];
  let last = 0;
  for (const hit of text.matchAll(/\b(?:https?:\/\/|www\.)[^\s<>"'`]+|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+/giu)) {
    // Punctuation that ends the sentence is not part of the address.
    let found = hit[0].replace(/[.,;:!?…]+$/u, "");
    while (/[)\]]$/.test(found) && !found.includes(found.endsWith(")") ? "(" : "[")) found = found.slice(0, -1);
    const href = /^https?:/i.test(found) ? found : /^www\./i.test(found) ? `https://${found}` : `mailto:${found}`;
    if (hit.index > last) out.push({ text: text.slice(last, hit.index) });
    out.push({ text: found, href });
    last = hit.index + found.length;
  }
  if (last < text.length) out.push({ text: text.slice(last) });
  return out;
}

/** What the sender wrote, and the quoted history under it (empty when there is none, or nothing else). */
export function splitQuote(text: string): { own: string; quote: string } {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  let end = lines.length;
  while (end > 0 && lines[end - 1]!.trim() === "") end--;
  let at = end;
  while (at > 0 && (/^\s*>/.test(lines[at - 1]!) || (lines[at - 1]!.trim() === "" && at > 1 && /^\s*>/.test(lines[at - 2]!)))) at--;
  if (at === end) {
    const mark = lines.findIndex((line) => /^-{3,}\s*(Original Message|Ursprüngliche Nachricht|Message d'origine|Mensaje original|Messaggio originale|Исходное сообщение|原始邮件)\s*-{3,}$/i.test(line.trim()));
    if (mark <= 0) return { own: text, quote: "" };
    at = mark;
  } else {
    // The line that says who wrote belongs to the quote: "On Monday Nora wrote:", on one line or two.
    let head = at;
    while (head > 0 && lines[head - 1]!.trim() === "") head--;
    if (head > 0 && /[:：]\s*$/.test(lines[head - 1]!)) {
      at = head - 1;
      if (at > 0 && lines[at - 1]!.trim() !== "" && !/[.!?:]\s*$/.test(lines[at - 1]!) && /^(On|Am|Le|El|Il|В|在)\b/iu.test(lines[at - 1]!.trim())) at--;
    }
  }
  const own = lines.slice(0, at).join("\n").trimEnd();
  return own.trim() ? { own, quote: lines.slice(at).join("\n").trim() } : { own: text, quote: "" };
}

/** The signature after "-- " is drawn quieter. */
export function splitSignature(text: string): { body: string; signature: string } {
  const at = text.search(/(^|\n)-- \n/);
  return at < 0 ? { body: text, signature: "" } : { body: text.slice(0, at), signature: text.slice(at).replace(/^\n?-- \n/, "") };
}
