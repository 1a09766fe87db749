/** Taking a file of vCards apart, so that it can be sent in pieces and each failure named by its line. Pure. */

export interface Piece {
  text: string;
  /** The line of the file the piece begins at, counted from 1. */
  line: number;
  cards: number;
}

/** Cards a request, and characters a request: a card with a photo may have a megabyte. */
const CARDS = 100, CHARACTERS = 2_000_000;

/** The file in pieces of whole cards. What stands outside of cards, or never ends, goes along with its neighbour: the server says what is wrong with it. */
export function pieces(text: string, most = CARDS, longest = CHARACTERS): Piece[] {
  const out: Piece[] = [];
  let lines: string[] = [], start = 1, cards = 0, depth = 0, length = 0, n = 0;
  const flush = (after: number) => {
    if (lines.some((line) => line.trim())) out.push({ text: lines.join("\r\n") + "\r\n", line: start, cards });
    lines = [];
    cards = length = 0;
    start = after;
  };
  for (const line of text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/)) {
    n++;
    lines.push(line);
    length += line.length;
    const mark = /^(BEGIN|END):VCARD\s*$/i.exec(line.trimEnd());
    if (!mark) continue;
    if (mark[1]!.toUpperCase() === "BEGIN") depth++;
    else if (depth > 0 && --depth === 0) {
      cards++;
      if (cards >= most || length >= longest) flush(n + 1);
    }
  }
  flush(n + 1);
  return out;
}

/** The characters of a file: UTF-8 or UTF-16 by their mark, UTF-8 when it reads as such, else Windows' Western letters. */
export function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
