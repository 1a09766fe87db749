import { distinct, type Recipient } from "./Recipient.ts";

interface Piece {
  text: string;
  angle: string | null;
  quoted: boolean;
  end: string;
}

/**
 * The people named in a typed or pasted text (RFC 5322 3.4, read leniently): commas, semicolons and line ends part them; quoted
 * names, comments, groups and `mailto:` are understood. What is no address stays as typed, so that it can be marked and put right.
 */
export function parseRecipients(text: string): Recipient[] {
  return distinct(joinSurnames(pieces(text)).flatMap(recipientsOf));
}

/** The text cut at its separators; what stands in quotes, angles or comments is never cut. */
function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let buffer = "", angle: string | null = null, inQuote = false, inAngle = false, comments = 0, quoted = false;
  const flush = (end: string) => {
    if (buffer.trim() !== "" || angle !== null) found.push({ text: buffer.trim(), angle, quoted, end });
    buffer = "";
    angle = null;
    quoted = inQuote = inAngle = false;
    comments = 0;
  };
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (inQuote) {
      if (c === "\\" && i + 1 < text.length) buffer += text[++i];
      else if (c === '"') inQuote = false;
      else if (c === "\n" || c === "\r") flush("\n");
      else buffer += c;
    } else if (comments > 0) {
      if (c === "\\") i++;
      else if (c === "(") comments++;
      else if (c === ")") comments--;
    } else if (inAngle) {
      if (c === ">") inAngle = false;
      else if (c === "\n" || c === "\r") flush("\n");
      else angle += c;
    } else if (c === '"') {
      inQuote = quoted = true;
    } else if (c === "(" && closes(text, i)) {
      comments = 1;
    } else if (c === "<") {
      inAngle = true;
      angle = "";
    } else if (c === ":" && !buffer.includes("@") && !quoted) {
      buffer = ""; // the name of a group, or "mailto:"
    } else if (c === "," || c === ";" || c === "\n" || c === "\r" || c === "\t") {
      flush(c);
    } else {
      buffer += c;
    }
  }
  flush("");
  return found;
}

function closes(text: string, from: number): boolean {
  const close = text.indexOf(")", from), line = text.indexOf("\n", from);
  return close >= 0 && (line < 0 || close < line);
}

/** `Lindqvist, Nora <nora@example.org>`: a piece without an address belongs to the name after its comma. */
function joinSurnames(list: Piece[]): Piece[] {
  const joined: Piece[] = [];
  for (const piece of list) {
    const before = joined.at(-1);
    const surname = before && before.end === "," && before.angle === null && !before.quoted && !before.text.includes("@");
    if (surname && piece.angle !== null && !piece.quoted && piece.text !== "") {
      joined[joined.length - 1] = { ...piece, text: `${before.text}, ${piece.text}` };
    } else joined.push(piece);
  }
  return joined;
}

function recipientsOf(piece: Piece): Recipient[] {
  if (piece.angle !== null) {
    const email = piece.angle.replace(/\s+/g, "");
    return email === "" ? named(piece.text) : [{ name: cleanName(piece.text, email), email }];
  }
  return named(piece.text);
}

/** `a@x.org b@y.org`, `Ben Hartley ben@x.org`, or one word. */
function named(text: string): Recipient[] {
  const words = text.split(/\s+/).filter((w) => w !== "");
  if (words.length === 0) return [];
  if (words.every((w) => w.includes("@"))) return words.map((email) => ({ name: null, email: bare(email) }));
  const last = words.at(-1)!;
  if (words.length > 1 && last.includes("@")) {
    const email = bare(last);
    return [{ name: cleanName(words.slice(0, -1).join(" "), email), email }];
  }
  return [{ name: null, email: words.join(" ") }];
}

function bare(word: string): string {
  return word.replace(/^['‘“]+|['’”.]+$/g, "");
}

function cleanName(text: string, email: string): string | null {
  const name = text.replace(/[\p{Cc}]+/gu, " ").replace(/\s+/g, " ").replace(/^['‘]+|['’]+$/g, "").trim();
  return name === "" || name.toLowerCase() === email.toLowerCase() ? null : name;
}
