import { formatRecipient, formatRecipients } from "../../src/compose/recipients/format.ts";
import { parseRecipients } from "../../src/compose/recipients/parse.ts";
import { domainsOf, problemOf } from "../../src/compose/recipients/problem.ts";
import { equal } from "./equal.ts";

const p = (email: string, name: string | null = null) => ({ name, email });

const lists: [string, ReturnType<typeof p>[]][] = [
  ["", []],
  ["  ,;\n ", []],
  ["ben@example.org", [p("ben@example.org")]],
  ["Ben Hartley <ben@example.org>", [p("ben@example.org", "Ben Hartley")]],
  ['"Hartley, Ben" <ben@example.org>, elis@example.org', [p("ben@example.org", "Hartley, Ben"), p("elis@example.org")]],
  ["Hartley, Ben <ben@example.org>; Berg, Elis <elis@example.org>", [p("ben@example.org", "Hartley, Ben"), p("elis@example.org", "Berg, Elis")]],
  ['"say \\"hi\\"" <a@example.org>', [p("a@example.org", 'say "hi"')]],
  ["a@example.org b@example.org\nc@example.org", [p("a@example.org"), p("b@example.org"), p("c@example.org")]],
  ["Ben Hartley ben@example.org", [p("ben@example.org", "Ben Hartley")]],
  ["a@example.org, A@Example.org", [p("a@example.org")]],
  ["Team: a@example.org, b@example.org;", [p("a@example.org"), p("b@example.org")]],
  ["mailto:a@example.org", [p("a@example.org")]],
  ["a@example.org (Ann (of, course))", [p("a@example.org")]],
  ["<a@example.org>", [p("a@example.org")]],
  ["a@example.org <a@example.org>", [p("a@example.org")]],
  ["'Ann' <a@example.org>", [p("a@example.org", "Ann")]],
  ["Müller, Jörg <jörg@müller.example>", [p("jörg@müller.example", "Müller, Jörg")]],
  ["nobody", [p("nobody")]],
  ["marek@glulam", [p("marek@glulam")]],
  ["smile :( a@example.org", [p("a@example.org", "(")]],
];

for (const [text, expected] of lists) {
  Deno.test(`recipients: ${JSON.stringify(text)}`, () => {
    equal(parseRecipients(text), expected);
  });
}

Deno.test("a quote that never closes spoils its own line only", () => {
  equal(parseRecipients('"never closed <a@example.org>\nb@example.org').at(-1), p("b@example.org"));
});

Deno.test("a formatted recipient reads back as itself", () => {
  for (const r of [p("a@example.org"), p("a@example.org", "Ann"), p("a@example.org", "Lind, Ann"), p("a@example.org", 'A "B" \\ C'), p("a@example.org", "A; B: C <D>")]) {
    equal(parseRecipients(formatRecipient(r)), [r]);
  }
  equal(formatRecipients([p("a@example.org", "Lind, Ann"), p("b@example.org")]), '"Lind, Ann" <a@example.org>, b@example.org');
});

const problems: [string, string | null][] = [
  ["ann@example.org", null], ["ann.b+c@mail.example.org", null], ["jörg@müller.example", null], ["用户@例子.example", null], ["a@[192.0.2.1]", null],
  ["a@[IPv6:2001:db8::1]", null], ["ann", "missingAt"], ["@example.org", "missingLocal"], ["ann@", "missingDomain"], ["ann@glulam", "missingEnding"],
  ["ann@192.0.2.1", "missingEnding"], ["a b@example.org", "characters"], ["a@exa mple.org", "characters"], ["a@b@example.org", "characters"],
  ["a..b@example.org", "characters"], [".a@example.org", "characters"], ["a@example..org", "characters"], ["a@-example.org", "characters"],
  ["a@example.org>", "characters"], [`${"a".repeat(65)}@example.org`, "tooLong"], [`a@${"b".repeat(250)}.org`, "tooLong"],
];
for (const [email, problem] of problems) Deno.test(`problem of ${email.slice(0, 40)}`, () => equal(problemOf(email), problem));

Deno.test("a one-word domain is fine where one writes from it", () => {
  equal(problemOf("bob@mailhost", domainsOf(["ann@mailhost"])), null);
});

Deno.test("no text makes the reader fail", () => {
  const alphabet = ['"', "<", ">", "(", ")", ",", ";", ":", "@", "\\", "\n", "a", " ", ".", "é", "\0"];
  let seed = 7;
  for (let i = 0; i < 5000; i++) {
    let text = "";
    for (let n = 0; n < 24; n++) text += alphabet[(seed = (seed * 1103515245 + 12345) & 0x7fffffff) % alphabet.length];
    for (const r of parseRecipients(text)) if (typeof r.email !== "string") throw new Error(text);
  }
});
