/** The cards and books of the person: cached by id, changes laid over them until the server has answered, kept fresh by its pushes. */
import { asFailure, type Failure } from "../failure.ts";
import { Batch, jmap } from "../jmap/index.ts";
import type { ChangesAnswer, Filter, Id, StateChange } from "../jmap/types.ts";
import { sync } from "../store/index.ts";
import { signal } from "../store/signal.ts";
import { Topics } from "../store/topics.ts";
import { CONTACTS } from "./capability.ts";
import { type AddressBook, type Card, isGroup } from "./Card.ts";
import { CardWindow, type CardQuery } from "./CardWindow.ts";
import { cardTitle, type SortBy } from "./names.ts";
import { addressIn, bareUid } from "./uid.ts";

const KEPT = 8;

/** What waits for the server: cards as they will be, null for those that go. */
export type Over = ReadonlyMap<Id, Card | null>;

class ContactStore {
  readonly topics = new Topics();
  readonly books = signal<readonly AddressBook[]>([]);
  readonly groups = signal<readonly Card[]>([]);
  /** Cards in each book, and under `all`. */
  readonly counts = signal<ReadonlyMap<Id, number>>(new Map());
  readonly ready = signal(false);
  readonly failure = signal<Failure | null>(null);
  readonly sortBy = signal<SortBy>(savedSort());
  account: Id = "";
  private cards = new Map<Id, Card>();
  private overs: Over[] = [];
  private windows = new Map<string, CardWindow>();
  private state: string | null = null;
  private starting: Promise<boolean> | null = null;
  private following: Promise<void> | null = null;
  private again = false;

  /** Finds the account; true when this server keeps contacts. Asked for once. */
  open(): Promise<boolean> {
    this.starting ??= jmap.session().then((session) => {
      this.account = session.primaryAccounts?.[CONTACTS] ?? "";
      if (this.account) sync.others.add((change) => this.hear(change));
      return this.account !== "";
    }).catch((error) => {
      this.starting = null;
      throw error;
    });
    return this.starting;
  }
  /** Books, groups and numbers; done when they are there. */
  async start(): Promise<void> {
    try {
      if (!(await this.open())) throw asFailure(new Error());
      await this.loadBooks();
      this.failure.set(null);
      this.ready.set(true);
    } catch (error) {
      this.failure.set(asFailure(error));
    }
  }

  async loadBooks(): Promise<void> {
    const batch = new Batch();
    const books = batch.get<AddressBook>("AddressBook", this.account, null);
    const found = batch.query("ContactCard", this.account, { filter: { kind: "group" }, limit: 500 });
    const groups = batch.get<Card>("ContactCard", this.account, found.ref("/ids"));
    await jmap.send(batch);
    const list = [...books.value.list].sort((a, b) => Number(b.isDefault) - Number(a.isDefault) || a.sortOrder - b.sortOrder || a.name.localeCompare(b.name));
    this.take(groups.maybe?.list ?? [], groups.maybe?.state ?? null);
    this.groupIds = new Set(groups.maybe?.list.map((g) => g.id));
    this.books.set(list);
    this.tellGroups();
    await this.count(list);
  }
  private groupIds = new Set<Id>();
  private async count(books: readonly AddressBook[]): Promise<void> {
    const counts = new Map<Id, number>(), wanted: [Id, Filter | null][] = [["all", PEOPLE], ...books.map((b): [Id, Filter] => [b.id, { operator: "AND", conditions: [{ inAddressBook: b.id }, PEOPLE] }])];
    for (let i = 0; i < wanted.length; i += 12) {
      const batch = new Batch();
      const calls = wanted.slice(i, i + 12).map(([id, filter]) => [id, batch.query("ContactCard", this.account, { filter, limit: 1, calculateTotal: true })] as const);
      await jmap.send(batch);
      for (const [id, call] of calls) counts.set(id, call.maybe?.total ?? 0);
    }
    this.counts.set(counts);
  }

  /** The window of a query; the same object while it is among the last ones used. */
  window(query: CardQuery): CardWindow {
    const key = JSON.stringify(query);
    let window = this.windows.get(key);
    if (window) this.windows.delete(key);
    else window = new CardWindow(query, this.account, jmap, { take: (cards, state) => this.take(cards, state), bump: (topic) => this.topics.bump(topic) });
    this.windows.set(key, window);
    if (this.windows.size > KEPT) this.windows.delete(this.windows.keys().next().value!);
    return window;
  }

  /** The card as it is with everything that waits laid over it; null when it is gone, undefined while it is not known. */
  card(id: Id): Card | null | undefined {
    for (let i = this.overs.length - 1; i >= 0; i--) {
      const over = this.overs[i]!.get(id);
      if (over !== undefined) return over;
    }
    return this.cards.get(id);
  }
  byUid(uid: string): Card | undefined {
    const bare = bareUid(uid);
    for (const card of this.cards.values()) if (bareUid(card.uid) === bare) return this.card(card.id) ?? undefined;
    return undefined;
  }
  known(): Card[] {
    return [...this.cards.keys()].map((id) => this.card(id)).filter((c): c is Card => !!c);
  }
  take(cards: readonly Card[], state: string | null): void {
    this.state ??= state;
    this.topics.together(() => {
      for (const card of cards) {
        this.cards.set(card.id, card);
        this.topics.bump(`card:${card.id}`);
      }
    });
  }
  /** Loads cards that are not known yet; those that are gone are remembered as gone. */
  async load(ids: readonly Id[], fresh = false): Promise<void> {
    const wanted = ids.filter((id) => fresh || !this.cards.has(id));
    for (let i = 0; i < wanted.length; i += 200) {
      const batch = new Batch();
      const call = batch.get<Card>("ContactCard", this.account, wanted.slice(i, i + 200));
      await jmap.send(batch);
      this.take(call.value.list, call.value.state);
      this.drop(call.value.notFound);
    }
  }
  /** Cards by their uids, as groups name them. */
  async loadMembers(uids: readonly string[]): Promise<void> {
    const known = new Set([...this.cards.values()].map((c) => bareUid(c.uid))), wanted = uids.filter((uid) => !known.has(bareUid(uid)) && addressIn(uid) === null);
    for (let i = 0; i < wanted.length; i += 100) {
      const batch = new Batch();
      const found = batch.query("ContactCard", this.account, { filter: uidFilter(wanted.slice(i, i + 100)), limit: 200 });
      const list = batch.get<Card>("ContactCard", this.account, found.ref("/ids"));
      await jmap.send(batch);
      this.take(list.value.list, list.value.state);
    }
  }
  private drop(ids: readonly Id[]): void {
    this.topics.together(() => {
      for (const id of ids) {
        this.cards.delete(id);
        this.gone.add(id);
        this.topics.bump(`card:${id}`);
      }
    });
  }
  private gone = new Set<Id>();
  isGone = (id: Id): boolean => this.gone.has(id) && !this.cards.has(id);

  /** Lays cards over the cache; cards that go leave every list. Gives back the two ways to end it. */
  lay(over: Over): { keep: () => void; putBack: () => void } {
    this.overs.push(over);
    const gone = new Set([...over].filter(([, card]) => card === null).map(([id]) => id));
    this.tell(over);
    if (gone.size) for (const window of this.windows.values()) window.hide(gone);
    const end = () => {
      this.overs = this.overs.filter((o) => o !== over);
    };
    return {
      keep: () => {
        end();
        for (const [id, card] of over) {
          if (card) this.cards.set(id, card);
          else this.cards.delete(id);
        }
        this.tell(over);
      },
      putBack: () => {
        end();
        this.tell(over);
        if (gone.size) this.refresh();
      },
    };
  }
  private tell(over: Over): void {
    this.topics.together(() => {
      for (const id of over.keys()) this.topics.bump(`card:${id}`);
    });
    if ([...over.keys()].some((id) => this.groupIds.has(id))) this.tellGroups();
  }
  private tellGroups(): void {
    const list = [...this.groupIds].map((id) => this.card(id)).filter((c): c is Card => !!c && isGroup(c));
    this.groups.set(list.sort((a, b) => cardTitle(a).localeCompare(cardTitle(b), undefined, { numeric: true })));
  }

  /** Lists on the screen ask again now, the others when they are shown. */
  refresh(): void {
    for (const window of this.windows.values()) {
      if (this.topics.watched(window.topic)) void window.refresh();
      else window.stale = true;
    }
  }
  /** After a change of one's own: lists, groups and numbers follow without waiting for the push. */
  async settled(): Promise<void> {
    this.refresh();
    await this.loadBooks().catch(() => undefined);
  }

  private hear(change: StateChange | null): void {
    const types = change === null ? { AddressBook: "", ContactCard: "" } : change.changed[this.account];
    if (!types || !("ContactCard" in types || "AddressBook" in types) || !this.ready.get()) return;
    if (types["ContactCard"] && types["ContactCard"] === this.state && !("AddressBook" in types)) return;
    if (this.following) {
      this.again = true;
      return;
    }
    this.following = this.follow().catch(() => undefined).finally(() => {
      this.following = null;
      if (this.again) {
        this.again = false;
        this.hear(null);
      }
    });
  }
  /** What changed on other devices: cards in the cache are fetched again, lists ask again. */
  private async follow(): Promise<void> {
    for (let more = this.state !== null; more;) {
      const batch = new Batch();
      const call = batch.changes("ContactCard", this.account, this.state!);
      await jmap.send(batch);
      const answer: ChangesAnswer | null = call.maybe;
      if (!answer) {
        this.state = null;
        await this.load([...this.cards.keys()].slice(-400), true);
        break;
      }
      this.drop(answer.destroyed);
      await this.load(answer.updated.filter((id) => this.cards.has(id)), true);
      for (const id of answer.created) this.gone.delete(id);
      this.state = answer.newState;
      more = answer.hasMoreChanges;
    }
    this.refresh();
    await this.loadBooks();
  }
  setSort(by: SortBy): void {
    this.sortBy.set(by);
    try {
      localStorage.setItem("mailflow.contacts.sort", by);
    } catch {
      // For this page only.
    }
  }
}

function savedSort(): SortBy {
  try {
    return localStorage.getItem("mailflow.contacts.sort") === "surname" ? "surname" : "given";
  } catch {
    return "given";
  }
}

/** Everyone but groups, which stand in the sidebar. */
export const PEOPLE: Filter = { operator: "NOT", conditions: [{ kind: "group" }] };
export const uidFilter = (uids: readonly string[]): Filter =>
  uids.length === 1 ? { uid: uids[0]! } : { operator: "OR", conditions: uids.map((uid) => ({ uid })) };

export const contacts = new ContactStore();
