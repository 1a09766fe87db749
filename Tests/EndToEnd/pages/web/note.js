const shell = window.parent, waiting = new Map();
let next = 1;
const say = (message) => shell.postMessage(message, "*");
const perform = (what) => new Promise((done) => {
  waiting.set(next, done);
  say({ type: "perform", id: next++, do: what });
});
const by = (id) => document.getElementById(id);
const show = (text) => {
  by("said").textContent = text;
  size();
};
const size = () => say({ type: "resize", height: Math.ceil(document.body.getBoundingClientRect().height) });

addEventListener("message", (event) => {
  if (event.source !== shell) return;
  const message = event.data;
  if (message.type === "perform") {
    waiting.get(message.id)?.(message);
    waiting.delete(message.id);
  }
  if (message.type !== "context") return;
  for (const [name, value] of Object.entries(message.theme.tokens)) document.documentElement.style.setProperty(name, value);
  document.documentElement.style.colorScheme = message.theme.dark ? "dark" : "light";
  document.documentElement.lang = message.language;
  document.documentElement.dataset.slot = message.slot;
  by("about").textContent = [message.language, message.theme.name, message.user?.name ?? "nobody", message.email?.subject ?? message.draft?.subject ?? "nothing"].join(" | ");
  if (message.push) show(`pushed: ${message.push.text}`);
  size();
});
addEventListener("keydown", (event) => event.key === "Escape" && say({ type: "close" }));
by("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const kept = await perform({ call: { method: "POST", path: "notes", body: { note: by("note").value } } });
  show(`kept ${kept.status}: ${kept.body?.note}`);
  await perform({ toast: `Note “${by("note").value}” kept` });
});
by("link").addEventListener("click", async () => show(`link ${(await perform({ openLink: "https://notes.example.org/about" })).status}`));
by("insert").addEventListener("click", async () => show(`insert ${(await perform({ insert: by("note").value })).status}`));

// What a page of no origin must not reach, said in the open so that a test can read it.
const tried = {};
for (const [name, reach] of Object.entries({ cookie: () => document.cookie, storage: () => localStorage.length, parent: () => shell.document.title })) {
  try {
    tried[name] = String(reach());
  } catch (error) {
    tried[name] = error.name;
  }
}
fetch("/api/session").then(() => "reached", () => "refused").then((session) => (document.body.dataset.tried = JSON.stringify({ ...tried, session })));
say({ type: "ready" });
