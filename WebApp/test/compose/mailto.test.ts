import { parseMailto } from "../../src/compose/mailto.ts";
import { equal } from "./equal.ts";

const none = { to: [], cc: [], bcc: [], subject: "", body: "", inReplyTo: [] };
const p = (email: string, name: string | null = null) => ({ name, email });

const links: [string, unknown][] = [
  ["https://example.org", null],
  ["mailto:", none],
  ["mailto:chris@example.org", { ...none, to: [p("chris@example.org")] }],
  ["MAILTO:a@example.org,b@example.org", { ...none, to: [p("a@example.org"), p("b@example.org")] }],
  ["mailto:?to=a@example.org&cc=b@example.org&bcc=c@example.org", { ...none, to: [p("a@example.org")], cc: [p("b@example.org")], bcc: [p("c@example.org")] }],
  ["mailto:a@example.org?subject=Hello%20there&body=One%0D%0ATwo", { ...none, to: [p("a@example.org")], subject: "Hello there", body: "One\nTwo" }],
  ["mailto:a+tag@example.org?subject=1+1", { ...none, to: [p("a+tag@example.org")], subject: "1+1" }],
  ["mailto:%22Lind%2C%20Ann%22%20%3Ca@example.org%3E", { ...none, to: [p("a@example.org", "Lind, Ann")] }],
  ["mailto:a@example.org?subject=x%0D%0ABcc:evil@example.org", { ...none, to: [p("a@example.org")], subject: "x Bcc:evil@example.org" }],
  ["mailto:a@example.org?subject=100%&attach=/etc/passwd&x", { ...none, to: [p("a@example.org")], subject: "100%" }],
  ["mailto:list@example.org?In-Reply-To=%3C3469A91.D10AF4C@example.org%3E", { ...none, to: [p("list@example.org")], inReplyTo: ["3469A91.D10AF4C@example.org"] }],
  ["mailto:user@example.org?subject=caf%C3%A9&amp;body=x", { ...none, to: [p("user@example.org")], subject: "café", body: "x" }],
  ["mailto:a@example.org?to=A@example.org", { ...none, to: [p("a@example.org")] }],
];
for (const [link, expected] of links) Deno.test(link, () => equal(parseMailto(link), expected));
