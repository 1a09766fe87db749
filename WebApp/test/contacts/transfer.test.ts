import { decode, pieces } from "../../src/contacts/vcards.ts";
import { clash, differing, resolved } from "../../src/contacts/compare.ts";
import { moved, squareOf } from "../../src/contacts/crop.ts";
import { suggestions } from "../../src/compose/recipients/suggest.ts";
import type { Card } from "../../src/contacts/Card.ts";
import { equal } from "../assert.ts";

const one = (n: number) => `BEGIN:VCARD\r\nVERSION:4.0\r\nFN:P${n}\r\nEND:VCARD\r\n`;
const card = (id: string, more: Partial<Card>): Card => ({ id, uid: id, addressBookIds: {}, ...more });

Deno.test("a file is taken apart at whole cards, and lines are known", () => {
  equal(pieces(one(1) + one(2) + one(3), 2).map((p) => [p.line, p.cards, p.text.split("\r\n").length]), [[1, 2, 9], [9, 1, 6]]);
  equal(pieces("\uFEFF" + one(1).replaceAll("\r\n", "\n"))[0]!.text.startsWith("BEGIN"), true);
  for (const text of ["", "\r\n \n"]) equal(pieces(text), []);
  equal(pieces("rubbish").map((p) => [p.line, p.cards]), [[1, 0]]);
  equal(pieces("BEGIN:VCARD\nFN:never ends").map((p) => p.cards), [0]);
  // A card inside a card (AGENT of vCard 2.1) stays inside.
  equal(pieces("BEGIN:VCARD\nAGENT:\nBEGIN:VCARD\nEND:VCARD\nEND:VCARD\n" + one(2), 1).map((p) => p.line), [1, 6]);
  equal(pieces("END:VCARD\nEND:VCARD\n" + one(1), 1).length, 1);
});

Deno.test("the characters of a file are guessed", () => {
  equal(decode(new TextEncoder().encode("Åsa")), "Åsa");
  equal(decode(new Uint8Array([0xc5, 0x73, 0x61])), "Åsa");
  equal(decode(new Uint8Array([0xff, 0xfe, 0x41, 0, 0x42, 0])), "AB");
});

Deno.test("what both changed is asked for, what one changed is kept", () => {
  const base = card("k", { notes: { n: { note: "a" } }, emails: { e: { address: "a@x.org" } }, phones: { p: { number: "1" } } });
  const theirs = card("k", { notes: { n: { note: "b" } }, emails: { e: { address: "a@x.org" } }, phones: { p: { number: "2" } } });
  const mine = { notes: { n: { note: "c" } }, emails: { e: { address: "z@x.org" } }, phones: { p: { number: "2" } } };
  const { clean, clashing } = clash(base, mine, theirs);
  equal([Object.keys(clean), clashing], [["emails"], ["notes"]]);
  equal(resolved(mine, clean, { notes: "theirs" }), { emails: mine.emails });
  equal(resolved(mine, clean, { notes: "mine" }), { emails: mine.emails, notes: mine.notes });
  // Taken away by both is no clash; the order of keys is none either.
  equal(clash(base, { notes: null }, { ...theirs, notes: undefined as never }).clashing, []);
  equal(differing([card("a", { keywords: { x: true, y: true } }), card("b", { keywords: { y: true, x: true } })]), []);
});

Deno.test("a crop stays inside its picture", () => {
  equal(squareOf({ x: 50, y: 50, zoom: 1 }, 200, 100), { left: 0, top: 0, side: 100 });
  equal(squareOf({ x: 999, y: -5, zoom: 2 }, 200, 100), { left: 150, top: 0, side: 50 });
  equal(moved({ x: 100, y: 50, zoom: 2 }, 99, 0, 200, 100).x, 175);
});

Deno.test("suggestions: the server's order, every address of a card, groups", () => {
  const anna = card("k1", { name: { full: "Anna Berg" }, emails: { e1: { address: "anna@work.org", contexts: { work: true }, pref: 1 }, e2: { address: "anna@home.org", contexts: { private: true } } } });
  const group = card("g1", { kind: "group", name: { full: "Anchor club" }, members: { k1: true } }), far = card("g2", { kind: "group", name: { full: "The anchors" }, members: {} });
  const person = (name: string, email: string, sent: number) => ({ name, email, sent, received: 0 });
  const list = suggestions("an", [person("A. Berg", "ANNA@home.org", 5), person("Antje", "antje@x.org", 1)], [anna, group, far], () => "");
  equal(list.map((s) => [s.group ?? s.email, s.name, s.label ?? ""]), [["g1", "Anchor club", ""], ["anna@home.org", "Anna Berg", "private"], ["anna@work.org", "Anna Berg", "work"], ["antje@x.org", "Antje", ""], ["g2", "The anchors", ""]]);
  equal(list[1]!.sent, 5);
  equal(suggestions("x", [], [], () => ""), []);
});
