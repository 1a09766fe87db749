import type { Card } from "../../src/contacts/Card.ts";
import { cardSubtitle, cardTitle, isOrg, joinName, letterOf, sortWord } from "../../src/contacts/names.ts";
import { equal } from "../assert.ts";

const card = (more: Partial<Card>): Card => ({ id: "k", uid: "u", addressBookIds: {}, ...more });
const named = (given: string, surname: string, full?: string): Card => card({ name: { ...(full ? { full } : {}), components: [{ kind: "given", value: given }, { kind: "surname", value: surname }] } });

Deno.test("a card is called by what is known of it", () => {
  for (const [made, title, below] of [
    [named("Nora", "Lindqvist"), "Nora Lindqvist", ""], [named("Nora", "Lindqvist", "Nora L."), "Nora L.", ""],
    [card({ organizations: { o: { name: "Harbour" } }, emails: { e: { address: "a@b.org" } } }), "Harbour", "a@b.org"],
    [card({ emails: { b: { address: "b@b.org" }, a: { address: "a@b.org", pref: 1 } } }), "a@b.org", ""],
    [card({ phones: { p: { number: "123" } } }), "123", ""], [card({ name: { full: "Ada" }, phones: { p: { number: "tel:+49-30-1" } } }), "Ada", "+49-30-1"], [card({}), "", ""], [card({ nicknames: { n: { name: "Nox" } } }), "Nox", ""],
    [{ ...named("Nora", "L"), titles: { t: { name: "Engineer" } }, organizations: { o: { name: "Halden" } } }, "Nora L", "Engineer, Halden"],
  ] as const) equal([cardTitle(made), cardSubtitle(made)], [title, below]);
  equal(isOrg(card({ organizations: { o: { name: "Harbour" } } })), true);
});

Deno.test("names are joined as their language does", () => {
  equal(joinName({ given: "小明", surname: "王" }), "王小明");
  equal(joinName({ prefix: "Dr", given: "Nora", surname: "Lindqvist", suffix: "PhD" }), "Dr Nora Lindqvist, PhD");
  equal(joinName({ suffix: "PhD" }), "PhD");
});

Deno.test("cards are filed under a letter without its accent", () => {
  for (const [made, by, letter] of [
    [named("Åsa", "Lund"), "given", "A"], [named("Åsa", "Lund"), "surname", "L"], [card({ name: { full: "Åsa Lund" } }), "surname", "#"], [card({ name: { full: "Åsa Lund" } }), "given", "A"], [named("Дмитрий", "Орлов"), "surname", "О"], [named("小明", "王"), "surname", "王"],
    [card({ phones: { p: { number: "+46" } } }), "given", "#"], [card({ organizations: { o: { name: "“Harbour”" } } }), "given", "H"], [card({}), "given", "#"],
  ] as const) equal(letterOf(made, by), letter, sortWord(made, by));
});
