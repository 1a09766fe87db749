import { attachmentWord } from "../../src/compose/draft/attachmentWord.ts";
import { emptyDraft } from "../../src/compose/draft/Draft.ts";
import { draftOf, emailOf } from "../../src/compose/draft/email.ts";
import { holdStyles } from "../../src/compose/editor/styles.ts";
import { escapeHtml, htmlOf } from "../../src/compose/editor/text.ts";
import { equal } from "./equal.ts";

const ann = { name: "Ann Lind", email: "ann@example.org" }, ben = { name: null, email: "ben@example.org" };

Deno.test("a draft opens again with everything it was stored with", () => {
  const draft = emptyDraft({
    identityId: "i2", to: [ann], cc: [ben], bcc: [{ name: "C, D", email: "cd@example.org" }], subject: "Trusses",
    html: '<p>Hi <img src="cid:x@mailflow"></p>', inReplyTo: ["1@example.org"], references: ["0@example.org", "1@example.org"],
    repliesTo: "e42", forwards: null,
    files: [
      { blobId: "b1", name: "x.png", type: "image/png", size: 3, cid: "x@mailflow" },
      { blobId: "e42-2.1", name: "order.pdf", type: "application/pdf", size: 9, cid: null },
    ],
  });
  const email = emailOf(draft, ann, "m3");
  equal([email.mailboxIds, email.keywords], [{ m3: true }, { $draft: true, $seen: true }]);
  const stored = {
    ...email, htmlBody: [{ partId: "1", type: "text/html" }], textBody: [{ partId: "1", type: "text/html" }],
    bodyValues: { 1: { value: draft.html } },
    attachments: [{ partId: "2", blobId: "b1", name: "x.png", type: "image/png", size: 3, cid: "x@mailflow" }, { partId: "3", blobId: "e42-2.1", name: "order.pdf", type: "application/pdf", size: 9 }],
  };
  equal(draftOf(stored as never, [{ id: "i1", email: "other@example.org" }, { id: "i2", email: "ANN@example.org" }]), draft);
});

Deno.test("what is no address yet is kept beside the recipients and comes back", () => {
  const email = emailOf(emptyDraft({ to: [ann, { name: null, email: "marek" }], cc: [{ name: null, email: "a b@x" }], html: "<p></p>" }), ann, "m1");
  equal([email.to, email.cc], [[ann], []]);
  const again = draftOf({ ...email, htmlBody: [], textBody: [] } as never, []);
  equal([again.to, again.cc, again.bcc], [[ann, { name: null, email: "marek" }], [{ name: null, email: "a b@x" }], []]);
  equal(draftOf({ to: [ann], "header:X-MailFlow-Unfinished:asText": "%%%{" } as never, []).to, [ann]);
  equal("header:X-MailFlow-Unfinished:asText" in emailOf(emptyDraft({ to: [ann] }), ann, "m1"), false);
});

Deno.test("a picture taken out of the text does not travel", () => {
  const email = emailOf(emptyDraft({ html: "<p>none</p>", files: [{ blobId: "b1", name: "x", type: "image/png", size: 1, cid: "gone@mailflow" }] }), ann, "m1");
  equal(email.attachments, []);
});

Deno.test("plain text stays plain", () => {
  const email = emailOf(emptyDraft({ format: "text", text: "a\nb" }), ann, "m1");
  equal([email.textBody, email.htmlBody, email.bodyValues], [[{ partId: "body", type: "text/plain" }], undefined, { body: { value: "a\nb" } }]);
});

const words = "attach enclos";
for (const [text, found] of [
  ["See the attachment.", "attachment"], ["I have ATTACHED it", "ATTACHED"], ["nothing here", null], ["> attached before\nthanks", null],
  ["reattach", null], ["enclosed: one", "enclosed"], ["", null],
] as const) Deno.test(`promise in ${JSON.stringify(text)}`, () => equal(attachmentWord(text, words), found));
Deno.test("promises in scripts without spaces", () => equal(attachmentWord("请见附件谢谢", "附件")?.startsWith("附件"), true));

const tags: [string, string][] = [
  ['<p style="color:red">style="x"</p>', '<p data-style="color:red">style="x"</p>'],
  ["<p STYLE='a'>", "<p data-style='a'>"],
  ["<p title=\"style='x'\" style=y>", "<p title=\"style='x'\" data-style=y>"],
  ['<a href="?style=1">style=2</a>', '<a href="?style=1">style=2</a>'],
  ["a < b style=c", "a < b style=c"],
  ["<style>p{}</style>", "<style>p{}</style>"],
  ["<!-- <p style=x> --><i style=y>", "<!-- <p style=x> --><i data-style=y>"],
  ["<p style", "<p data-style"],
  ["<br/style=x>", "<br/data-style=x>"],
];
for (const [html, held] of tags) Deno.test(`styles held: ${html}`, () => equal(holdStyles(html), held));

Deno.test("text as HTML means itself", () => {
  equal(htmlOf("a <b>\n\n&c"), "<p>a &lt;b&gt;</p><p></p><p>&amp;c</p>");
  equal(escapeHtml(`<"'&>`), "&lt;&quot;&#39;&amp;&gt;");
});
