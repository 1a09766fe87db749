/** The cards a query finds, by position: filled page by page as the view comes near. The client never sorts or filters. */
import { asFailure, type Failure } from "../failure.ts";
import { Batch } from "../jmap/batch.ts";
import type { JmapClient } from "../jmap/client.ts";
import type { Filter, Id } from "../jmap/types.ts";
import type { Card } from "./Card.ts";

const PAGE = 100;

export interface CardQuery {
  filter: Filter | null;
  sort: { property: string; isAscending: boolean }[];
}
export interface CardKeeper {
  take(cards: readonly Card[], state: string): void;
  bump(topic: string): void;
}

export class CardWindow {
  readonly topic: string;
  total: number | null = null;
  failure: Failure | null = null;
  /** Something changed since it was asked; asked again when it is shown. */
  stale = false;
  private ids: (Id | undefined)[] = [];
  private asking = new Set<number>();
  private view = { from: 0, to: 0 };
  private round = 0;

  constructor(readonly query: CardQuery, private readonly account: Id, private readonly client: Pick<JmapClient, "send">, private readonly keeper: CardKeeper) {
    this.topic = `cards:${JSON.stringify(query)}`;
  }

  at(row: number): Id | undefined {
    return this.ids[row];
  }
  rowOf(id: Id): number {
    return this.ids.indexOf(id);
  }
  /** Ids that are loaded, in their order. */
  loaded(): Id[] {
    return this.ids.filter((id): id is Id => id !== undefined);
  }

  /** Asks for what is missing between two rows. */
  ensure(from: number, to: number): void {
    this.view = { from, to };
    for (let page = Math.floor(Math.max(0, from) / PAGE); page <= Math.floor(Math.max(from, to) / PAGE); page++) {
      const first = page * PAGE, last = Math.min(first + PAGE, this.total ?? Infinity);
      if (this.total !== null && first >= this.total) break;
      let missing = this.total === null;
      for (let row = first; !missing && row < last; row++) missing = this.ids[row] === undefined;
      if (missing && !this.asking.has(page)) void this.ask(page);
    }
  }
  /** Asks again for what is in view; the rest is asked for when it is reached. */
  async refresh(): Promise<void> {
    this.stale = false;
    const round = ++this.round, keep = this.ids;
    this.asking.clear();
    const pages = [...new Set([Math.floor(this.view.from / PAGE), Math.floor(this.view.to / PAGE)])];
    this.ids = [];
    for (const page of pages) for (let row = page * PAGE; row < (page + 1) * PAGE; row++) this.ids[row] = keep[row];
    await Promise.all(pages.map((page) => this.ask(page, round)));
  }
  /** Takes cards out at once, before the server has said so. */
  hide(gone: ReadonlySet<Id>): void {
    const left = this.ids.filter((id) => id === undefined || !gone.has(id));
    if (this.total !== null) this.total -= this.loaded().filter((id) => gone.has(id)).length;
    this.ids = left;
    this.keeper.bump(this.topic);
  }

  private async ask(page: number, round = this.round): Promise<void> {
    this.asking.add(page);
    const batch = new Batch();
    const found = batch.query("ContactCard", this.account, { ...(this.query.filter ? { filter: this.query.filter } : {}), sort: this.query.sort, position: page * PAGE, limit: PAGE, calculateTotal: true });
    const list = batch.get<Card>("ContactCard", this.account, found.ref("/ids"));
    try {
      await this.client.send(batch);
      const { ids, position, total } = found.value, cards = list.value;
      if (round !== this.round) return;
      this.keeper.take(cards.list, cards.state);
      this.total = total ?? Math.max(this.total ?? 0, position + ids.length);
      this.ids.length = Math.min(this.ids.length, this.total);
      for (let row = page * PAGE; row < Math.min((page + 1) * PAGE, this.total); row++) this.ids[row] = ids[row - position];
      this.failure = null;
    } catch (error) {
      if (round === this.round) this.failure = asFailure(error);
    } finally {
      if (round === this.round) this.asking.delete(page);
      this.keeper.bump(this.topic);
    }
  }
}
