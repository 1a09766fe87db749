import { deedsIn, grantWords, hostOf } from "../src/screens/admin/words.ts";
import { loadArea } from "../src/i18n/index.ts";
import { equal } from "./assert.ts";

Deno.test("a host is read out of what was typed or pasted", () => {
  const table: [string, string | null][] = [
    ["gateway.example.org", "gateway.example.org"], [" https://Gateway.Example.org/api/v1?x=1 ", "gateway.example.org"], ["gateway.example.org.", "gateway.example.org"],
    ["", null], ["intranet", null], ["*", null], ["*.example.org", null], ["a b.example.org", null], ["gateway.example.org:8443", null], ["user@example.org", null],
    ["example..org", null], ["-a.example.org", null], ["javascript:alert(1)", null], [`${"a".repeat(260)}.org`, null],
  ];
  for (const [typed, host] of table) equal(hostOf(typed), host, typed);
});

Deno.test("permissions and deeds are said in words", async () => {
  await loadArea("admin");
  equal(grantWords({ grant: "http:*.example.org", words: "" }), "Reach any host under example.org over https");
  equal(grantWords({ grant: "mail.read", words: "from the server" }), "Read mail");
  equal(grantWords({ grant: "newer.thing", words: "Words of a newer server" }), "Words of a newer server");
  const said = (what: string) => deedsIn(what, []).map(({ line, more }) => [line, more.length]);
  equal(said("switched on, granted kv ui"), [["Turned on.", 0], ["Allowed: Keep its own data on this server, Tell open browser windows something.", 0]]);
  equal(said("switched on, granted kv ui crypto"), [["Turned on.", 0], ["3 permissions given.", 3]]);
  equal(said("revoked http:api.example.org"), [["Taken away: Reach api.example.org over https.", 0]]);
  equal(said("moved to the moon"), [["moved to the moon", 0]]);
});
