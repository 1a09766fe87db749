/** Made-up plugins for `person.ts`: their REST, their pages, their pushes. Faithful to docs/contributors/api.md, in memory. */
// deno-lint-ignore-file no-explicit-any
type Json = Record<string, any>;
const reply = (value: unknown, status = 200) => new Response(status === 204 ? null : JSON.stringify(value), { status, headers: { "Content-Type": "application/json" } });
const problem = (kind: string, status: number, detail: string, more: Json = {}) => reply({ type: `urn:mailflow:error:${kind}`, status, title: detail, detail, ...more }, status);
export const pushed = new Set<WebSocket>();

const minutesAgo = (n: number) => new Date(Date.now() - n * 60_000).toISOString();
const g = (grant: string, words: string, why: string, lastUsedAt: string | null, risk = "medium", granted = true, needed = true) => ({ grant, words, why, lastUsedAt, risk, granted, needed });
const base = { license: "AGPL-3.0-only", reason: "", bundled: true, isolated: false, pinned: false, changedBy: "nora", changedAt: minutesAgo(3000), ui: [], grants: [], people: 0, jobs: [], dataSize: 0, events: { waiting: 0, at: null }, homepage: "https://mailflow.example.org/plugins", documentation: null, support: null,
  health: null, stats: { asked: 0, failed: 0, p95: 0, restarts: 0, memory: 0, cpu: 0, since: minutesAgo(1440) }, log: [] };
const lines = (list: [number, string, string][]) => list.map(([n, level, line]) => ({ at: minutesAgo(n), level, line }));
const plugins: Json[] = [
  { ...base, id: "tasks", name: "Todoist", version: "1.4.0", publisher: "MailFlow", description: "Makes a task from a message and links back to it.", state: "on", enabled: true, people: 14, dataSize: 184_320,
    ui: [{ slot: "message.action", label: "Add to Todoist", icon: "list-todo", open: "task.html" }, { slot: "sidebar.panel", label: "Tasks of today", icon: "list-checks", open: "today.html" }, { slot: "compose.action", label: "Insert a task", icon: "list-plus", open: "insert.html" }, { slot: "settings.page", label: "Projects", icon: "folder", open: "projects.html" }],
    grants: [g("mail.read", "Read mail", "The task quotes the message.", minutesAgo(3), "high"), g("http:api.todoist.com", "Reach api.todoist.com over https", "Tasks live there.", minutesAgo(3), "high"), g("kv", "Keep its own data on this server", "Remembers which message belongs to which task.", minutesAgo(3), "low")],
    health: { ok: true, line: "api.todoist.com answered in 180 ms.", at: minutesAgo(3) }, stats: { asked: 1284, failed: 0, p95: 0.18, restarts: 0, memory: 9_400_000, cpu: 340, since: minutesAgo(1440) },
    jobs: [{ name: "refresh", every: "15m", lastAt: minutesAgo(9), lastResult: "14 people, 61 projects", nextAt: minutesAgo(-6) }],
    log: lines([[61, "info", "started"], [39, "info", "projects of 14 people refreshed"], [24, "info", "projects of 14 people refreshed"], [9, "info", "projects of 14 people refreshed"]]) },
  { ...base, id: "contacts", name: "Contacts sync", version: "2.1.2", publisher: "MailFlow", description: "Keeps address books in step with CardDAV servers, both ways.", state: "on", enabled: true, people: 9, dataSize: 5_400_000,
    health: { ok: false, line: "cloud.halden.example.org did not answer 3 of the last 20 times. Changes wait and are sent later, nothing is lost.", at: minutesAgo(6) }, stats: { asked: 1284, failed: 193, p95: 2.4, restarts: 1, memory: 38_000_000, cpu: 1800, since: minutesAgo(1440) }, events: { waiting: 12, at: minutesAgo(6) },
    grants: [g("http:cloud.halden.example.org", "Reach cloud.halden.example.org over https", "The address books are kept there.", minutesAgo(6), "high"), g("contacts.change", "Change contacts", "A card edited there is edited here.", minutesAgo(6), "high"), g("mount:/dav", "Answer under /dav on this server", "Phones sync with it there.", null, "medium", true, false)],
    jobs: [{ name: "sync", every: "15m", lastAt: minutesAgo(6), lastResult: "3 of 9 address books could not be read", nextAt: minutesAgo(-9) }],
    log: lines([[200, "info", "started"], [21, "warning", "cloud.halden.example.org took longer than 10 s"], [6, "error", "cloud.halden.example.org took longer than 10 s, 12 changes wait"], [6, "info", "6 address books in step"]]) },
  { ...base, id: "unsubscribe", name: "Unsubscribe", version: "1.0.0", publisher: "MailFlow", description: "Leaves mailing lists with one press and remembers it.", state: "off", enabled: false, changedBy: null, changedAt: null, ui: [{ slot: "message.chip", label: "Unsubscribe", icon: "mail-minus", open: "" }],
    grants: [g("mail.send", "Send mail from your users' accounts", "Writes and sends the request of a list that can only be left by mail.", null, "high", false), g("mail.read", "Read mail", "Finds the address a list writes to.", null, "high", false), g("http:*", "Reach any public web server over https", "Sends the one-click request to the address the list itself names.", null, "high", false), g("kv", "Keep its own data on this server", "Remembers which lists were left, and when.", null, "low", false)] },
  { ...base, id: "assistant", name: "AI assistant", version: "3.0.1", publisher: "MailFlow", description: "Summarises conversations and helps to write, with a provider you choose.", state: "setup", reason: "Choose a provider and add its key.", enabled: true, ui: [{ slot: "message.banner", label: "Summarise", icon: "sparkles", open: "summary.html" }] },
  { ...base, id: "invites", name: "Calendar invites", version: "1.1.0", publisher: "MailFlow", description: "Shows invitations as cards and answers them.", state: "blocked", reason: "Version 1.1.0 needs a permission that was not asked for before.", enabled: true,
    grants: [g("mail.send", "Send mail from your users' accounts", "Answers the organiser of a meeting.", null, "high", false), g("mail.read", "Read mail", "Invitations are attachments.", minutesAgo(70), "high")] },
  { ...base, id: "sieve", name: "Sieve filters", version: "0.9.3", publisher: "Ostara Labs", description: "Edits filters that run on the mail server itself.", state: "failed", reason: "Stopped after 5 crashes in 10 minutes. Mail is not affected.", enabled: true, bundled: false, isolated: true, changedBy: null, changedAt: minutesAgo(120),
    grants: [g("http:*", "Reach any public web server over https", "Filters are kept there.", minutesAgo(121), "high")], stats: { asked: 40, failed: 9, p95: 0.9, restarts: 5, memory: 0, cpu: 0, since: minutesAgo(1440) },
    log: lines([[122, "info", "started"], [121, "error", "reply was not valid UTF-8"], [120, "error", "ended by signal 11 (segmentation fault) in action/1"], [120, "error", "stopped after 5 crashes in 10 minutes"]]) },
  { ...base, id: "files", name: "Nextcloud files", version: "2.0.0", publisher: "Ostara Labs", description: "Saves attachments to Nextcloud and sends large files as links.", state: "blocked", reason: "Its library is another build than plugins.conf names.", enabled: false, bundled: false, isolated: true, pinned: true, changedBy: null, changedAt: null },
  { ...base, id: "old", name: "Stamp collector", version: "0.4.0", publisher: "Ostara Labs", description: "Files receipts by themselves.", state: "incompatible", reason: "It was made for version 2 of the plugin interface; this server speaks version 1.", enabled: false, bundled: false, isolated: true, changedBy: null, changedAt: null },
  { ...base, id: "gone", name: "gone", version: "", publisher: "", description: "", state: "missing", reason: "plugins.conf names it, but there is no folder plugins/gone.", enabled: true, bundled: false, isolated: true, changedBy: null, changedAt: null },
  { ...base, id: "oidc", name: "Company sign-in", version: "1.0.2", publisher: "MailFlow", description: "Lets people sign in with the account of their company.", state: "on", enabled: true, ui: [{ slot: "login.button", label: { en: "Sign in with Halden ID", de: "Mit Halden-ID anmelden" }, icon: "building-2", open: "start" }], grants: [g("users", "See who the users are", "Finds who signs in.", minutesAgo(40), "medium")] },
];
const L = (en: string, de: string) => ({ en, de });
const forms: Record<string, { admin?: Json; user?: Json }> = {
  tasks: {
    admin: { address: { type: "url", label: "Server", help: "Another address than api.todoist.com is for tests.", default: "https://api.todoist.com/api/v1", required: true }, perDay: { type: "number", label: "Tasks a person may make each day", default: 200, min: 1, max: 5000 }, link: { type: "boolean", label: "Link back to the message", help: "The description of the task gets an address that opens the message.", default: true } },
    user: { token: { type: "secret", label: L("API token", "API-Token"), help: L("Todoist: Settings, Integrations, Developer.", "Todoist: Einstellungen, Integrationen, Entwickler."), required: true }, project: { type: "choice", label: L("Project for new tasks", "Projekt für neue Aufgaben"), choices: [{ value: "inbox", label: "Inbox" }, { value: "site", label: "Building site" }], default: "inbox" }, labels: { type: "text", label: L("Labels", "Etiketten"), help: L("Separated by commas.", "Durch Kommas getrennt."), maxLength: 100 } },
  },
  assistant: { admin: { provider: { type: "choice", label: "Provider", required: true, choices: [{ value: "local", label: "A model on this server" }, { value: "company", label: "The company’s own service" }] }, key: { type: "secret", label: "Key", help: "Kept encrypted. Nobody can read it here again.", required: true }, contact: { type: "email", label: "Who answers questions about it" }, prompt: { type: "multiline", label: "What it should know about the company", maxLength: 2000 } } },
};
const values: Json = { "tasks admin": { address: "https://api.todoist.com/api/v1", perDay: 200, link: true }, "tasks user": { project: "inbox" } };
const settingsOf = (id: string, scope: string) => {
  const fields = (forms[id] as Json)?.[scope] ?? {}, kept = values[`${id} ${scope}`] ?? {};
  return { fields, values: Object.fromEntries(Object.entries<Json>(fields).map(([key, f]) => [key, f.type === "secret" ? { set: !!kept[key] } : kept[key] ?? f.default ?? null])), checks: id !== "assistant" || scope === "admin" };
};
const checkOf = (id: string, all: Json): Json => Object.entries(all).find(([, v]) => v === "wrong")
  ? { ok: false, line: id === "pages" ? `The service refused the ${Object.entries(all).find(([, v]) => v === "wrong")![0]}.` : "Todoist refused the token. Copy it again from its settings.", field: Object.entries(all).find(([, v]) => v === "wrong")![0] }
  : id === "assistant" && !all.key ? { ok: false, line: "There is no key yet.", field: "key" } : { ok: true, line: id === "pages" ? "The service answered." : "Connected as Nora Lindqvist, 12 projects." };
function settings(request: Request, body: Json, id: string, scope: string, check: boolean): Response {
  const fields: Json = (forms[id] as Json)?.[scope];
  if (!fields) return problem("notFound", 404, "This plugin has no settings.");
  const key = `${id} ${scope}`, next: Json = { ...values[key] };
  for (const [name, value] of Object.entries<any>(body.values ?? {})) {
    if (!fields[name]) return problem("invalid", 400, `There is no setting “${name}”.`, { field: name });
    if (value === null) delete next[name];
    else next[name] = value;
  }
  if (check) return reply(checkOf(id, next));
  if (request.method === "PUT") {
    const empty = Object.keys(body.values ?? {}).every((name) => body.values[name] === null);
    if (!empty) {
      const said = checkOf(id, next);
      if (!said.ok) return problem("invalid", 400, said.line, { field: said.field });
      if (next.perDay === 13) return problem("invalid", 400, "13 is not allowed here. Choose another number.", { field: "perDay" });
    }
    values[key] = next;
    const plugin = plugins.find((p) => p.id === id)!;
    if (plugin.state === "setup" && !empty) Object.assign(plugin, { state: "on", reason: "" });
  }
  return reply(settingsOf(id, scope));
}

const page = (title: string, script: string) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title><link rel="stylesheet" href="plugin.css"></head><body data-page="${script}"><script src="plugin.js"></script></body></html>`;
const web: Record<string, [string, string]> = {
  "task.html": ["text/html", page("Add to Todoist", "task")], "today.html": ["text/html", page("Today", "today")], "insert.html": ["text/html", page("Insert", "insert")], "projects.html": ["text/html", page("Projects", "projects")], "summary.html": ["text/html", page("Summary", "summary")],
  "silent.html": ["text/html", "<!doctype html><title>Silent</title><p>This page never says anything.</p>"],
  "plugin.css": ["text/css", `:root{color-scheme:light dark}body{margin:0;padding:16px;font:13px/1.5 var(--font-ui,system-ui);color:var(--text-primary);background:var(--surface)}label{display:block;margin:0 0 4px;color:var(--text-secondary)}input,select{box-sizing:border-box;width:100%;height:32px;margin:0 0 12px;padding:0 10px;font:inherit;color:inherit;background:var(--surface-raised);border:1px solid var(--border-strong);border-radius:6px}button{height:32px;padding:0 12px;font:inherit;font-weight:600;color:var(--text-on-accent);background:var(--accent);border:0;border-radius:6px}p{margin:0 0 8px}ul{margin:0;padding:0;list-style:none}li{padding:8px 0;border-bottom:1px solid var(--border-subtle)}small{color:var(--text-tertiary)}a{color:var(--text-link)}.gap{margin-top:16px}body{padding-bottom:8px}button{margin-bottom:8px}`],
  "plugin.js": ["text/javascript", `
const ask = (() => { let n = 0; const wait = new Map(); addEventListener("message", (e) => { if (e.source === parent && e.data.type === "perform") { wait.get(e.data.id)?.(e.data); wait.delete(e.data.id); } }); return (what) => new Promise((r) => { wait.set(++n, r); parent.postMessage({ type: "perform", id: n, do: what }, "*"); }); })();
const kind = document.body.dataset.page; let drawn = false;
const size = () => parent.postMessage({ type: "resize", height: Math.ceil(document.body.getBoundingClientRect().height) }, "*");
addEventListener("keydown", (e) => e.key === "Escape" && parent.postMessage({ type: "close" }, "*"));
function draw(c) {
  for (const [k, v] of Object.entries(c.theme.tokens)) document.documentElement.style.setProperty(k, v);
  document.documentElement.style.colorScheme = c.theme.dark ? "dark" : "light"; document.documentElement.lang = c.language;
  if (c.push) { const p = document.createElement("p"); p.textContent = c.push.text; document.body.prepend(p); size(); return; }
  if (drawn && kind !== "today") return; drawn = true;
  const b = document.body; b.querySelectorAll(":scope > :not(script)").forEach((e) => e.remove());
  const add = (html) => b.insertAdjacentHTML("beforeend", html);
  if (kind === "task") { add('<form><label for=t>Task</label><input id=t><label for=d>Due</label><input id=d value="Friday"><button>Add task</button></form>'); b.querySelector("#t").value = c.email.subject; b.querySelector("form").onsubmit = async (e) => { e.preventDefault(); const a = await ask({ call: { method: "POST", path: "tasks", body: { title: b.querySelector("#t").value } } }); if (a.status === 200) { await ask({ toast: "Task “" + a.body.title + "” is in your Inbox" }); await ask({ refresh: c.email.id }); parent.postMessage({ type: "close" }, "*"); } }; }
  if (kind === "today") { add('<ul><li>Book the crane<br><small>today, Building site</small></li><li>Drain the tap at plot 9<br><small>today, Inbox</small></li><li>Answer the permits office<br><small>tomorrow, Inbox</small></li></ul>'); if (c.email) { const p = document.createElement("p"); p.className = "gap"; p.textContent = "Open now: " + c.email.subject; b.append(p); } add('<p class="gap"><a href="#" id=l>Open Todoist</a></p>'); b.querySelector("#l").onclick = (e) => { e.preventDefault(); ask({ openLink: "https://app.todoist.com/app/today" }); }; }
  if (kind === "insert") { add('<p>“' + (c.draft.subject || "No subject") + '”</p><button>Insert “Book the crane”</button>'); b.querySelector("button").onclick = async () => { await ask({ insert: "Book the crane" }); parent.postMessage({ type: "close" }, "*"); }; }
  if (kind === "projects") add('<ul><li>Inbox<br><small>18 tasks</small></li><li>Building site<br><small>43 tasks</small></li></ul>');
  if (kind === "summary") add('<ul><li>Node 7 moves 40 mm east, the rest of revision B holds.</li><li>Confirm by Friday noon so that all trusses leave on one lorry.</li></ul>');
  size();
}
addEventListener("message", (e) => { if (e.source === parent && e.data.type === "context") draw(e.data); });
parent.postMessage({ type: "ready" }, "*");`],
};

// The page tester of the browser tests, from its own folder.
const tester = new URL("../../Tests/EndToEnd/pages/", import.meta.url), manifest: Json = JSON.parse(await Deno.readTextFile(new URL("plugin.json", tester)));
plugins.push({ ...base, ...manifest, state: "off", enabled: false, bundled: false, changedBy: null, changedAt: null, dataSize: 4096, jobs: [{ name: "sweep", every: "15m", lastAt: null, lastResult: null, nextAt: minutesAgo(-15) }], log: [{ at: minutesAgo(0), level: "info", line: "the page tester is here" }],
  grants: [g("kv", "Keep its own data on this server", "Keeps what was written.", null, "low", false), g("ui", "Tell open browser windows something", "Tells open pages what was written.", minutesAgo(0), "low", false)] });
forms.pages = manifest.settings;
for (const file of Deno.readDirSync(new URL("web/", tester))) web[`pages/${file.name}`] = [file.name.endsWith("css") ? "text/css" : file.name.endsWith("js") ? "text/javascript" : "text/html", await Deno.readTextFile(new URL(`web/${file.name}`, tester))];

const pick = (label: any, lang: string) => typeof label === "string" ? label : label[lang] ?? label.en;
/** Answers what is about plugins; null for everything else. */
export async function pluginAnswer(request: Request, url: URL, signedIn: boolean): Promise<Response | null> {
  const path = url.pathname, lang = url.searchParams.get("lang") ?? "en";
  const body: Json = ["POST", "PUT", "PATCH"].includes(request.method) && /^\/(api\/(admin\/)?plugins|plugins)\//.test(path) ? await request.json().catch(() => ({})) : {};
  if (path === "/dev/push") {
    for (const socket of pushed) if (socket.readyState === 1) socket.send(JSON.stringify({ "@type": "PluginMessage", plugin: url.searchParams.get("plugin"), message: { text: url.searchParams.get("text") } }));
    return reply({});
  }
  if (path === "/dev/plugin") return (Object.assign(plugins.find((p) => p.id === url.searchParams.get("id"))!, JSON.parse(url.searchParams.get("put") ?? "{}")), reply({}));
  if (path === "/api/plugins") {
    const on = plugins.filter((p) => p.state === "on" || p.id === "assistant");
    return reply({ list: on.map((p) => ({ id: p.id, name: p.name, settings: signedIn ? forms[p.id]?.user ?? null : null, ui: p.ui.filter((u: Json) => signedIn || u.slot === "login.button").map((u: Json) => ({ ...u, label: pick(u.label, lang) })) })).filter((p) => signedIn || p.ui.length) });
  }
  const file = /^\/plugins\/([\w-]+)\/web\/([\w.-]+)$/.exec(path);
  if (file) {
    const found = web[file[1] === "pages" ? `pages/${file[2]}` : file[2]!], own = `${url.origin}/plugins/${file[1]}/web/`;
    if (!found || !plugins.some((p) => p.id === file[1])) return problem("notFound", 404, "There is no such page.");
    return new Response(request.method === "HEAD" ? null : found[1], { headers: { "Content-Type": `${found[0]}; charset=utf-8`, "Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin", "Content-Security-Policy": `sandbox allow-scripts allow-forms allow-popups; default-src 'none'; script-src ${own}; style-src ${own}; img-src ${own} data:; font-src ${own}; connect-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'` } });
  }
  if (path.startsWith("/plugins/tasks/")) return reply({ title: body.title ?? "" });
  if (path === "/plugins/pages/crash") return (Object.assign(plugins.find((p) => p.id === "pages")!, { state: "failed", reason: "Stopped after 5 crashes in 10 minutes. Mail is not affected." }), problem("unavailable", 503, "The plugin stopped."));
  if (path === "/plugins/pages/push") {
    for (const socket of pushed) if (socket.readyState === 1) socket.send(JSON.stringify({ "@type": "PluginMessage", plugin: "pages", message: body }));
    return reply({ pushed: true });
  }
  if (path.startsWith("/plugins/pages/")) return reply(body);
  if (path.startsWith("/plugins/oidc/")) return new Response("The sign-in page of the company.");
  const own = /^\/api\/plugins\/([\w-]+)\/settings(\/check)?$/.exec(path);
  if (own) return settings(request, body, own[1]!, "user", !!own[2]);
  if (path === "/api/admin/plugins") return reply({ list: plugins });
  const admin = /^\/api\/admin\/plugins\/([\w-]+)(?:\/(.+))?$/.exec(path);
  if (!admin) return null;
  const plugin = plugins.find((p) => p.id === admin[1]), what = admin[2] ?? "";
  if (!plugin) return problem("notFound", 404, "There is no such plugin.");
  const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));
  if (what === "settings" || what === "settings/check") return (await wait(what === "settings" ? 100 : 700), settings(request, body, plugin.id, "admin", what !== "settings"));
  if (what === "grants") {
    for (const grant of plugin.grants) grant.granted = body.grants.includes(grant.grant);
    return reply(plugin);
  }
  if (what === "restart") {
    await wait(400);
    if (plugin.id === "sieve") return problem("failed", 502, "The plugin stopped while starting: reply was not valid UTF-8.");
    plugin.stats.restarts++;
    plugin.log.push({ at: minutesAgo(0), level: "info", line: "started" });
    return reply(Object.assign(plugin, { state: "on", reason: "" }));
  }
  if (what.startsWith("jobs/")) {
    const job = plugin.jobs.find((j: Json) => j.name === what.slice(5));
    await wait(600);
    Object.assign(job, { lastAt: minutesAgo(0), lastResult: "14 people, 62 projects" });
    plugin.log.push({ at: minutesAgo(0), level: "info", line: plugin.id === "pages" ? "the sweep found nothing to do" : `job ${job.name} run by nora` });
    return reply(plugin);
  }
  if (what === "data") {
    if (request.method === "DELETE") return ((plugin.dataSize = 0), delete values[`${plugin.id} user`], delete values[`${plugin.id} admin`], reply(null, 204));
    return new Response(JSON.stringify({ plugin: plugin.id, rows: [] }), { headers: { "Content-Type": "application/json", "Content-Disposition": `attachment; filename="${plugin.id}.json"` } });
  }
  if (request.method === "GET") return reply(plugin);
  await wait(250);
  const missing = plugin.grants.filter((x: Json) => !x.granted && x.needed);
  if (body.enabled && missing.length && !missing.every((x: Json) => (body.accept ?? []).includes(x.grant))) return problem("conflict", 409, "It needs permissions that were not given.", { needed: missing.map(({ grant, words, why, risk }: Json) => ({ grant, words, why, risk })) });
  for (const x of missing) if (body.enabled) x.granted = true;
  if (plugin.id === "sieve" && body.enabled) return problem("failed", 502, "The plugin stopped while starting: reply was not valid UTF-8.");
  Object.assign(plugin, { ...(typeof body.isolate === "boolean" ? { isolated: body.isolate } : {}), enabled: body.enabled ?? plugin.enabled, state: (body.enabled ?? plugin.enabled) ? "on" : "off", reason: "", changedBy: "nora", changedAt: minutesAgo(0) });
  return reply(plugin);
}
