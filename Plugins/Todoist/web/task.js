// The page that makes a task of the open message. It talks to the shell by messages and has no address of its own to ask.
import { words } from "./words.js";

const shell = window.parent, waiting = new Map();
let number = 1, say = words("en"), language = "en", email = null, lists = { projects: [], sections: [], labels: [] };
/** Names this wish: however often it has to be sent, it is granted once. */
let request = crypto.getRandomValues(new Uint8Array(16)).reduce((text, byte) => text + byte.toString(16).padStart(2, "0"), "");

const by = (id) => document.getElementById(id), form = by("form");
const tell = (message) => shell.postMessage(message, "*");
const perform = (deed) => new Promise((done) => {
  waiting.set(number, done);
  tell({ type: "perform", id: number++, do: deed });
});
const size = () => tell({ type: "resize", height: Math.ceil(document.body.getBoundingClientRect().height) });
new ResizeObserver(size).observe(document.body);

addEventListener("message", (event) => {
  if (event.source !== shell) return;
  const message = event.data;
  if (message?.type === "perform") {
    waiting.get(message.id)?.(message);
    waiting.delete(message.id);
  } else if (message?.type === "context") take(message);
});
addEventListener("keydown", (event) => {
  if (event.key === "Escape") tell({ type: "close" });
  if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) form.requestSubmit();
});
tell({ type: "ready" });

/** What the shell says: how it looks, which language, which message. */
function take(context) {
  const root = document.documentElement;
  for (const [name, value] of Object.entries(context.theme?.tokens ?? {})) root.style.setProperty(name, value);
  root.style.colorScheme = context.theme?.dark ? "dark" : "light";
  language = context.language || "en";
  root.lang = language;
  say = words(language);
  for (const place of document.querySelectorAll("[data-words]")) place.textContent = say(place.dataset.words);
  by("due").placeholder = say("dueExample");
  if (!context.email || context.email.id === email?.id) return;
  email = context.email;
  by("title").value = email.subject || say("noSubject");
  const from = email.from?.[0];
  by("description").value = from ? say("from", { who: from.name ? `${from.name} <${from.email}>` : from.email }) : "";
  void load(false);
}

async function load(fresh) {
  notice(say("loading"));
  const answer = await perform({ call: { method: "GET", path: fresh ? "form?fresh=1" : "form" } });
  if (answer.status !== 200) return fail(answer);
  notice("");
  lists = answer.body;
  form.hidden = false;
  const projects = by("project");
  projects.replaceChildren(...lists.projects.map((p) => new Option(p.inbox ? say("inbox") : p.name, p.id)));
  if (lists.last?.project && lists.projects.some((p) => p.id === lists.last.project)) projects.value = lists.last.project;
  sections(lists.last?.section);
  const chosen = new Set([...document.querySelectorAll("#labels :checked")].map((box) => box.value));
  by("labels").replaceChildren(...lists.labels.map((name) => {
    const label = document.createElement("label"), box = document.createElement("input"), text = document.createElement("span");
    Object.assign(box, { type: "checkbox", name: "labels", value: name, checked: chosen.has(name) });
    text.textContent = name;
    text.dir = "auto";
    label.append(box, text);
    return label;
  }));
  by("labels-field").hidden = lists.labels.length === 0;
  if (!fresh) by("title").select();
}

function sections(chosen) {
  const own = lists.sections.filter((s) => s.project === by("project").value), select = by("section");
  select.replaceChildren(new Option(say("noSection"), ""), ...own.map((s) => new Option(s.name, s.id)));
  select.disabled = own.length === 0;
  if (chosen && own.some((s) => s.id === chosen)) select.value = chosen;
}

function notice(text, tone = "") {
  const place = by("notice");
  place.textContent = text;
  place.dataset.tone = tone;
  place.hidden = !text;
}

/** Says what went wrong where it can be mended. */
function fail(answer) {
  const { error, field, message, retryAfter } = answer.body ?? {};
  const place = field && by(`${field}-wrong`);
  if (place) {
    place.textContent = message;
    place.hidden = false;
    by(field)?.setAttribute("aria-invalid", "true");
    by(field)?.setAttribute("aria-describedby", place.id);
    by(field)?.focus();
    return notice("");
  }
  const known = { notConnected: "notConnected", token: "token", outage: "outage", gone: "gone", notGranted: "notGranted", rate: "rate" }[error];
  notice(known ? say(known, { seconds: retryAfter }) : message || say("failed"), "failure");
}

by("project").addEventListener("change", () => sections());
by("due").addEventListener("input", () => by("due").value && (by("dueDate").value = ""));
by("dueDate").addEventListener("input", () => by("dueDate").value && (by("due").value = ""));
by("cancel").addEventListener("click", () => tell({ type: "close" }));
by("again").addEventListener("click", () => void load(true));
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  for (const place of document.querySelectorAll(".wrong")) place.hidden = true;
  for (const input of document.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
  const save = by("save"), values = new FormData(form);
  save.disabled = true;
  notice(say("saving"));
  const answer = await perform({ call: { method: "POST", path: "tasks", body: {
    email: email.id, title: values.get("title"), description: values.get("description"), project: values.get("project"), section: values.get("section") ?? "",
    labels: values.getAll("labels"), priority: Number(values.get("priority")), due: values.get("due"), dueDate: values.get("dueDate"), language, request,
  } } });
  save.disabled = false;
  if (answer.status !== 201) {
    // What was refused was not done: the next try may be another wish.
    if (answer.status === 422) request = crypto.getRandomValues(new Uint8Array(16)).reduce((text, byte) => text + byte.toString(16).padStart(2, "0"), "");
    return fail(answer);
  }
  await perform({ refresh: email.id });
  await perform({ toast: say("made", { title: answer.body.title }) });
  tell({ type: "close" });
});
