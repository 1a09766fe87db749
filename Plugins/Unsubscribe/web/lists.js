// The panel: every list that wrote lately, how each stands, and leaving several one after the other.
import { MailFlow } from "./MailFlow.js";
import { speak } from "./words.js";

const shell = new MailFlow();
const by = (id) => document.getElementById(id);
const selected = new Set();
let t = speak("en"), language = "en", formats = "en", data = null, filter = "", notice = null;
/** A look through the mail that goes on: {read, total}. */
let looking = null;
/** Lists being left: {keys, at, name, stop}. */
let leaving = null;
/** Rows whose button was pressed. */
const busy = new Set();
/** What had the focus before it went away or was disabled. */
let held = null;

// Words

const number = (n) => new Intl.NumberFormat(formats).format(n);
const day = (text) => new Intl.DateTimeFormat(formats, { dateStyle: "medium", ...(text.length === 10 ? { timeZone: "UTC" } : {}) }).format(new Date(text));
const moment = (seconds) => new Intl.DateTimeFormat(formats, { dateStyle: "medium", timeStyle: "short" }).format(new Date(seconds * 1000));
const say = (text) => { by("said").textContent = text; };

function stateOf(list) {
  if (list.still) return t("still", { day: day(list.day) });
  switch (list.state) {
    case "opened": return t("opened", { day: day(list.day) });
    case "asked": return t("asked", { day: day(list.day) });
    case "left": return t("left", { day: day(list.day) });
    case "failed": return list.trouble ? t(`trouble.${list.trouble}`, { detail: list.detail ?? "" }) : list.reason;
    default: return "";
  }
}
const wayOf = (list) => t(`way.${list.way}`, { target: list.target });

// What may be done

const isLeft = (list) => (list.state === "left" || list.state === "asked") && !list.still;
/** Whether it can be left from here, without its page. */
const canLeave = (list) => list.way !== "link" && !isLeft(list);
const shown = () => {
  const wanted = filter.trim().toLocaleLowerCase(language);
  return data.lists.filter((l) => !wanted || `${l.name} ${l.address}`.toLocaleLowerCase(language).includes(wanted));
};
const sections = () => {
  const all = shown();
  return [
    ["failed", all.filter((l) => l.state === "failed")],
    ["writing", all.filter((l) => l.still)],
    ["open", all.filter((l) => !l.still && (l.state === "offered" || l.state === "opened"))],
    ["gone", all.filter(isLeft)],
  ].filter(([, lists]) => lists.length);
};

// Drawing

/** An element; `on…` members are listeners, null and false members are left out. */
function h(tag, members, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(members ?? {})) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "checked" || name === "indeterminate" || name === "value") made[name] = value;
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/** A button; `id` finds it again after the page was drawn anew. */
const button = (id, label, press, members) => h("button", { type: "button", "data-id": id, onclick: press, ...members }, label);

function draw() {
  const page = by("page"), focus = document.activeElement;
  if (focus && focus !== document.body && !by("ask").open) held = focus.dataset.id ?? null;
  const caret = held === "filter" && focus.dataset?.id === "filter" ? focus.selectionStart : null;
  page.setAttribute("aria-busy", String(!data));
  page.replaceChildren(...(data ? [top(), ...body(), bar()].filter(Boolean) : [h("p", { class: "empty" }, notice ? failure() : t("loading"))]));
  if (!held || by("ask").open) return;
  // Where a button is gone with what it did, the row keeps the focus.
  const key = held.slice(held.indexOf(" ") + 1), find = (id) => page.querySelector(`[data-id="${CSS.escape(id)}"]:not(:disabled)`);
  const again = find(held) ?? (held.includes(" ") && !busy.has(key) && !leaving ? find(`row ${key}`) ?? find(`mail ${key}`) : null);
  again?.focus({ preventScroll: true });
  if (caret !== null) again?.setSelectionRange(caret, caret);
}

const failure = () => h("p", { class: notice.good ? "notice good" : "notice", role: notice.good ? null : "alert" }, notice.text);

function top() {
  const words = data.at === null ? t("never", { days: number(data.days) }) : t("found", { at: moment(data.at), n: data.read, read: number(data.read), days: number(data.days) });
  const look = looking
    ? h("div", null, h("label", { for: "looking" }, t("looking")), h("progress", { id: "looking", max: Math.max(1, looking.total), value: looking.read }),
      h("p", { class: "note" }, t("lookedAt", { read: number(looking.read), total: number(looking.total) })))
    : null;
  return h("header", { class: "top" }, h("h1", { class: "unseen" }, t("title")),
    h("div", { class: "found" }, h("p", null, words), button("look", data.at === null ? t("look") : t("again"), () => look_(true), { disabled: Boolean(looking || leaving) })),
    look, notice && failure(),
    data.at !== null && data.total > data.most && h("p", { class: "note" }, t("onlyNewest", { most: number(data.most), total: number(data.total) })),
    data.unread > 0 && h("p", { class: "note" }, t("unread", { n: data.unread, count: number(data.unread) })),
    data.lists.length > 8 && h("input", { type: "search", "data-id": "filter", "aria-label": t("filter"), placeholder: t("filter"), value: filter, oninput: (event) => { filter = event.target.value; draw(); } }));
}

function body() {
  if (!data.lists.length) return data.at === null || looking ? [] : [h("p", { class: "empty" }, t("none", { days: number(data.days) }))];
  const found = sections();
  if (!found.length) return [h("p", { class: "empty" }, t("noMatch"))];
  return found.map(([name, lists]) => {
    const choosable = lists.filter(canLeave), chosen = choosable.filter((l) => selected.has(l.key));
    const id = `head-${name}`;
    return h("section", { "aria-labelledby": id },
      h("div", { class: "head" }, h("h2", { id }, t(`section.${name}`), " ", h("span", { class: "count" }, number(lists.length))),
        choosable.length > 1 && h("label", null, t("selectAll"), h("input", {
          type: "checkbox", "data-id": `all ${name}`, "aria-label": t("selectAllOf", { section: t(`section.${name}`) }), disabled: Boolean(leaving), checked: chosen.length === choosable.length,
          indeterminate: chosen.length > 0 && chosen.length < choosable.length,
          onchange: (event) => {
            for (const list of choosable) event.target.checked ? selected.add(list.key) : selected.delete(list.key);
            draw();
          },
        }))),
      h("ul", { role: "list" }, lists.map(row)));
  });
}

function row(list) {
  const state = stateOf(list), isBusy = busy.has(list.key) || (leaving && leaving.keys[leaving.at] === list.key), off = Boolean(leaving) || isBusy;
  const id = `n-${data.lists.indexOf(list)}`, more = { disabled: off, "aria-describedby": id };
  const act = (what, press, extra) => button(`${what} ${list.key}`, t(`do.${what}`), press, { ...more, ...extra });
  const actions = [];
  if (canLeave(list)) actions.push(list.state === "failed" ? act("retry", () => leaveOne(list)) : list.still ? act("leaveAgain", () => leaveOne(list)) : act("leave", () => leaveOne(list)));
  if (!isLeft(list) && (list.way === "link" || (list.way === "oneClick" && list.state === "failed"))) actions.push(act(list.state === "opened" ? "pageAgain" : "page", () => openPage(list)));
  if (list.state === "opened" || (list.state === "failed" && list.way !== "mail")) actions.push(act("done", () => mark(list, "done")));
  if (list.state === "failed" || list.state === "opened") actions.push(act("clear", () => mark(list, "clear"), { class: "quiet" }));
  return h("li", { "data-key": list.key, "data-busy": isBusy, "aria-busy": isBusy ? "true" : null },
    canLeave(list) && h("input", {
      type: "checkbox", "data-id": `row ${list.key}`, "aria-labelledby": id, checked: selected.has(list.key), disabled: off,
      onchange: (event) => {
        event.target.checked ? selected.add(list.key) : selected.delete(list.key);
        draw();
      },
    }),
    h("span", { class: "name", id, dir: "auto" }, list.name),
    list.address && list.address !== list.name && h("span", { class: "facts", dir: "ltr" }, list.address),
    h("span", { class: "facts" }, t("mails", { n: list.count, count: number(list.count) }), " · ",
      button(`mail ${list.key}`, t("newest", { day: day(list.newest) }), () => shell.openEmail(list.emailId), { class: "link", "aria-label": t("newestOf", { name: list.name, day: day(list.newest) }) })),
    !isLeft(list) && h("span", { class: "facts" }, wayOf(list)),
    (state || isBusy) && h("span", { class: "state", "data-state": list.state, "data-still": list.still, dir: "auto" }, isBusy ? t("leavingNow") : state),
    actions.length > 0 && h("div", { class: "actions" }, actions));
}

function bar() {
  if (leaving) {
    const words = t("leavingOf", { at: number(leaving.at + 1), of: number(leaving.keys.length), name: leaving.name });
    return h("div", { class: "bar" }, h("progress", { max: leaving.keys.length, value: leaving.at, "aria-label": words }),
      h("div", null, h("span", { dir: "auto" }, words), button("stop", leaving.stop ? t("stopping") : t("stop"), () => { leaving.stop = true; draw(); }, { disabled: leaving.stop })));
  }
  const lists = chosen();
  if (!lists.length) return null;
  return h("div", { class: "bar" }, h("div", null, h("span", null, t("chosen", { n: lists.length, count: number(lists.length) })),
    button("none", t("chooseNone"), () => { selected.clear(); draw(); }, { class: "quiet" }),
    button("leave-all", t("leaveAll", { n: lists.length, count: number(lists.length) }), () => leaveMany(lists), { class: "main" })));
}

const chosen = () => data.lists.filter((l) => selected.has(l.key) && canLeave(l));

// Asking

/** Asks before something goes out; settles with the answer. Escape is no. */
function ask(title, lines, yes) {
  const dialog = by("ask"), back = document.activeElement?.dataset?.id;
  by("ask-title").textContent = title;
  by("ask-text").replaceChildren(...lines.map((line) => h("p", { dir: "auto" }, line)));
  by("ask-yes").textContent = yes;
  by("ask-no").textContent = t("cancel");
  dialog.returnValue = "";
  dialog.showModal();
  by("ask-yes").focus();
  return new Promise((settle) => dialog.addEventListener("close", () => {
    // The page may have been drawn anew meanwhile.
    if (back) by("page").querySelector(`[data-id="${CSS.escape(back)}"]`)?.focus({ preventScroll: true });
    settle(dialog.returnValue === "yes");
  }, { once: true }));
}
by("ask-yes").addEventListener("click", () => by("ask").close("yes"));
by("ask-no").addEventListener("click", () => by("ask").close("no"));
by("ask").addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  // Only the question goes, not the panel.
  event.preventDefault();
  by("ask").close("no");
});

// Doing

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const call = (method, path, body) => shell.call(method, path, body);

async function load({ quietly = false } = {}) {
  const { status, body } = await call("GET", "/lists");
  // Nothing is drawn anew under a finger for nothing; and what was done meanwhile is newer than this.
  if (quietly && (status !== 200 || looking || leaving || busy.size || by("ask").open || JSON.stringify(body) === JSON.stringify(data))) return;
  if (status === 200 && Array.isArray(body?.lists)) {
    data = body;
    if (notice?.about === "load") notice = null;
    for (const key of selected) if (!data.lists.some((l) => l.key === key && canLeave(l))) selected.delete(key);
  } else notice = { text: t("noAnswer"), about: "load" };
  draw();
  return status === 200;
}

/** Reads the mail page by page; another window that does the same is waited for. */
async function look_(afresh) {
  if (looking) return;
  looking = { read: 0, total: 0 };
  notice = null;
  draw();
  say(t("looking"));
  let first = afresh, waits = 0;
  for (;;) {
    const { status, body } = await call("POST", "/look", { afresh: first });
    if (status === 409 && waits++ < 60) {
      await pause(1000);
      continue;
    }
    if (status !== 200) {
      notice = { text: t("lookFailed") };
      break;
    }
    first = false;
    looking = { read: body.read, total: body.total };
    if (body.over) break;
    draw();
  }
  looking = null;
  await load();
  if (!notice) say(t("lists", { n: data.lists.length, count: number(data.lists.length) }));
}

/** What the server says of a list now takes its place. */
function put(list) {
  data.lists = data.lists.map((old) => (old.key === list.key ? list : old));
  if (!canLeave(list)) selected.delete(list.key);
}

/** Asks one list; false when it failed or could not be asked. */
async function leave(key) {
  for (let waits = 0; ; waits++) {
    const { status, body } = await call("POST", "/leave", { key });
    if (status === 409 && waits < 30) {
      await pause(1000);
      continue;
    }
    if (status === 200) {
      put(body);
      selected.delete(key);
      return body.state !== "failed";
    }
    notice = { text: t(status === 404 ? "listGone" : "noAnswer") };
    return false;
  }
}

async function during(list, work) {
  busy.add(list.key);
  notice = null;
  draw();
  await work();
  busy.delete(list.key);
  draw();
  tell();
}

/** The open message shows the same state. */
function tell() {
  const email = shell.context?.email?.id;
  if (email) void shell.refresh(email);
}

async function leaveOne(list) {
  if (list.way === "mail" && !(await ask(t("askOne", { name: list.name }), [t("askMail", { target: list.target })], t("sendMail")))) return;
  await during(list, async () => {
    await leave(list.key);
    const now = data.lists.find((l) => l.key === list.key);
    say(`${list.name}: ${notice?.text ?? stateOf(now ?? list)}`);
  });
}

/** Several lists, one after the other; whatever fails is listed first afterwards. */
async function leaveMany(lists) {
  const mails = lists.filter((l) => l.way === "mail").length, clicks = lists.length - mails;
  const lines = [clicks > 0 && t("askClicks", { n: clicks, count: number(clicks) }), mails > 0 && t("askMails", { n: mails, count: number(mails) })].filter(Boolean);
  if (!(await ask(t("askMany", { n: lists.length, count: number(lists.length) }), lines, t("leaveAll", { n: lists.length, count: number(lists.length) })))) return;
  leaving = { keys: lists.map((l) => l.key), at: 0, name: lists[0].name, stop: false };
  notice = null;
  let good = 0, bad = 0;
  for (; leaving.at < lists.length && !leaving.stop; leaving.at++) {
    leaving.name = lists[leaving.at].name;
    draw();
    say(t("leavingOf", { at: number(leaving.at + 1), of: number(lists.length), name: leaving.name }));
    (await leave(lists[leaving.at].key)) ? good++ : bad++;
  }
  leaving = null;
  const words = [t("leftCount", { n: good, count: number(good) }), bad > 0 && t("failedCount", { n: bad, count: number(bad) })].filter(Boolean).join(" ");
  notice = { text: words, good: bad === 0 };
  draw();
  scrollTo({ top: 0 });
  by("page").querySelector('[data-id="look"]')?.focus({ preventScroll: true });
  if (bad === 0) say(words);
  tell();
}

async function openPage(list) {
  const { status, body } = await call("POST", "/mark", { key: list.key, as: "page" });
  if (status !== 200) {
    notice = { text: t(status === 404 ? "noPage" : "noAnswer") };
    return draw();
  }
  if ((await shell.openLink(body.url)).status === 200) await mark(list, "opened");
}

async function mark(list, as) {
  await during(list, async () => {
    const { status, body } = await call("POST", "/mark", { key: list.key, as });
    if (status === 200) put(body);
    else notice = { text: t("noAnswer") };
    say(`${list.name}: ${notice?.text ?? (stateOf(body) || t("cleared"))}`);
  });
}

// Beginning

addEventListener("pointerdown", () => { held = null; });

shell.onContext = (context) => {
  const email = shell.seen;
  shell.seen = context.email?.id;
  language = context.language ?? "en";
  // Days are written as where the person lives, in the language of the app.
  formats = navigator.languages.find((tag) => tag.split("-")[0] === language.split("-")[0]) ?? language;
  t = speak(language);
  document.title = t("title");
  if (data) draw();
  // A chip may have been pressed on the message that was open.
  if (data && !looking && !leaving && email !== shell.seen) void load({ quietly: true });
};
addEventListener("focus", () => data && !looking && !leaving && !busy.size && !by("ask").open && void load({ quietly: true }));

await shell.ready();
draw();
if ((await load()) && (data.at === null || data.looking)) await look_(false);
