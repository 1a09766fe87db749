import { outcomeOf } from "../../src/compose/session/outcomeOf.ts";
import { equal } from "./equal.ts";

const reply = (delivered: "queued" | "yes" | "no" | "unknown", smtpReply = "") => ({ delivered, smtpReply });

Deno.test("a submission is open until the server has said what became of it", () => {
  equal(outcomeOf({ undoStatus: "pending" }), null);
  equal(outcomeOf({ undoStatus: "final", deliveryStatus: { "a@example.org": reply("queued") } }), null);
  equal(outcomeOf({ undoStatus: "final", deliveryStatus: { "a@example.org": reply("unknown", "250 2.0.0 Accepted") } }), { sent: true, refused: [] });
  equal(outcomeOf({ undoStatus: "final", deliveryStatus: { "a@example.org": reply("yes"), "b@example.org": reply("no", "550 no") } }), { sent: true, refused: [{ email: "b@example.org", server: "550 no" }] });
});

Deno.test("a refusal is told in the server's words", () => {
  equal(outcomeOf({ undoStatus: "final", failure: { message: "Not known here.", server: "550 5.1.1" } }), { sent: false, message: "Not known here.", server: "550 5.1.1" });
  equal(outcomeOf({ undoStatus: "final", deliveryStatus: { "a@example.org": reply("no", "550 5.1.1 unknown") } }), { sent: false, message: "", server: "550 5.1.1 unknown" });
});
