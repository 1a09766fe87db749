import { bareUid, isMember, membersOf, membersWithout } from "../../src/contacts/uid.ts";
import { equal } from "../assert.ts";

const group = { members: { "urn:uuid:SEED-1": true, "ada": true, "mailto:x@example.org": true, "ADA": true } };

Deno.test("a UID is one, with urn:uuid: or without, in whatever case", () => {
  for (const written of ["seed-1", "SEED-1", "urn:uuid:seed-1", "URN:UUID:Seed-1", " seed-1 "]) equal(bareUid(written), "seed-1");
  equal(bareUid("urn:oid:1.2"), "urn:oid:1.2");
});

Deno.test("a group holds a card whatever spelling either has, and each once", () => {
  equal(["seed-1", "urn:uuid:ada", "nobody"].map((uid) => isMember(group, uid)), [true, true, false]);
  equal(membersOf(group), ["urn:uuid:SEED-1", "ADA", "mailto:x@example.org"]);
  equal(membersOf(null), []);
});

Deno.test("whoever leaves a group leaves it in every spelling", () => {
  equal(membersWithout(group, ["seed-1", "urn:uuid:ada"]), { "mailto:x@example.org": true });
});
