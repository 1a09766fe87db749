/** Values a message may be given. */
export type Params = Record<string, string | number>;

type Part = string | { name: string } | { name: string; kind: "plural" | "select"; cases: Record<string, Part[]> } | { hash: true };

/**
 * A message of the catalogue, parsed: `{name}`, `{count, plural, =0 {…} one {# …} other {# …}}`, `{kind, select, a {…} other {…}}`.
 * A malformed message comes back as its own text: a wrong catalogue must never stop a screen.
 */
export function parse(text: string): Part[] {
  let at = 0;
  const readParts = (inside: boolean, plural: boolean): Part[] => {
    const parts: Part[] = [];
    let run = "";
    const flush = () => {
      if (run) parts.push(run);
      run = "";
    };
    while (at < text.length) {
      const c = text[at]!;
      if (c === "}" && inside) break;
      if (c === "#" && plural) {
        flush();
        parts.push({ hash: true });
        at++;
      } else if (c === "{") {
        flush();
        at++;
        parts.push(readHole(plural));
      } else {
        run += c;
        at++;
      }
    }
    flush();
    return parts;
  };
  const readHole = (plural: boolean): Part => {
    const end = text.slice(at).search(/[,}]/);
    if (end < 0) throw new Error("unclosed");
    const name = text.slice(at, at + end).trim();
    at += end;
    if (text[at] === "}") {
      at++;
      return { name };
    }
    const head = /^,\s*(plural|select)\s*,/.exec(text.slice(at));
    if (!head) throw new Error("kind");
    at += head[0].length;
    const kind = head[1] as "plural" | "select";
    const cases: Record<string, Part[]> = {};
    for (;;) {
      const next = /^\s*(=?[\w-]+)\s*\{/.exec(text.slice(at));
      if (!next) break;
      at += next[0].length;
      cases[next[1]!] = readParts(true, kind === "plural" || plural);
      if (text[at] !== "}") throw new Error("unclosed case");
      at++;
    }
    const close = /^\s*\}/.exec(text.slice(at));
    if (!close || !cases["other"]) throw new Error("no other");
    at += close[0].length;
    return { name, kind, cases };
  };
  try {
    const parts = readParts(false, false);
    return parts;
  } catch {
    return [text];
  }
}

const rules = new Map<string, Intl.PluralRules>();
const numbers = new Map<string, Intl.NumberFormat>();

function once<T>(cache: Map<string, T>, locale: string, make: () => T): T {
  let value = cache.get(locale);
  if (!value) cache.set(locale, (value = make()));
  return value;
}

/** The message in words: numbers in the locale's digits, plural forms by its rules. */
export function render(parts: Part[], params: Params, locale: string, hash = 0): string {
  const number = once(numbers, locale, () => new Intl.NumberFormat(locale));
  let out = "";
  for (const part of parts) {
    if (typeof part === "string") out += part;
    else if ("hash" in part) out += number.format(hash);
    else if ("kind" in part) {
      const value = params[part.name];
      if (part.kind === "plural") {
        const n = typeof value === "number" ? value : Number(value ?? 0);
        const form = once(rules, locale, () => new Intl.PluralRules(locale)).select(n);
        out += render(part.cases[`=${n}`] ?? part.cases[form] ?? part.cases["other"]!, params, locale, n);
      } else {
        out += render(part.cases[String(value)] ?? part.cases["other"]!, params, locale, hash);
      }
    } else {
      const value = params[part.name];
      out += typeof value === "number" ? number.format(value) : value ?? "";
    }
  }
  return out;
}

const accents: Record<string, string> = {
  a: "á", b: "ƀ", c: "ç", d: "ð", e: "é", f: "ƒ", g: "ĝ", h: "ĥ", i: "î", j: "ĵ", k: "ķ", l: "ļ", m: "ɱ", n: "ñ", o: "ö", p: "þ",
  q: "ǫ", r: "ŕ", s: "š", t: "ţ", u: "û", v: "ṽ", w: "ŵ", x: "ẋ", y: "ý", z: "ž",
};

function accented(text: string): string {
  let tag = false, out = "";
  for (const c of text) {
    if (c === "<") tag = true;
    const lower = c.toLowerCase(), changed = tag ? undefined : accents[lower];
    out += changed ? (c === lower ? changed : changed.toUpperCase()) : c;
    if (c === ">") tag = false;
  }
  return out;
}
const accentedParts = (parts: Part[]): Part[] => parts.map((part) =>
  typeof part === "string" ? accented(part)
    : "kind" in part ? { ...part, cases: Object.fromEntries(Object.entries(part.cases).map(([form, inner]) => [form, accentedParts(inner)])) } : part
);

/** The pseudo-locale: accented, 40 % longer, in brackets; what stays plain on the screen is not in the catalogue. */
export function pseudo(parts: Part[]): Part[] {
  const letters = (list: Part[]): number => list.reduce((sum, part) => sum + (typeof part === "string" ? part.replace(/<[^>]*>/g, "").length : "kind" in part ? letters(part.cases["other"] ?? []) : 0), 0);
  return ["[", ...accentedParts(parts), `${"~".repeat(Math.ceil(letters(parts) * 0.4))}]`];
}
