import { blankServer, type Check, domainOf, mayBeAway, nameFor, reached, withSecurity } from "../src/screens/account/account.ts";
import { type Attempt, failures, linesOf } from "../src/screens/account/checks.ts";
import { equal } from "./compose/equal.ts";

const check = (code: Check["code"]): Check => ({ ok: code === "ok", code, message: "", server: "" });
const attempt = (part: Partial<Attempt>): Attempt => ({
  phase: "test", found: true, byHand: false, hosts: { imap: "imap.example.org", smtp: "smtp.example.org" }, trial: null, saveFailure: null,
  seconds: { find: 0.3, test: 1, save: null }, saves: true, ...part,
});
const states = (part: Partial<Attempt>) => linesOf(attempt(part)).map((l) => `${l.key}:${l.state}`).join(" ");

Deno.test("a usual port follows the kind of security, another one stays", () => {
  const imap = blankServer("imap");
  equal([imap.port, withSecurity("imap", imap, "starttls").port, withSecurity("imap", { ...imap, port: 10993 }, "starttls").port], [993, 143, 10993]);
  equal(withSecurity("smtp", blankServer("smtp"), "implicit").port, 465);
});

for (const [address, domain] of [["a@example.org", "example.org"], [" a@Example.org ", "example.org"], ["a@host", "host"], ["a@", null], ["@b", null], ["a b@c.d", null], ["a@b.", null], ["", null]] as const) {
  Deno.test(`domain of ${JSON.stringify(address)}`, () => equal(domainOf(address), domain));
}
for (const [address, provider, name] of [["a@gmail.com", "Gmail", "Gmail"], ["a@halden.example", null, "Halden"], ["a@mail.halden.example", null, "Halden"], ["x", null, ""]] as const) {
  Deno.test(`name for ${address}`, () => equal(nameFor(address, provider), name));
}

Deno.test("each server says where it stopped", () => {
  equal(states({}), "find:ok reachImap:running signInImap:waiting reachSmtp:running signInSmtp:waiting save:waiting");
  equal(states({ phase: "failed", trial: { imap: check("wrongPassword"), smtp: check("refused") } }), "find:ok reachImap:ok signInImap:failed reachSmtp:failed signInSmtp:waiting save:waiting");
  equal(states({ phase: "done", trial: { imap: check("ok"), smtp: check("ok") } }), "find:ok reachImap:ok signInImap:ok reachSmtp:ok signInSmtp:ok save:ok");
  equal(states({ phase: "find", found: false }), "find:running reachImap:waiting signInImap:waiting reachSmtp:waiting signInSmtp:waiting save:waiting");
  equal(failures(linesOf(attempt({ phase: "failed", trial: { imap: check("timeout"), smtp: check("certificate") } }))), 2);
  equal(linesOf(attempt({ saves: false })).length, 5);
});

Deno.test("what failed tells whether the account may be worth saving", () => {
  equal((["ok", "timeout", "refused", "nameNotFound", "wrongPassword", "certificate", "policy"] as const).map((c) => mayBeAway(check(c))), [true, true, true, true, false, false, false]);
  equal((["ok", "needsAppPassword", "timeout"] as const).map((c) => reached(check(c))), [true, true, false]);
});
