import { links, splitQuote, splitSignature } from "../src/screens/reader/text.ts";
import { equal } from "./assert.ts";

Deno.test("links are found without the punctuation around them", () => {
  for (const [text, href] of [
    ["see https://example.org/a.", "https://example.org/a"], ["(https://example.org/x)", "https://example.org/x"], ["https://example.org/a_(b)", "https://example.org/a_(b)"],
    ["www.example.org, then", "https://www.example.org"], ["write anna@example.org!", "mailto:anna@example.org"], ["javascript:alert(1)", undefined], ["no link", undefined],
  ] as const) equal(links(text).find((p) => p.href)?.href, href, text);
});
Deno.test("the text between links is kept whole", () => equal(links("a https://x.example.org b").map((p) => p.text).join(""), "a https://x.example.org b"));

Deno.test("quoted history is set apart", () => {
  for (const [text, own, quote] of [
    ["Yes.\n\nOn Monday Nora wrote:\n> a\n> b\n", "Yes.", "On Monday Nora wrote:\n> a\n> b"],
    ["> only a quote", "> only a quote", ""], ["no quote", "no quote", ""], ["a\n> b\nc", "a\n> b\nc", ""],
    ["Oui.\r\n\r\nLe lundi\r\nNora a écrit :\r\n> x", "Oui.", "Le lundi\nNora a écrit :\n> x"],
    ["Ok\n-----Original Message-----\nFrom: x", "Ok", "-----Original Message-----\nFrom: x"],
  ] as const) equal(splitQuote(text), { own, quote }, text);
});
Deno.test("a signature starts at its dashes", () => equal(splitSignature("Hi\n-- \nNora"), { body: "Hi", signature: "Nora" }));
