/** Keeps the cache fresh: boot, then `/changes` after every push. */
import { asFailure, type Failure } from "../failure.ts";
import { Batch } from "../jmap/batch.ts";
import { ALL, type JmapClient } from "../jmap/client.ts";
import { Push } from "../jmap/push.ts";
import type { ChangesAnswer, Email, Id, Identity, MailAccount, Mailbox, Preference, StateChange, Thread } from "../jmap/types.ts";
import { pluginSaid } from "../plugins/pushed.ts";
import { type MailCache, ROW } from "./mail.ts";
import { signal } from "./signal.ts";
import type { ListWindow } from "./window.ts";

/** Pushes that follow each other closer than this are followed together: a first sync sends many. */
const CALM = 400;

export class Sync {
  /** Connected to the server's push. */
  readonly connected = signal(true);
  /** The last moment the server was heard of. */
  readonly lastHeard = signal(Date.now());
  readonly bootFailure = signal<Failure | null>(null);
  /** Hear every change as it comes, and null after a time in which nothing was heard: what is cached beside the mail. */
  readonly others = new Set<(change: StateChange | null) => void>();
  private accountIds: Id[] = [];
  private pending = new Map<Id, Set<string>>();
  private running: Promise<void> | null = null;
  private push: Push | null = null;
  /** Nobody has listened yet: what was fetched before the first connection may be older than what it tells of. */
  private deaf = true;
  /** A push is among what is pending, not only a question of our own. */
  private told = false;

  constructor(private readonly cache: MailCache, private readonly client: JmapClient, private readonly windows: () => Iterable<ListWindow>) {}

  /** Loads accounts, mailboxes and preferences, then listens. */
  async start(): Promise<void> {
    if (!this.push) {
      this.push = new Push(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}`, (change) => this.pushed(change), (up) => this.connection(up), undefined, pluginSaid);
      this.push.start();
      addEventListener("online", () => this.push?.nudge());
      document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.push?.nudge());
    }
    try {
      await this.loadAccounts();
      this.bootFailure.set(null);
      this.cache.ready.set(true);
    } catch (error) {
      this.bootFailure.set(asFailure(error));
    }
  }
  /** Tries the connection again at once. */
  nudge(): void {
    this.push?.nudge();
  }
  stop(): void {
    this.push?.stop();
    this.push = null;
  }

  /** Accounts, their mailboxes, identities and the preference. Also after an account came or went. */
  async loadAccounts(): Promise<void> {
    this.client.forgetSession();
    const session = await this.client.session();
    this.accountIds = [...new Set([ALL, ...Object.keys(session.accounts)])];
    const batch = new Batch();
    const accounts = batch.get<MailAccount>("MailAccount", ALL, null);
    const preference = batch.get<Preference>("Preference", ALL, ["singleton"]);
    const boxes = this.accountIds.slice(0, 6).map((id) => [id, batch.get<Mailbox>("Mailbox", id, null), id === ALL ? null : batch.get<Identity>("Identity", id, null)] as const);
    const further: (typeof boxes)[number][] = [];
    await this.client.send(batch);
    for (let i = 6; i < this.accountIds.length; i += 6) {
      const more = new Batch();
      further.push(...this.accountIds.slice(i, i + 6).map((id) => [id, more.get<Mailbox>("Mailbox", id, null), more.get<Identity>("Identity", id, null)] as const));
      await this.client.send(more);
    }
    this.cache.topics.together(() => {
      this.takeAccounts(accounts.maybe?.list ?? []);
      const given = preference.maybe?.list[0];
      if (given) this.takePreference(given);
      const identities: (Identity & { accountId: Id })[] = [];
      for (const [id, call, identity] of [...boxes, ...further]) {
        const answer = call.maybe;
        if (answer) {
          this.cache.takeMailboxes(id, answer.list);
          this.remember(id, "Mailbox", answer.state);
        }
        for (const one of identity?.maybe?.list ?? []) identities.push({ ...one, accountId: id });
      }
      this.cache.identities.set(identities);
      this.cache.forgetAccounts(new Set(this.accountIds));
    });
    if (accounts.maybe) this.remember(ALL, "MailAccount", accounts.maybe.state);
    if (preference.maybe) this.remember(ALL, "Preference", preference.maybe.state);
    if (!accounts.maybe) throw accounts.value;
  }

  private remember(accountId: Id, type: string, state: string): void {
    this.cache.states.set(`${accountId} ${type}`, state);
  }
  private pushed(change: StateChange): void {
    for (const other of this.others) other(change);
    void this.hear(change);
  }
  private connection(up: boolean): void {
    const was = this.connected.get(), first = this.deaf;
    this.connected.set(up);
    if (up) {
      this.deaf = false;
      this.lastHeard.set(Date.now());
      // What changed between the first answers and the first moment of listening is told by nobody.
      if (was && first) setTimeout(() => void this.catchUp(), CALM);
      // What happened while nobody listened is asked for.
      if (!was) for (const other of this.others) other(null);
      if (!was) void this.hear({ "@type": "StateChange", changed: Object.fromEntries(this.accountIds.map((id) => [id, { Email: "", Thread: "", Mailbox: "", ...(id === ALL ? { MailAccount: "", Preference: "" } : {}) }])) });
    }
  }

  /** Asks what changed since what is cached was fetched: done when the cache is as new as that. */
  catchUp(): Promise<void> {
    return this.hear({ "@type": "StateChange", changed: Object.fromEntries([...new Set([ALL, ...this.accountIds])].map((id) => [id, { Email: "", Thread: "" }])) }, true);
  }

  /** Follows a state change: done when the cache is as new as it says. A quiet one moves no list unless something changed. */
  hear(change: StateChange, quiet = false): Promise<void> {
    this.lastHeard.set(Date.now());
    if (!quiet) this.told = true;
    for (const [account, types] of Object.entries(change.changed)) {
      for (const [type, state] of Object.entries(types ?? {})) {
        if (state && this.cache.states.get(`${account} ${type}`) === state) continue;
        const set = this.pending.get(account) ?? new Set();
        set.add(type);
        this.pending.set(account, set);
      }
    }
    this.running ??= this.work().finally(() => (this.running = null));
    return this.running;
  }
  private async work(): Promise<void> {
    while (this.pending.size) {
      const now = this.pending, told = this.told;
      this.pending = new Map();
      this.told = false;
      try {
        await this.follow(now, told);
      } catch {
        this.told ||= told;
        // Kept for the next push or the reconnect, which ask again from the same states.
        for (const [account, types] of now) this.pending.set(account, new Set([...types, ...(this.pending.get(account) ?? [])]));
        return;
      }
      if (this.pending.size) await new Promise((done) => setTimeout(done, CALM));
    }
  }

  private async follow(changed: Map<Id, Set<string>>, told: boolean): Promise<void> {
    const types = new Set([...changed.values()].flatMap((set) => [...set]));
    const person = new Batch();
    const accounts = types.has("MailAccount") ? person.get<MailAccount>("MailAccount", ALL, null) : null;
    const preference = types.has("Preference") ? person.get<Preference>("Preference", ALL, ["singleton"]) : null;
    await this.client.send(person);
    if (accounts?.maybe) {
      this.remember(ALL, "MailAccount", accounts.value.state);
      this.takeAccounts(accounts.value.list);
    }
    if (preference?.maybe) {
      this.remember(ALL, "Preference", preference.value.state);
      if (preference.value.list[0]) this.takePreference(preference.value.list[0]);
    }
    const ids = new Set([...changed.keys(), ...(accounts?.maybe?.list.map((a) => a.id) ?? [])]);
    const gone = accounts?.maybe && this.accountIds.some((id) => id !== ALL && !ids.has(id));
    if (gone || [...ids].some((id) => !this.accountIds.includes(id))) {
      await this.loadAccounts();
      this.refreshWindows();
    }
    // A list on its first way here may have been answered before this change: what it was fetched at is known once it is here.
    await Promise.all([...this.windows()].filter((window) => window.total === null && changed.has(window.query.accountId) && !this.cache.states.has(`${window.query.accountId} Email`)).map((window) => window.settled()));
    const batch = new Batch();
    const boxes = [...changed].filter(([, set]) => set.has("Mailbox") || set.has("Email")).map(([id]) => [id, batch.get<Mailbox>("Mailbox", id, null)] as const);
    const deltas = [...changed].flatMap(([id, set]) =>
      // No state is known of an account that nothing was fetched from: then nothing of it is cached.
      (["Email", "Thread"] as const).filter((type) => set.has(type) && this.cache.states.has(`${id} ${type}`)).map((type) => [id, type, batch.changes(type, id, this.cache.states.get(`${id} ${type}`)!)] as const)
    );
    await this.client.send(batch);
    for (const [id, call] of boxes) {
      if (!call.maybe) continue;
      this.cache.takeMailboxes(id, call.maybe.list);
      this.remember(id, "Mailbox", call.maybe.state);
    }
    this.cache.topics.bump("counts");
    const stale = new Set<Id>();
    let news = told;
    for (const [id, type, call] of deltas) {
      const answer = call.maybe;
      news ||= !answer || answer.created.length + answer.updated.length + answer.destroyed.length > 0;
      if (!answer) stale.add(id);
      else if (type === "Email") await this.takeEmailChanges(id, answer);
      else await this.takeThreadChanges(id, answer);
    }
    for (const id of stale) await this.reload(id);
    if (news && (types.has("Email") || types.has("Thread"))) this.refreshWindows();
  }

  /** What is on the screen asks again now, the rest when it is shown. */
  private refreshWindows(): void {
    for (const window of this.windows()) {
      if (this.cache.topics.watched(window.topic)) void window.refresh();
      else window.stale = true;
    }
  }
  /** The server's names for "nothing chosen yet" are the app's own defaults. */
  private takePreference(given: Preference): void {
    const { theme, layout } = given;
    this.cache.preference.set((old) => ({ ...old, ...given, theme: theme === "auto" ? "system" : theme, layout: layout === "columns" ? "classic" : layout }));
  }
  private takeAccounts(list: readonly MailAccount[]): void {
    this.cache.accounts.set([...list].sort((a, b) => a.sortOrder - b.sortOrder || a.name.localeCompare(b.name)));
  }

  private async takeEmailChanges(accountId: Id, answer: ChangesAnswer): Promise<void> {
    let at = answer;
    for (;;) {
      this.cache.dropEmails(at.destroyed);
      const wanted = [...new Set([...at.updated.filter((id) => this.cache.knows(id)), ...at.created])];
      await this.loadEmails(accountId, wanted);
      this.remember(accountId, "Email", at.newState);
      if (!at.hasMoreChanges) return;
      at = await this.client.call<ChangesAnswer>("Email/changes", { accountId, sinceState: at.newState });
    }
  }
  private async takeThreadChanges(accountId: Id, answer: ChangesAnswer): Promise<void> {
    let at = answer;
    for (;;) {
      this.cache.dropThreads(at.destroyed);
      const ids = at.updated.filter((id) => this.cache.thread(id));
      for (let i = 0; i < ids.length; i += 200) {
        const batch = new Batch();
        const threads = batch.get<Thread>("Thread", accountId, ids.slice(i, i + 200));
        await this.client.send(batch);
        this.cache.takeThreads(threads.value.list);
        await this.loadEmails(accountId, threads.value.list.flatMap((t) => t.emailIds).filter((id) => !this.cache.knows(id)));
      }
      this.remember(accountId, "Thread", at.newState);
      if (!at.hasMoreChanges) return;
      at = await this.client.call<ChangesAnswer>("Thread/changes", { accountId, sinceState: at.newState });
    }
  }
  private async loadEmails(accountId: Id, ids: readonly Id[]): Promise<void> {
    // A flood (first sync of an account) is not fetched: the windows ask for what is in view.
    if (ids.length > 1000) return;
    for (let i = 0; i < ids.length; i += 200) {
      const batch = new Batch();
      const emails = batch.get<Email>("Email", accountId, ids.slice(i, i + 200), ROW);
      await this.client.send(batch);
      this.cache.takeEmails(accountId, emails.value.list);
    }
  }
  /** States are lost: asks again for every email of the account that is cached, in parts. */
  private async reload(accountId: Id): Promise<void> {
    const ids = this.cache.knownEmails(accountId).slice(-1000);
    for (let i = 0; i < Math.max(1, ids.length); i += 200) {
      const batch = new Batch();
      const emails = batch.get<Email>("Email", accountId, ids.slice(i, i + 200), ROW);
      const threads = batch.get<Thread>("Thread", accountId, emails.ref("/list/*/threadId"));
      await this.client.send(batch);
      const answer = emails.value;
      this.cache.takeEmails(accountId, answer.list);
      this.cache.dropEmails(answer.notFound);
      if (threads.maybe) {
        this.cache.takeThreads(threads.maybe.list);
        this.remember(accountId, "Thread", threads.maybe.state);
      }
      this.remember(accountId, "Email", answer.state);
    }
  }
}
