import { day, searchFilter, words } from "../src/store/search.ts";
import { equal } from "./assert.ts";

const now = new Date(2026, 10, 22, 12);
const find = (name: string) => (name === "Work/2026" ? "m7" : null);
const utc = (y: number, m: number, d: number) => new Date(y, m - 1, d).toISOString().replace(".000", "");

Deno.test("what is typed becomes a filter", () => {
  for (const [text, filter] of [
    ["", null], ["   ", null],
    ["roof", { text: "roof" }], ["roof truss", { text: "roof truss" }], ['"revised schedule" roof', { text: '"revised schedule" roof' }], ['"half open', { text: '"half open"' }],
    ["from:anna", { from: "anna" }], ['subject:"two words"', { subject: "two words" }], ["FROM:Anna", { from: "Anna" }],
    ["has:attachment", { hasAttachment: true }], ["is:unread", { notKeyword: "$seen" }], ["is:read", { hasKeyword: "$seen" }], ["is:starred", { hasKeyword: "$flagged" }],
    ["-is:read", { operator: "NOT", conditions: [{ hasKeyword: "$seen" }] }], ["-invoice", { operator: "NOT", conditions: [{ text: "invoice" }] }],
    ["after:2026-03-01", { after: utc(2026, 3, 1) }], ["before:2026", { before: utc(2026, 1, 1) }], ["after:7d", { after: utc(2026, 11, 15) }],
    ["in:Work/2026", { inMailbox: "m7" }], ["in:nowhere", { text: "in:nowhere" }], ["after:never", { text: "after:never" }], ["is:odd", { text: "is:odd" }], ["from:", { text: "from:" }],
    ["with:a@x.org", { operator: "OR", conditions: [{ from: "a@x.org" }, { to: "a@x.org" }, { cc: "a@x.org" }] }], ["with:,", { text: "with:," }],
    ["larger:2M", { minSize: 2_000_000 }],
    ["from:anna has:attachment roof", { operator: "AND", conditions: [{ text: "roof" }, { from: "anna" }, { hasAttachment: true }] }],
    ["тема от:анна", { text: "тема от:анна" }], ["https://example.org/x", { text: "https://example.org/x" }],
  ] as const) equal(searchFilter(text, find, now), filter, text);
});

Deno.test("days that are none are refused", () => {
  for (const text of ["2026-13-01", "2026-00", "0d x", "d", "99999d", ""]) equal(day(text, now), null, text);
});

Deno.test("minus and quotes", () => equal(words('-from:"a b" c'), [{ operator: "from", value: "a b", not: true }, { operator: null, value: "c", not: false }]));
