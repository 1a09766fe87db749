import { type Card, inversePatch, patchedCard } from "../../src/contacts/Card.ts";
import { addressLines, emptyRow, formOf, isBlank, patchOf } from "../../src/contacts/form.ts";
import { equal } from "../assert.ts";

const full: Card = {
  id: "k1", uid: "u1", addressBookIds: { c1: true }, "x-vendor": { kept: 1 },
  name: { full: "Dr Nora Maria Lindqvist, PhD", components: [{ kind: "title", value: "Dr" }, { kind: "given", value: "Nora" }, { kind: "given2", value: "Maria" }, { kind: "surname", value: "Lindqvist", phonetic: "x" }, { kind: "credential", value: "PhD" }], isOrdered: true },
  nicknames: { n1: { name: "Nonno" } }, organizations: { o1: { name: "Halden Studio", units: [{ name: "Roofs", sortAs: "r" }], sortAs: "h" }, o2: { name: "Guild" } } as never,
  titles: { t1: { name: "Engineer" }, t2: { name: "Treasurer", kind: "role" } },
  emails: { e1: { address: "nora@halden.example.org", contexts: { work: true } }, e2: { address: "n@home.example.org", contexts: { private: true, "x-y": true }, pref: 1 }, e3: { address: "club@example.org", label: "Club" } },
  phones: { p1: { number: "tel:+46-1", features: { mobile: true, text: true } } },
  addresses: { a1: { components: [{ kind: "number", value: "4" }, { kind: "name", value: "Hamngatan" }, { kind: "locality", value: "Lysekil" }, { kind: "postcode", value: "453 30" }, { kind: "country", value: "Sweden" }], countryCode: "SE", full: "Hamngatan 4, Lysekil" } },
  onlineServices: { s1: { service: "Matrix", uri: "matrix:u/nora:example.org", user: "@nora:example.org" } }, links: { l1: { uri: "https://halden.example.org", kind: "generic" } },
  anniversaries: { d1: { kind: "birth", date: { year: 1979, month: 4, day: 12 }, place: { full: "x" } } as never, d2: { kind: "wedding", date: { utc: "2010-06-05T12:00:00Z" } } },
  notes: { m1: { note: "One" } }, keywords: { roof: true }, media: { ph: { kind: "photo", blobId: "b1" }, lo: { kind: "logo", uri: "https://x.org" } },
};

Deno.test("a form that nobody touched changes nothing", () => {
  for (const card of [full, { id: "k", uid: "u", addressBookIds: {} }, { ...full, name: { full: "王小明" } }, { ...full, anniversaries: { d: { kind: "birth", date: { month: 2, day: 29 } } } }] as Card[]) equal(patchOf(card, formOf(card)), {});
});

Deno.test("only what was changed is sent, and what the form does not show stays", () => {
  for (const [change, patch] of [
    [{ nickname: "" }, { nicknames: null }],
    [{ nickname: "Nonno, Nox" }, "nicknames"],
    [{ department: "Roofs, Walls" }, { organizations: { o1: { name: "Halden Studio", units: [{ name: "Roofs", sortAs: "r" }, { name: "Walls" }], sortAs: "h" }, o2: { name: "Guild" } } }],
    [{ organization: "", department: "" }, { organizations: { o2: { name: "Guild" } } }],
    [{ title: "" }, { titles: { t2: { name: "Treasurer", kind: "role" } } }],
    [{ notes: " Two " }, { notes: { m1: { note: "Two" } } }],
    [{ keywords: "roof; truss, " }, { keywords: { roof: true, truss: true } }],
    [{ photo: null }, { media: { lo: { kind: "logo", uri: "https://x.org" } } }],
    [{ photo: { blobId: "b9", mediaType: "image/jpeg" } }, { media: { lo: { kind: "logo", uri: "https://x.org" }, photo: { kind: "photo", blobId: "b9", mediaType: "image/jpeg" } } }],
    [{ surname: "Berg" }, { name: { full: "Dr Nora Maria Berg, PhD", components: [{ kind: "title", value: "Dr" }, { kind: "given", value: "Nora" }, { kind: "given2", value: "Maria" }, { kind: "surname", value: "Berg" }, { kind: "credential", value: "PhD" }] } }],
  ] as const) {
    const made = patchOf(full, { ...formOf(full), ...change });
    if (typeof patch === "string") equal(Object.keys(made), [patch], JSON.stringify(change));
    else equal(made, patch, JSON.stringify(change));
  }
});

Deno.test("lines: labels, the preferred one, new ones and those taken away", () => {
  const form = formOf(full);
  equal(form.emails.map((r) => [r.key, r.context, r.label, r.pref]), [["e2", "private", "", true], ["e1", "work", "", false], ["e3", "other", "Club", false]]);
  const [home, work] = form.emails;
  equal(patchOf(full, { ...form, emails: [{ ...home!, pref: false, context: "work" }, { ...work!, pref: true, context: "" }] }), {
    emails: { e2: { address: "n@home.example.org", contexts: { "x-y": true, work: true } }, e1: { address: "nora@halden.example.org", pref: 1 } },
  });
  equal(patchOf(full, { ...form, emails: [] }), { emails: null });
  const added = patchOf(full, { ...form, links: [...form.links, { key: "new", ...emptyRow, value: "example.org/x" }, { key: "newer", ...emptyRow, value: "  " }] });
  equal(added, { links: { l1: { uri: "https://halden.example.org", kind: "generic" }, new: { uri: "https://example.org/x" } } });
  equal(patchOf(full, { ...form, phones: [{ ...form.phones[0]!, feature: "fax" }] }), { phones: { p1: { number: "+46-1", features: { text: true, fax: true } } } });
  equal(patchOf(full, { ...form, services: [{ ...form.services[0]!, value: "https://m.example.org/n" }] }), { onlineServices: { s1: { service: "Matrix", uri: "https://m.example.org/n" } } });
});

Deno.test("an address keeps the parts that were not changed", () => {
  const form = formOf(full), row = form.addresses[0]!;
  equal([row.street, row.postcode, row.locality, row.country], ["4 Hamngatan", "453 30", "Lysekil", "Sweden"]);
  equal(patchOf(full, { ...form, addresses: [{ ...row, locality: "Göteborg" }] })["addresses"], {
    a1: { components: [{ kind: "number", value: "4" }, { kind: "name", value: "Hamngatan" }, { kind: "locality", value: "Göteborg" }, { kind: "postcode", value: "453 30" }, { kind: "country", value: "Sweden" }], countryCode: "SE" },
  });
  equal(addressLines(full.addresses!["a1"]!), ["4 Hamngatan", "453 30 Lysekil", "Sweden"]);
  equal(addressLines({ full: "Box 1\nLysekil" }), ["Box 1", "Lysekil"]);
});

Deno.test("dates may lack the year, and are kept as they came", () => {
  const form = formOf(full);
  equal(form.dates.map((d) => [d.kind, d.year, d.month, d.day]), [["birth", "1979", "4", "12"], ["wedding", "2010", "6", "5"]]);
  const made = patchOf(full, { ...form, dates: [form.dates[0]!, { key: "n", kind: "death", year: "", month: "2", day: "29" }, { key: "o", kind: "birth", year: "", month: "2", day: "" }] })["anniversaries"] as Record<string, unknown>;
  equal(made["d1"], full.anniversaries!["d1"]);
  equal(made["n"], { kind: "death", date: { "@type": "PartialDate", month: 2, day: 29 } });
  equal(Object.keys(made), ["d1", "n"]);
});

Deno.test("a form needs more than a note to be a contact", () => {
  const form = formOf({});
  equal(isBlank(form), true);
  equal(isBlank({ ...form, notes: "x", keywords: "y" }), true);
  equal(isBlank({ ...form, organization: "Halden" }), false);
});

Deno.test("patches lead there and back", () => {
  const patch = { notes: null, "addressBookIds/c2": true, nicknames: { n1: { name: "N" } }, "addressBookIds/a~1b": true };
  const there = patchedCard(full, patch);
  equal([there.notes, there.addressBookIds], [undefined, { c1: true, c2: true, "a/b": true }]);
  const back = patchedCard(there, inversePatch(full, patch));
  equal([back.notes, back.nicknames, back.addressBookIds], [full.notes, full.nicknames, full.addressBookIds]);
});
