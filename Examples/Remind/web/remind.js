import { MailFlow } from "./MailFlow.js";

const WORDS = {
  en: { question: "Remind me in", unit: "days", ok: "Remind me", done: "You will see it again.", failed: "That did not work." },
  de: { question: "Erinnern in", unit: "Tagen", ok: "Erinnern", done: "Die Nachricht kommt wieder.", failed: "Das hat nicht geklappt." },
};

const shell = new MailFlow();
const form = document.querySelector("form");
const say = (id, text) => { document.getElementById(id).textContent = text; };
let words = WORDS.en;
let email = null;

shell.onContext = (context) => {
  words = WORDS[context.language?.slice(0, 2)] ?? WORDS.en;
  document.documentElement.lang = context.language ?? "en";
  for (const id of ["question", "unit", "ok"]) say(id, words[id]);
  email = context.email;
};

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (!email) return;
  const answer = await shell.call("POST", "/reminders", { emailId: email.id, days: form.days.valueAsNumber });
  if (answer.status !== 200) return say("status", words.failed);
  await shell.refresh(email.id);
  await shell.toast(words.done);
  shell.close();
});

await shell.ready();
const answer = await shell.call("GET", "/days");
form.days.value = answer.body?.days ?? 3;
