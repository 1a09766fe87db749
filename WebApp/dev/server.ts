/**
 * A JMAP server of made-up mail, for work on the app only: see README.md. It keeps everything in memory and forgives a lot;
 * it is no model for the real server and no test uses it in its place.
 * deno run -A dev/server.ts [port] [messages]
 */
import { contactBlob, contactMethod } from "./contacts.ts";
import { accounts, type Box, boxes, boxOf, type Mail, makeMail } from "./mail.ts";

const port = Number(Deno.args[0] ?? 35000), count = Number(Deno.args[1] ?? 50_000);
const dist = new URL("../dist/", import.meta.url).pathname;
const mails = makeMail(count);
mails.sort((a, b) => b.receivedAt.localeCompare(a.receivedAt));
const byId = new Map(mails.map((m) => [m.id, m]));
const threads = new Map<string, string[]>();
for (const m of [...mails].reverse()) threads.set(m.threadId, [...(threads.get(m.threadId) ?? []), m.id]);
let state = 1, signedIn = true, offline = false;
const journal: { state: number; id: string; kind: "created" | "updated" | "destroyed" }[] = [];
const sockets = new Set<WebSocket>();
const preference: Record<string, unknown> = { id: "singleton", theme: "system", layout: "classic", language: null, density: "", undoSendSeconds: 10, markReadSeconds: 0, afterRemoving: "next", imagesFrom: [], notifications: false, shortcuts: true, adaptDarkMail: true };
const done = new Set<string>();

type Json = Record<string, any>;
const places = (m: Mail) => {
  const out = Object.keys(m.mailboxIds);
  for (const id of Object.keys(m.mailboxIds)) {
    const role = boxes.find((b) => b.id === id)?.role;
    if (role) out.push(`all-${role}`);
  }
  if (m.keywords["$flagged"]) out.push("all-flagged");
  return out;
};
function matches(m: Mail, f: Json): boolean {
  if (f.operator) {
    const hits = f.conditions.map((c: Json) => matches(m, c));
    return f.operator === "AND" ? hits.every(Boolean) : f.operator === "OR" ? hits.some(Boolean) : !hits.some(Boolean);
  }
  const has = (text: string | undefined, value: string) => (text ?? "").toLowerCase().includes(value.toLowerCase());
  const who = (list: Mail["from"], v: string) => list.some((a) => has(a.name ?? "", v) || has(a.email, v));
  for (const [k, v] of Object.entries(f)) {
    if (k === "inMailbox" && !places(m).includes(v)) return false;
    if (k === "text" && !v.split(/\s+/).every((w: string) => has(m.subject + " " + m.text + " " + m.from[0]!.name + m.from[0]!.email, w.replaceAll('"', "")))) return false;
    if (k === "from" && !who(m.from, v)) return false;
    if (k === "to" && !who(m.to, v)) return false;
    if (k === "subject" && !has(m.subject, v)) return false;
    if (k === "hasKeyword" && !m.keywords[v]) return false;
    if (k === "notKeyword" && m.keywords[v]) return false;
    if (k === "hasAttachment" && m.hasAttachment !== v) return false;
    if (k === "before" && m.receivedAt >= v) return false;
    if (k === "after" && m.receivedAt < v) return false;
  }
  return true;
}
const found = new Map<string, string[]>();
function query(accountId: string, a: Json): string[] {
  const key = JSON.stringify([accountId, a.filter, a.collapseThreads, state]);
  let ids = found.get(key);
  if (!ids) {
    const seen = new Set<string>();
    ids = [];
    for (const m of mails) {
      if ((accountId !== "all" && m.accountId !== accountId) || !matches(m, a.filter ?? {})) continue;
      if (a.collapseThreads && seen.has(m.threadId)) continue;
      seen.add(m.threadId);
      ids.push(m.id);
    }
    if (found.size > 60) found.clear();
    found.set(key, ids);
  }
  return ids;
}
function email(id: string, properties?: string[]): Json | null {
  const m = byId.get(id);
  if (!m) return null;
  const part = (partId: string, type: string, more: Json = {}) => ({ partId, blobId: `${m.id}-${partId}`, size: 1000, name: null, type, charset: "utf-8", disposition: null, cid: null, ...more });
  const full: Json = {
    ...m, mailboxIds: { ...m.mailboxIds }, blobId: m.id, sentAt: m.receivedAt, messageId: [`${m.id}@example.org`], bcc: null, replyTo: null, sender: null,
    textBody: [part("1", "text/plain")], htmlBody: [m.html ? part("2", "text/html") : part("1", "text/plain")], bodyValues: { 1: { value: m.text } },
    attachments: m.attachments.map((f, i) => part(String(3 + i), f.type, { name: f.name, size: f.size, disposition: "attachment" })),
  };
  return properties ? Object.fromEntries(["id", ...properties].filter((p) => p in full).map((p) => [p, full[p]])) : full;
}
function mailbox(b: Pick<Box, "id" | "name" | "role"> & Partial<Box>): Json {
  let total = 0;
  const unread = new Set<string>(), all = new Set<string>();
  let unreadEmails = 0;
  for (const m of mails) {
    if (b.id.startsWith("all-") ? !places(m).includes(b.id) : !m.mailboxIds[b.id]) continue;
    total++;
    all.add(m.threadId);
    if (!m.keywords["$seen"]) {
      unreadEmails++;
      unread.add(m.threadId);
    }
  }
  return { parentId: null, sortOrder: 1, ...b, totalEmails: total, unreadEmails, totalThreads: all.size, unreadThreads: unread.size, isSubscribed: true, myRights: { mayRename: !b.role } };
}
let unified: Json[] = [], counted = -1;
const counts = new Map<string, Json>();
function mailboxes(accountId: string): Json[] {
  if (counted !== state) {
    counts.clear();
    unified = ["inbox", "drafts", "sent", "archive", "junk", "trash", "flagged"].map((role, i) => ({ ...mailbox({ id: `all-${role}`, name: role, role, sortOrder: i }), accountId: "all" }));
    counted = state;
  }
  if (accountId === "all") return unified;
  return boxes.filter((b) => b.accountId === accountId).map((b) => {
    if (!counts.has(b.id)) counts.set(b.id, mailbox(b));
    return counts.get(b.id)!;
  });
}
const account = (a: (typeof accounts)[number]): Json => ({
  ...a, imap: { host: "imap.example.org", port: 993, tls: "implicit" }, smtp: { host: "smtp.example.org", port: 465, tls: "implicit" }, paused: false, includeInUnified: true, roles: {}, signature: "",
  status: { state: a.state, message: a.message, since: new Date().toISOString(), lastSync: new Date().toISOString(), progress: a.state === "syncing" ? { phase: "headers", done: 12_400, total: 31_052 } : null },
});
function record(id: string, kind: "created" | "updated" | "destroyed") {
  journal.push({ state, id, kind });
}
function announce() {
  const changed = Object.fromEntries(["all", ...accounts.map((a) => a.id)].map((id) => [id, { Email: `${state}`, Mailbox: `${state}`, Thread: `${state}` }]));
  for (const socket of sockets) if (socket.readyState === 1) socket.send(JSON.stringify({ "@type": "StateChange", changed }));
}
function deliver(subject = "Just arrived", threadId?: string) {
  state++;
  const m = makeMail(1)[0]!;
  Object.assign(m, { id: `e${1e6 + state}`, threadId: threadId ?? `t${1e6 + state}`, subject, mailboxIds: { [boxOf("a1", "inbox").id]: true }, keywords: {}, receivedAt: new Date().toISOString().replace(/\.\d+Z/, "Z") });
  mails.unshift(m);
  byId.set(m.id, m);
  threads.set(m.threadId, [...(threads.get(m.threadId) ?? []), m.id]);
  record(m.id, "created");
  announce();
  return m;
}
function setEmail(a: Json): Json {
  state++;
  const out: Json = { accountId: a.accountId, oldState: `${state - 1}`, newState: `${state}`, updated: {}, notUpdated: {}, destroyed: [], created: {} };
  for (const [id, patch] of Object.entries<Json>(a.update ?? {})) {
    const m = byId.get(id);
    if (!m || /refuse/.test(m.subject)) {
      out.notUpdated[id] = m ? { type: "forbidden", description: "The mail server keeps this folder read only." } : { type: "notFound" };
      continue;
    }
    for (const [key, value] of Object.entries(patch)) {
      const [property, name] = key.split("/") as ["keywords" | "mailboxIds", string?];
      if (name === undefined) (m as Json)[property] = property === "mailboxIds" ? Object.fromEntries(Object.keys(value).map((k) => [k.startsWith("all-") ? boxOf(m.accountId, k.slice(4)).id : k, true])) : value;
      else if (value === null) delete (m[property] as Json)[name];
      else (m[property] as Json)[name] = true;
    }
    record(id, "updated");
    out.updated[id] = null;
  }
  for (const id of a.destroy ?? []) {
    const m = byId.get(id);
    if (!m) continue;
    mails.splice(mails.indexOf(m), 1);
    byId.delete(id);
    const rest = (threads.get(m.threadId) ?? []).filter((e) => e !== id);
    if (rest.length) threads.set(m.threadId, rest);
    else threads.delete(m.threadId);
    record(id, "destroyed");
    out.destroyed.push(id);
  }
  announce();
  return out;
}
function method(name: string, a: Json): [string, Json] {
  const get = (list: Json[], notFound: string[] = []): [string, Json] => [name, { accountId: a.accountId, state: `${state}`, list, notFound }];
  const error = (type: string, description?: string): [string, Json] => ["error", { type, description }];
  switch (name) {
    case "Core/echo": return [name, a];
    case "Mailbox/get": return get(mailboxes(a.accountId).filter((b) => !a.ids || a.ids.includes(b.id)));
    case "Email/get": {
      if (a.ids.length > 500) return error("requestTooLarge");
      return get(a.ids.flatMap((id: string) => email(id, a.properties) ?? []), a.ids.filter((id: string) => !byId.has(id)));
    }
    case "Thread/get": return get([...new Set<string>(a.ids)].flatMap((id) => threads.has(id) ? [{ id, emailIds: threads.get(id) }] : []));
    case "Email/query": {
      const ids = query(a.accountId, a);
      let position = a.position ?? 0;
      if (a.anchor) {
        position = ids.indexOf(a.anchor);
        if (position < 0) return error("anchorNotFound");
        position = Math.max(0, position + (a.anchorOffset ?? 0));
      }
      return [name, { accountId: a.accountId, queryState: `${state}`, canCalculateChanges: false, position, ids: ids.slice(position, position + (a.limit ?? 500)), total: ids.length }];
    }
    case "Email/changes": case "Thread/changes": {
      const since = Number(a.sinceState), mine = journal.filter((j) => j.state > since);
      const key = (id: string) => name === "Email/changes" ? id : byId.get(id)?.threadId ?? "";
      const of = (kind: string) => [...new Set(mine.filter((j) => j.kind === kind).map((j) => key(j.id)).filter(Boolean))];
      return [name, { accountId: a.accountId, oldState: a.sinceState, newState: `${state}`, hasMoreChanges: false, created: of("created"), updated: name === "Thread/changes" ? [...of("updated"), ...of("created")] : of("updated"), destroyed: name === "Email/changes" ? of("destroyed") : [] }];
    }
    case "Email/set": return [name, setEmail(a)];
    case "Email/reply": {
      const m = byId.get(a.emailId)!, quote = m.html ?? `<pre>${m.text}</pre>`;
      return [name, { draft: { identityId: `i${m.accountId.slice(1)}`, to: a.mode === "forward" ? [] : m.from, cc: a.mode === "replyAll" ? m.cc : [], subject: `${a.mode === "forward" ? "Fwd" : "Re"}: ${m.subject.replace(/^Re: /, "")}`, inReplyTo: [`${m.id}@example.org`], references: [`${m.id}@example.org`], quoteHtml: `<blockquote type="cite">${quote}</blockquote>`, quoteText: m.text.replace(/^/gm, "> "), attachments: [] } }];
    }
    case "SearchSnippet/get": {
      const word = JSON.stringify(a.filter).match(/"text":"([^"]+)"/)?.[1]?.split(" ")[0];
      const mark = (text: string) => word ? text.replace(new RegExp(word.replace(/[^\p{L}\p{N}]/gu, "."), "giu"), (w) => `<mark>${w}</mark>`) : text;
      return [name, { accountId: a.accountId, list: a.emailIds.map((id: string) => ({ emailId: id, subject: mark(byId.get(id)!.subject), preview: mark(byId.get(id)!.preview) })), notFound: [] }];
    }
    case "Identity/get": return get(accounts.filter((x) => x.id === a.accountId).map((x) => ({ id: `i${x.id.slice(1)}`, name: x.senderName, email: x.email, htmlSignature: "", textSignature: "" })));
    case "MailAccount/get": return get(accounts.map(account));
    case "Preference/get": return get([preference]);
    case "Preference/set": {
      Object.assign(preference, a.update?.singleton);
      return [name, { accountId: "all", oldState: "1", newState: `${state}`, updated: { singleton: null } }];
    }
    case "Correspondent/query": return [name, { list: [...new Map(mails.slice(0, 400).filter((m) => (m.from[0]!.name + m.from[0]!.email).toLowerCase().includes(a.text.toLowerCase())).map((m) => [m.from[0]!.email, { ...m.from[0], sent: 1, received: 2, lastAt: m.receivedAt }])).values()].slice(0, a.limit ?? 8) }];
    case "MessageAction/query": return [name, { list: byId.get(a.emailId)?.unsubscribe ? [{ plugin: "unsubscribe", id: "one-click", slot: "message.chip", label: "Unsubscribe", detail: "terminal-team list", state: done.has(a.emailId) ? "done" : "offer", kind: "perform" }] : [] }];
    case "MessageAction/perform": {
      done.add(a.emailId);
      return [name, { action: { plugin: "unsubscribe", id: "one-click", slot: "message.chip", label: "Unsubscribed", detail: "terminal-team list", state: "done", kind: "perform" }, message: "The list was asked to stop writing to you." }];
    }
    default: return contactMethod(name, a, pushContacts) ?? error("unknownMethod", name);
  }
}
function pushContacts(state: string) {
  for (const socket of sockets) if (socket.readyState === 1) socket.send(JSON.stringify({ "@type": "StateChange", changed: { all: { ContactCard: state, AddressBook: state } } }));
}
function point(value: any, path: string): any {
  let at = value;
  const parts = path.split("/").slice(1);
  for (let i = 0; i < parts.length; i++) {
    if (parts[i] === "*") return at.flatMap((item: any) => point(item, "/" + parts.slice(i + 1).join("/")));
    at = at[parts[i]!];
  }
  return at;
}
function api(body: Json): Json {
  const responses: [string, Json, string][] = [];
  for (const [name, given, id] of body.methodCalls) {
    const args: Json = {};
    let bad = false;
    for (const [k, v] of Object.entries<Json>(given)) {
      if (!k.startsWith("#")) args[k] = v;
      else {
        const source = responses.find((r) => r[2] === v.resultOf && r[0] === v.name);
        if (source) args[k.slice(1)] = point(source[1], v.path);
        else bad = true;
      }
    }
    const [answer, result] = bad ? (["error", { type: "invalidResultReference" }] as [string, Json]) : method(name, args);
    responses.push([answer, result, id]);
  }
  return { methodResponses: responses, sessionState: "1" };
}
const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; frame-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const session = () => ({ state: signedIn ? "signedIn" : "signedOut", registration: "closed", csrf: "dev", version: "dev", ...(signedIn ? { user: { id: "u1", username: "nora", displayName: "Nora Lindqvist", admin: true } } : {}) });
const json = (value: unknown, status = 200) => new Response(JSON.stringify(value), { status, headers: { "Content-Type": "application/json" } });

Deno.serve({ port, hostname: "127.0.0.1" }, async (request) => {
  const url = new URL(request.url), path = url.pathname;
  if (path.startsWith("/dev/")) {
    if (path === "/dev/deliver") return json(deliver(url.searchParams.get("subject") ?? undefined, url.searchParams.get("thread") ?? undefined));
    if (path === "/dev/offline") {
      offline = !offline;
      for (const socket of sockets) socket.close();
    }
    if (path === "/dev/empty") for (const m of mails) if (places(m).includes("all-inbox")) m.mailboxIds = { [boxOf(m.accountId, "archive").id]: true };
    if (path === "/dev/empty") {
      state++;
      announce();
    }
    return json({ offline });
  }
  if (offline && !path.startsWith("/assets")) return new Response("", { status: 503 });
  if (path === "/api/session") return json(session());
  if (path === "/api/sign-out") return (signedIn = false), new Response(null, { status: 204 });
  if (path === "/api/sign-in") return (signedIn = true), json(session());
  if (path === "/api/plugins") return json({ list: [{ id: "unsubscribe", name: "Unsubscribe", ui: [] }] });
  if (path === "/jmap/session") return json({ accounts: Object.fromEntries([["all", { name: "All" }], ...accounts.map((a) => [a.id, { name: a.name }])]), primaryAccounts: { "urn:ietf:params:jmap:contacts": "all" }, capabilities: { "urn:ietf:params:jmap:contacts": {}, "urn:mailflow:params:jmap:contacts": {} }, apiUrl: "/jmap/api" });
  if (path === "/jmap/api") return json(api(await request.json()));
  const card = contactBlob(path.split("/")[4] ?? "");
  if (path.startsWith("/jmap/download/") && card) return card;
  if (path.startsWith("/jmap/download/")) return new Response("made up", { headers: { "Content-Disposition": "attachment" } });
  if (path === "/ws") {
    const { socket, response } = Deno.upgradeWebSocket(request, { protocol: "jmap" });
    socket.onopen = () => sockets.add(socket);
    socket.onclose = () => sockets.delete(socket);
    return response;
  }
  const body = /^\/mail\/(e\d+)\/body$/.exec(path);
  if (body) {
    const m = byId.get(body[1]!), dark = url.searchParams.get("theme") === "dark", images = url.searchParams.get("images") === "1";
    if (!m) return json({ type: "urn:mailflow:error:notFound", detail: "gone" }, 404);
    const html = (m.html ?? `<pre>${m.text}</pre>`).replace(/<img src="https:[^"]*"/g, images ? '<img src="/assets/mark.svg"' : '<img class="mf-blocked"');
    return new Response(`<!doctype html><html><head><meta charset="utf-8"><base target="_blank"><style>html{color-scheme:${dark ? "dark" : "light"};background:transparent}body{margin:0;font:15px/1.6 system-ui,sans-serif;color:${dark ? "#dde1e6" : "#22262b"};overflow-wrap:anywhere}a{color:${dark ? "#7cc4dc" : "#0b6b86"}}</style></head><body>${html}</body></html>`, {
      headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox; frame-ancestors 'self'" },
    });
  }
  const file = path.startsWith("/assets/") ? path : "/index.html";
  try {
    const bytes = await Deno.readFile(dist + file.slice(1));
    const type = { js: "text/javascript", css: "text/css", html: "text/html; charset=utf-8", svg: "image/svg+xml", map: "application/json" }[file.split(".").pop()!] ?? "application/octet-stream";
    return new Response(bytes, { headers: { "Content-Type": type, "Content-Security-Policy": CSP } });
  } catch {
    return new Response("not built", { status: 404 });
  }
});
