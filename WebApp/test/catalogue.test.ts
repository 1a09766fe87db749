import { areas, locales } from "../build/gen/catalogue.ts";
import start from "../build/gen/en-start.ts";
import { equal } from "./assert.ts";

const english: Record<string, string> = { ...start };
for (const load of Object.values(areas)) Object.assign(english, (await load()).default);

/** Names that are filled in: `{name}` and what a plural counts, not the words inside its branches. */
const holes = (text: string) => [...new Set([...text.matchAll(/\{(\w+)(?=[,}])/g)].map((hit) => hit[1]!))].filter((name) => new RegExp(`\\{${name}(, |\\})`).test(text));

for (const [language, load] of Object.entries(locales)) {
  Deno.test(`${language} has every word`, async () => {
    const words = (await load()).default;
    equal(Object.keys(english).filter((key) => !words[key]), []);
    // A branch of one word looks like a hole: what counts is that none of English's own is missing.
    const plural = (text: string) => /\{\w+, (plural|select)/.test(text);
    equal(Object.keys(english).filter((key) => !plural(english[key]!) && holes(english[key]!).sort().join() !== holes(words[key]!).sort().join()), []);
    equal(Object.keys(english).filter((key) => (english[key]!.match(/<\/?\w+>/g) ?? []).sort().join() !== (words[key]!.match(/<\/?\w+>/g) ?? []).sort().join()), []);
  });
}
