/**
 * The word in a text that promises an attachment, or null. `words` is the catalogue's list of stems, parted by spaces. Only what the
 * person wrote is looked at: lines quoted with `>` do not count.
 */
export function attachmentWord(text: string, words: string): string | null {
  const own = text.split("\n").filter((line) => !/^\s*>/.test(line)).join("\n");
  for (const word of words.split(/\s+/)) {
    if (word === "") continue;
    const letter = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(word) ? "" : "(?<![\\p{L}\\p{N}])";
    const found = new RegExp(`${letter}${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}[\\p{L}]*`, "iu").exec(own);
    if (found) return found[0];
  }
  return null;
}
