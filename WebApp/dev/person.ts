/**
 * Stands before `server.ts` and adds what writing, settings and administration need: accounts, identities, drafts, uploads, submissions,
 * REST. Made up and in memory, for work on the app only.
 * deno run -A dev/person.ts [port] [port of server.ts]
 *
 * | Typed | Does |
 * |---|---|
 * | password `wrong`, `app`, `cert`, `away` in a new account | the test fails in that way |
 * | a recipient with `refuse` | the message is refused after it left |
 * | `/dev/person?state=setup\|signedOut\|signedIn&registration=open\|closed` | who is signed in |
 * | `/dev/savefail?on=1` | drafts cannot be stored |
 * | `/dev/push?plugin=tasks&text=…` | a plugin pushes to the open pages |
 * | `wrong` as a secret of a plugin | its check refuses |
 */
// deno-lint-ignore-file no-explicit-any
import { pluginAnswer, pushed } from "./plugins.ts";
type Json = Record<string, any>;
const port = Number(Deno.args[0] ?? 35500), behind = Number(Deno.args[1] ?? 35501);
const upstream = `http://127.0.0.1:${behind}`;
let state = "signedIn", registration = "closed", saveFails = false, next = 1, seen = 1;
const users: Record<string, string> = { nora: "velvet harbour" };
const policy: Json = { registration: "closed", allowPrivateHosts: false, allowInsecureTLS: false, allowNonstandardPorts: true };
let appPasswords: Json[] = [{ id: "p1", name: "Phone", createdAt: "2026-10-03T08:00:00Z", lastUsedAt: "2026-11-21T18:40:00Z" }];
let accounts: Json[] | null = null;
const drafts = new Map<string, Json>(), submissions = new Map<string, Json>(), blobs = new Map<string, Json>();
const people: Json[] = [["Elis Berg", "elis@bergochskog.example", 31], ["Ben Hartley", "ben@eastfield.example", 6], ["Lotte Brandt", "brandt@statik-berlin.example", 2], ["Tomasz Wrona", "tomasz@wrona.example", 12],
  ["Priya Raman", "priya@raman.example", 9], ["Marek Novák", "marek@glulam.example", 4], ["Lind, Greta", "greta@lind.example", 1]].map(([name, email, sent]) => ({ name, email, sent, received: 3, lastAt: "2026-11-20T10:00:00Z" }));
const reply = (value: unknown, status = 200) => new Response(status === 204 ? null : JSON.stringify(value), { status, headers: { "Content-Type": "application/json" } });
const problem = (kind: string, status: number, detail: string, field?: string) => reply({ type: `urn:mailflow:error:${kind}`, status, title: detail, detail, ...(field ? { field } : {}) }, status);
const session = () => ({ state, registration, csrf: "dev", version: "4.0.0", ...(state === "signedIn" ? { user: { id: "u1", username: "nora", displayName: "Nora Lindqvist", admin: true } } : {}) });
const forward = async (calls: unknown[]): Promise<Json[]> =>
  calls.length ? (await (await fetch(`${upstream}/jmap/api`, { method: "POST", body: JSON.stringify({ methodCalls: calls }) })).json()).methodResponses : [];
const loaded = async (): Promise<Json[]> => {
  if (!accounts) {
    accounts = ((await forward([["MailAccount/get", { accountId: "all", ids: null }, "0"]]))[0]![1].list as Json[]).map((a) => ({
      ...a, signature: a.id === "a1" ? `<p>${a.senderName}<br>Halden Studio, Hamngatan 4, Lysekil</p>` : "", imap: { ...a.imap, username: a.email }, smtp: { ...a.smtp, username: a.email },
    }));
  }
  return accounts;
};
const ok = { ok: true, code: "ok", message: "", server: "" };
const bad = (code: string, server: string, message = "") => ({ ok: false, code, message, server });
const trial = (password: string): Json =>
  password === "wrong" ? { imap: bad("wrongPassword", "imap: NO [AUTHENTICATIONFAILED] Authentication failed."), smtp: bad("wrongPassword", "smtp: 535 5.7.8 Error: authentication failed") }
  : password === "app" ? { imap: bad("needsAppPassword", "imap: NO [AUTHENTICATIONFAILED] Application-specific password required"), smtp: ok }
  : password === "cert" ? { imap: bad("certificate", "certificate is for *.hosting.example"), smtp: ok }
  : password === "away" ? { imap: ok, smtp: bad("timeout", "") } : { imap: ok, smtp: ok };
const later = (ms: number) => new Promise((done) => setTimeout(done, ms));

async function mine(name: string, a: Json): Promise<[string, Json] | null> {
  const all = await loaded();
  const get = (list: Json[]): [string, Json] => [name, { accountId: a.accountId, state: `${seen}`, list, notFound: [] }];
  const set = (part: Json): [string, Json] => [name, { accountId: a.accountId, oldState: `${seen}`, newState: `${++seen}`, created: {}, updated: {}, destroyed: [], notCreated: {}, notUpdated: {}, notDestroyed: {}, ...part }];
  switch (name) {
    case "MailAccount/get": return get(all.filter((x) => !a.ids || a.ids.includes(x.id)));
    case "MailAccount/discover": {
      await later(500);
      const domain = a.email.split("@")[1];
      if (/nothing/.test(domain)) return [name, { found: null, imap: null, smtp: null, provider: null, note: null, helpUrl: null }];
      const gmail = domain === "gmail.com";
      return [name, { found: gmail ? "table" : "srv", imap: { host: `imap.${domain}`, port: 993, tls: "implicit", username: a.email }, smtp: { host: `smtp.${domain}`, port: 587, tls: "starttls", username: a.email }, provider: gmail ? "Gmail" : null, note: gmail ? "Gmail needs an app password instead of your own." : null, helpUrl: gmail ? "https://myaccount.google.com/apppasswords" : null }];
    }
    case "MailAccount/test": {
      await later(1200);
      return [name, trial(a.password ?? "")];
    }
    case "MailAccount/set": {
      const out: Json = { created: {}, updated: {}, destroyed: [] };
      for (const [key, given] of Object.entries<Json>(a.create ?? {})) {
        const made = { id: `a${90 + next++}`, paused: false, includeInUnified: true, sortOrder: 9, roles: {}, signature: "", ...given, status: { state: "syncing", message: "", since: new Date().toISOString(), lastSync: null, progress: { phase: "headers", done: 120, total: 5000 } } };
        delete (made as Json).password;
        accounts = [...all, made];
        out.created[key] = made;
      }
      for (const [id, patch] of Object.entries<Json>(a.update ?? {})) {
        Object.assign(all.find((x) => x.id === id)!, patch);
        out.updated[id] = null;
      }
      for (const id of a.destroy ?? []) {
        accounts = accounts!.filter((x) => x.id !== id);
        out.destroyed.push(id);
      }
      return set(out);
    }
    case "Identity/get": return get(all.filter((x) => x.id === a.accountId).map((x) => ({ id: `i${x.id.slice(1)}`, name: x.senderName || "Nora Lindqvist", email: x.email, htmlSignature: x.signature, textSignature: "" })));
    case "Correspondent/query": return [name, { list: people.filter((p) => `${p.name} ${p.email}`.toLowerCase().includes(a.text.toLowerCase())).slice(0, a.limit ?? 8) }];
    case "Email/reply": {
      const [[, answer]] = await forward([["Email/get", { accountId: a.accountId, ids: [a.emailId], properties: ["from", "to", "subject", "receivedAt", "bodyValues", "messageId", "accountId", "attachments"] }, "0"]]) as any;
      const e = answer.list[0];
      const quote = `<p>On 12 November, ${e.from[0].name} wrote:</p><blockquote style="border-left:2px solid #ccc;padding-left:12px"><p style="color:#555">${e.bodyValues[1].value.replace(/\n/g, "<br>")}</p></blockquote>`;
      return [name, { draft: { identityId: `i${(e.accountId ?? "a1").slice(1)}`, to: a.mode === "forward" ? [] : e.from, cc: [], subject: `${a.mode === "forward" ? "Fwd" : "Re"}: ${e.subject}`, inReplyTo: e.messageId, references: e.messageId, quoteHtml: quote, quoteText: `> ${e.bodyValues[1].value}`, attachments: a.mode === "forward" ? e.attachments : [] } }];
    }
    case "Email/get": {
      if (!a.ids?.some((id: string) => drafts.has(id))) return null;
      return get(a.ids.map((id: string) => drafts.get(id)).filter(Boolean));
    }
    case "Email/set": {
      const ids = [...Object.keys(a.update ?? {}), ...(a.destroy ?? [])];
      if (!a.create && !ids.some((id) => drafts.has(id))) return null;
      if (saveFails) return ["error", { type: "serverUnavailable", description: "The mail server is away just now." }];
      const out: Json = { created: {}, destroyed: [] };
      for (const [key, given] of Object.entries<Json>(a.create ?? {})) {
        const id = `e9${String(next++).padStart(6, "0")}`, html = given.htmlBody?.[0];
        drafts.set(id, { ...given, id, accountId: a.accountId, receivedAt: new Date().toISOString(), bodyValues: { 1: given.bodyValues.body }, textBody: [{ partId: "1", type: html ? "text/html" : "text/plain" }], htmlBody: [{ partId: "1", type: html ? "text/html" : "text/plain" }],
          attachments: (given.attachments ?? []).map((p: Json, i: number) => ({ partId: `${i + 2}`, size: blobs.get(p.blobId)?.size ?? 1000, ...p })) });
        out.created[key] = { id, blobId: id, threadId: "t1", size: 100 };
      }
      for (const id of a.destroy ?? []) if (drafts.delete(id)) out.destroyed.push(id);
      return set(out);
    }
    case "EmailSubmission/set": {
      const out: Json = { created: {}, updated: {}, notUpdated: {} };
      for (const [key, given] of Object.entries<Json>(a.create ?? {})) {
        const id = `s${next++}`, draft = drafts.get(given.emailId);
        if (!draft) return set({ notCreated: { [key]: { type: "invalidEmail", description: "This draft is not there any more." } } });
        submissions.set(id, { id, emailId: given.emailId, undoStatus: "pending", leaves: Date.now() + (given.holdSeconds ?? 10) * 1000, refuse: JSON.stringify(draft.to).includes("refuse") });
        out.created[key] = { id };
      }
      for (const [id, patch] of Object.entries<Json>(a.update ?? {})) {
        const s = submissions.get(id)!;
        if (Date.now() > s.leaves) out.notUpdated[id] = { type: "cannotUnsend" };
        else {
          s.undoStatus = patch.undoStatus;
          out.updated[id] = null;
        }
      }
      return set(out);
    }
    case "EmailSubmission/get": return get([...submissions.values()].filter((s) => a.ids.includes(s.id)).map((s) => {
      const left = s.undoStatus === "pending" && Date.now() > s.leaves;
      return { id: s.id, undoStatus: left ? "final" : s.undoStatus, deliveryStatus: {}, failure: left && s.refuse ? { message: "The server does not know refuse@example.org. Correct the address, then send again.", server: "550 5.1.1 <refuse@example.org>: Recipient address rejected: User unknown" } : null };
    }));
    default: return null;
  }
}

async function rest(request: Request, path: string): Promise<Response | null> {
  const body: Json = ["POST", "PUT"].includes(request.method) && path.startsWith("/api/") ? await request.json().catch(() => ({})) : {};
  const signIn = () => (state = "signedIn", reply(session()));
  switch (`${request.method} ${path}`) {
    case "GET /api/session": return reply(session());
    case "POST /api/sign-in": return users[body.username] === body.password ? signIn() : problem("signIn", 401, "User name or password is not right.");
    case "POST /api/setup": return body.token === "used" ? problem("denied", 403, "") : (users[body.username] = body.password, signIn());
    case "POST /api/register": return users[body.username] ? problem("conflict", 409, "This user name is taken. Choose another.", "username") : (users[body.username] = body.password, signIn());
    case "POST /api/sign-out": return (state = "signedOut", reply(null, 204));
    case "POST /api/password": return body.current === "velvet harbour" ? reply(null, 204) : problem("denied", 403, "The present password is not right.", "current");
    case "GET /api/app-passwords": return reply({ list: appPasswords });
    case "POST /api/app-passwords": {
      const made = { id: `p${++next}`, name: body.name, createdAt: new Date().toISOString(), lastUsedAt: null };
      appPasswords = [...appPasswords, made];
      return reply({ id: made.id, name: made.name, password: "krfp-mwtz-qhbe-xuvn" });
    }
    case "GET /api/policy": case "GET /api/admin/policy": return reply(policy);
    case "PUT /api/admin/policy": return (Object.assign(policy, body), registration = policy.registration, reply(policy));
  }
  if (path.startsWith("/api/app-passwords/")) return (appPasswords = appPasswords.filter((p) => !path.endsWith(p.id)), reply(null, 204));
  return null;
}

Deno.serve({ port, hostname: "127.0.0.1" }, async (request) => {
  const url = new URL(request.url), path = url.pathname;
  if (path === "/dev/person") {
    state = url.searchParams.get("state") ?? state;
    registration = url.searchParams.get("registration") ?? registration;
    return reply(session());
  }
  if (path === "/dev/savefail") return (saveFails = url.searchParams.get("on") === "1", reply({ saveFails }));
  if (path === "/dev/drafts") return reply([...drafts.values()]);
  if (path === "/dev/submissions") return reply([...submissions.values()]);
  if (path === "/jmap/session") return reply({ ...await (await fetch(upstream + path)).json(), capabilities: { "urn:ietf:params:jmap:core": { maxSizeUpload: 25_000_000, maxConcurrentUpload: 4 } }, accounts: Object.fromEntries([["all", { name: "All", accountCapabilities: {} }], ...(await loaded()).map((a) => [a.id, { name: a.name, accountCapabilities: {} }])]) });
  if (path === "/jmap/api") {
    const { methodCalls } = await request.json() as { methodCalls: [string, Json, string][] };
    const answers = await Promise.all(methodCalls.map(async ([name, args, id]) => {
      const own = await mine(name, args);
      return own ? [own[0], own[1], id] : null;
    }));
    const rest = (await forward(methodCalls.filter((_, i) => !answers[i]))).values();
    return reply({ methodResponses: answers.map((x) => x ?? rest.next().value), sessionState: "1" });
  }
  if (path.startsWith("/jmap/upload/")) {
    const bytes = await request.arrayBuffer(), id = `b${next++}`, type = request.headers.get("Content-Type") ?? "";
    blobs.set(id, { bytes, type, size: bytes.byteLength });
    await later(Number(url.searchParams.get("slow") ?? 300));
    return reply({ accountId: path.split("/")[3], blobId: id, type, size: bytes.byteLength }, 201);
  }
  const blob = blobs.get(path.split("/")[4] ?? "");
  if (path.startsWith("/jmap/download/") && blob) return new Response(blob.bytes, { headers: { "Content-Type": blob.type } });
  const plugin = await pluginAnswer(request, url, state === "signedIn");
  if (plugin) return plugin;
  const own = await rest(request, path);
  if (own) return own;
  if (path === "/ws") {
    const { socket, response } = Deno.upgradeWebSocket(request, { protocol: "jmap" }), far = new WebSocket(`ws://127.0.0.1:${behind}/ws`, "jmap");
    pushed.add(socket);
    far.onmessage = (event) => socket.readyState === 1 && socket.send(event.data);
    socket.onclose = () => (pushed.delete(socket), far.close());
    return response;
  }
  return await fetch(upstream + path + url.search);
});
