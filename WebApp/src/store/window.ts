/**
 * One list as the server's query gives it: ids by position, loaded page by page as the view comes near, never all of it.
 * What the person removed is hidden at once; what the server says later moves rows only where nobody looks.
 */
import { asFailure, type Failure } from "../failure.ts";
import { Batch } from "../jmap/batch.ts";
import type { JmapClient } from "../jmap/client.ts";
import type { Email, Filter, GetAnswer, Id, Thread } from "../jmap/types.ts";
import { type MailCache, ROW } from "./mail.ts";

export const PAGE = 50;
const AT_ONCE = 3;

export interface WindowQuery {
  accountId: Id;
  filter: Filter;
  /** Ask for highlighted snippets too. */
  search?: boolean;
}

export interface Snippet {
  emailId: Id;
  subject: string | null;
  preview: string | null;
}

/** A heading of the list and the position of its first row. */
export interface Group {
  at: number;
  since: number;
}

export class ListWindow {
  readonly topic: string;
  total: number | null = null;
  failure: Failure | null = null;
  /** Conversations that arrived above while the view stood elsewhere. */
  arrived = 0;
  /** By how many rows the last refresh moved what is in view; the list takes it and scrolls along. */
  shift = 0;
  readonly snippets = new Map<Id, Snippet>();
  groups: Group[] = [];
  /** The server's mail changed while nobody looked. */
  stale = false;
  /** This conversation stays in the list while it is open, even when it no longer matches (an Unread filter). */
  pinned: Id | null = null;
  private ids: (Id | undefined)[] = [];
  private readonly fresh = new Set<number>();
  private readonly loading = new Map<number, Promise<void>>();
  private hidden = new Set<Id>();
  private hiddenAt: number[] = [];
  private wanted: number[] = [];
  private view = { from: 0, to: PAGE };
  private atTop = true;
  private generation = 0;
  private refreshing: Promise<void> | null = null;
  private again = false;

  constructor(private readonly cache: MailCache, private readonly client: JmapClient, readonly query: WindowQuery, private readonly boundaries: () => number[] = () => []) {
    this.topic = `list:${JSON.stringify(query)}`;
  }

  /** Rows on the screen: the server's total without what is hidden. Null until known. */
  get count(): number | null {
    return this.total === null ? null : Math.max(0, this.total - this.hiddenAt.length);
  }
  /** The position behind a row. */
  private position(row: number): number {
    let at = row;
    for (const hidden of this.hiddenAt) {
      if (hidden <= at) at++;
      else break;
    }
    return at;
  }
  /** The email that stands for the conversation of a row; undefined while not loaded. */
  at(row: number): Id | undefined {
    return this.ids[this.position(row)];
  }
  threadAt(row: number): Id | undefined {
    const id = this.at(row);
    return id === undefined ? undefined : this.cache.baseEmail(id)?.threadId;
  }
  /** The row of a conversation among those loaded; -1 when unknown. */
  rowOf(thread: Id): number {
    const at = this.ids.findIndex((id) => id !== undefined && this.cache.baseEmail(id)?.threadId === thread);
    if (at < 0 || this.hidden.has(thread)) return -1;
    return at - this.hiddenAt.filter((h) => h < at).length;
  }
  /** Headings in rows, those without rows left out. */
  rowGroups(): Group[] {
    const out: Group[] = [];
    const count = this.count ?? 0;
    for (const group of this.groups) {
      const row = group.at - this.hiddenAt.filter((h) => h < group.at).length;
      const last = out[out.length - 1];
      if (last && last.at === row) last.since = group.since;
      else if (row < count) out.push({ at: row, since: group.since });
    }
    return out;
  }

  /** The view shows these rows: loads them and a page ahead both ways. */
  ensure(from: number, to: number, atTop: boolean): void {
    this.view = { from, to };
    this.atTop = atTop;
    if (atTop && this.arrived) {
      this.arrived = 0;
      this.cache.topics.bump(this.topic);
    }
    const first = Math.floor(this.position(from) / PAGE), last = Math.floor(this.position(to) / PAGE);
    const limit = this.total === null ? 0 : Math.max(0, Math.ceil(this.total / PAGE) - 1);
    this.wanted = [...range(first, last), last + 1, first - 1].filter((page) => page >= 0 && page <= limit);
    this.pump();
  }
  /** Loads what the view wants now, a few pages at a time: a long drag of the scroll bar asks for where it ends, not for all it passed. */
  private pump(): void {
    for (const page of this.wanted) {
      if (this.loading.size >= AT_ONCE) return;
      if (!this.fresh.has(page) && !this.loading.has(page)) void this.load(page).finally(() => this.pump());
    }
  }

  hide(threads: Iterable<Id>): void {
    for (const thread of threads) this.hidden.add(thread);
    this.placeHidden();
    this.cache.topics.bump(this.topic);
  }
  unhide(threads: Iterable<Id>): void {
    for (const thread of threads) this.hidden.delete(thread);
    this.placeHidden();
    this.cache.topics.bump(this.topic);
  }
  private placeHidden(): void {
    this.hiddenAt = [];
    if (!this.hidden.size) return;
    this.ids.forEach((id, at) => {
      const thread = id !== undefined ? this.cache.baseEmail(id)?.threadId : undefined;
      if (thread !== undefined && this.hidden.has(thread)) this.hiddenAt.push(at);
    });
  }

  private load(page: number): Promise<void> {
    if (this.fresh.has(page)) return Promise.resolve();
    const running = this.loading.get(page);
    if (running) return running;
    const generation = this.generation;
    const promise = this.fetch({ position: page * PAGE, limit: PAGE }, generation)
      .catch((error) => {
        if (generation !== this.generation) return;
        this.failure = asFailure(error);
        this.wanted = [];
        this.cache.topics.bump(this.topic);
      })
      .finally(() => this.loading.get(page) === promise && this.loading.delete(page));
    this.loading.set(page, promise);
    return promise;
  }
  /** Done when nothing is on its way that was asked for before. */
  async settled(): Promise<void> {
    await Promise.all(this.loading.values());
  }
  /** Tries what failed again. */
  retry(): void {
    this.failure = null;
    this.cache.topics.bump(this.topic);
    this.ensure(this.view.from, this.view.to, this.atTop);
  }

  private async fetch(where: { position: number; limit: number } | { anchor: Id; anchorOffset: number; limit: number }, generation: number): Promise<void> {
    const { accountId, filter, search } = this.query;
    const batch = new Batch();
    const found = batch.query("Email", accountId, {
      filter, sort: [{ property: "receivedAt", isAscending: false }], collapseThreads: true, calculateTotal: true, ...where,
    });
    const heads = batch.get<Email>("Email", accountId, found.ref("/ids"), ROW);
    const threads = batch.get<Thread>("Thread", accountId, heads.ref("/list/*/threadId"));
    const rest = batch.get<Email>("Email", accountId, threads.ref("/list/*/emailIds"), ROW);
    const marks = search ? batch.call<{ list: Snippet[] | null }>("SearchSnippet/get", { accountId, filter, emailIds: found.ref("/ids") }) : null;
    await this.client.send(batch);
    const answer = found.value;
    const siblings = rest.maybe ?? (await this.siblings(threads.maybe?.list ?? []));
    if (generation !== this.generation) return;
    this.cache.topics.together(() => {
      this.cache.noteState(accountId, "Email", heads.value.state);
      this.cache.noteState(accountId, "Thread", threads.maybe?.state ?? "");
      this.cache.takeThreads(threads.maybe?.list ?? []);
      this.cache.takeEmails(accountId, heads.value.list);
      this.cache.takeEmails(accountId, siblings?.list ?? []);
      for (const snippet of marks?.maybe?.list ?? []) this.snippets.set(snippet.emailId, snippet);
      this.failure = null;
      this.total = answer.total ?? Math.max(this.total ?? 0, answer.position + answer.ids.length);
      this.place(answer.position, answer.ids);
      if (this.ids.length > this.total) this.ids.length = this.total;
      this.placeHidden();
      this.cache.topics.bump(this.topic);
    });
    if (answer.position === 0) void this.group();
  }
  /** A page of long conversations may ask for more emails than one call allows: then in parts. */
  private async siblings(threads: readonly Thread[]): Promise<GetAnswer<Email> | null> {
    const ids = threads.flatMap((t) => t.emailIds).filter((id) => !this.cache.knows(id));
    const list: Email[] = [];
    for (let i = 0; i < ids.length; i += 200) {
      const batch = new Batch();
      const part = batch.get<Email>("Email", this.query.accountId, ids.slice(i, i + 200), ROW);
      await this.client.send(batch);
      list.push(...part.value.list);
    }
    return { accountId: this.query.accountId, state: "", list, notFound: [] };
  }
  private place(position: number, ids: readonly Id[]): void {
    ids.forEach((id, i) => (this.ids[position + i] = id));
    const end = position + ids.length, complete = end >= (this.total ?? 0);
    for (let page = Math.ceil(position / PAGE); (page + 1) * PAGE <= end || (complete && page * PAGE < end); page++) this.fresh.add(page);
    // An id stands in one place only: a row that moved leaves no ghost of itself behind.
    const here = new Set(ids);
    this.ids.forEach((id, at) => {
      if (id !== undefined && here.has(id) && (at < position || at >= end)) this.ids[at] = undefined;
    });
  }

  /** Where each heading begins: read off the rows that are loaded, asked of the server beyond them. */
  private async group(): Promise<void> {
    const bounds = this.boundaries();
    if (!bounds.length || this.total === null) return;
    const generation = this.generation;
    const starts: (number | null)[] = bounds.map((since) => this.countSince(since));
    const batch = new Batch();
    const asked = starts.map((start, i) =>
      start !== null ? null : batch.query("Email", this.query.accountId, {
        filter: { operator: "AND", conditions: [this.query.filter, { after: new Date(bounds[i]!).toISOString().replace(/\.\d+Z$/, "Z") }] },
        sort: [{ property: "receivedAt", isAscending: false }], collapseThreads: true, calculateTotal: true, position: 0, limit: 1,
      })
    );
    try {
      await this.client.send(batch);
    } catch {
      return;
    }
    if (generation !== this.generation) return;
    // Heading i covers what is newer than bounds[i] and older than bounds[i - 1]; the last one covers the rest.
    const groups: Group[] = [{ at: 0, since: bounds[0]! }];
    for (let i = 0; i < bounds.length; i++) {
      const start = starts[i] ?? asked[i]?.maybe?.total;
      if (start === undefined) return;
      groups.push({ at: start, since: bounds[i + 1] ?? 0 });
    }
    this.groups = groups;
    this.cache.topics.bump(this.topic);
  }
  private countSince(since: number): number | null {
    for (let at = 0; at < (this.total ?? 0); at++) {
      const id = this.ids[at];
      const email = id === undefined ? null : this.cache.baseEmail(id);
      if (!email) return null;
      if (Date.parse(email.receivedAt) < since) return at;
    }
    return this.total;
  }

  /** The server's mail changed: asks again around what is in view and keeps it where it is. Calls that overlap become one more. */
  refresh(): Promise<void> {
    if (this.total === null) return Promise.resolve();
    if (this.refreshing) {
      this.again = true;
      return this.refreshing;
    }
    this.refreshing = this.refreshNow().catch(() => undefined).finally(() => {
      this.refreshing = null;
      if (this.again) {
        this.again = false;
        void this.refresh();
      }
    });
    return this.refreshing;
  }
  private async refreshNow(): Promise<void> {
    const generation = ++this.generation;
    this.stale = false;
    this.loading.clear();
    const from = this.position(this.view.from);
    const anchor = this.atTop ? undefined : this.ids[from];
    const pinnedAt = this.pinned === null ? -1 : this.ids.findIndex((id) => id !== undefined && this.cache.baseEmail(id)?.threadId === this.pinned);
    const pinnedId = pinnedAt >= 0 ? this.ids[pinnedAt] : undefined;
    const before = this.ids.slice(), oldTotal = this.total ?? 0;
    this.fresh.clear();
    if (anchor !== undefined) {
      const limit = this.view.to - this.view.from + PAGE;
      const probe = new Batch();
      const { accountId, filter } = this.query;
      const found = probe.query("Email", accountId, {
        filter, sort: [{ property: "receivedAt", isAscending: false }], collapseThreads: true, calculateTotal: true, anchor, anchorOffset: 0, limit: 1,
      });
      await this.client.send(probe);
      if (generation !== this.generation) return;
      const answer = found.maybe;
      if (answer && answer.ids[0] === anchor) {
        const moved = answer.position - from;
        if (moved) {
          this.ids = moved > 0 ? [...new Array<undefined>(moved), ...before] : before.slice(-moved);
          this.shift += moved;
          if (moved > 0) this.arrived += moved;
        }
        this.total = answer.total ?? oldTotal + moved;
      }
      await this.fetch({ position: Math.max(0, this.position(this.view.from) + this.shift - 10), limit }, generation);
    } else {
      await this.fetch({ position: 0, limit: Math.max(PAGE, Math.ceil((this.position(this.view.to) + 1) / PAGE) * PAGE) }, generation);
    }
    if (generation !== this.generation) return;
    // What left for good is no longer hidden; what is still listed keeps waiting for its change.
    if (this.cache.overlay.empty) this.hidden = new Set([...this.hidden].filter((thread) => this.stillLeaving(thread)));
    if (pinnedId !== undefined && !this.ids.includes(pinnedId) && this.cache.knows(pinnedId) && !(this.pinned && this.hidden.has(this.pinned))) {
      this.ids.splice(Math.min(pinnedAt, this.total ?? 0), 0, pinnedId);
      this.total = (this.total ?? 0) + 1;
    }
    this.placeHidden();
    this.cache.topics.bump(this.topic);
    this.ensure(this.view.from, this.view.to, this.atTop);
    if (anchor !== undefined) void this.group();
  }
  private stillLeaving(thread: Id): boolean {
    const box = this.query.filter["inMailbox"];
    return typeof box === "string" && !this.cache.conversation(thread).some((email) => this.cache.isIn(email, box));
  }
  /** Takes the shift of the last refresh. */
  takeShift(): number {
    const shift = this.shift;
    this.shift = 0;
    return shift;
  }
}

function range(from: number, to: number): number[] {
  const out: number[] = [];
  for (let i = from; i <= to; i++) out.push(i);
  return out;
}
