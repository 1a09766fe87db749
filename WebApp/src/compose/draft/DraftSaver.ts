import { type Autosave, type AutosaveEffect, type AutosaveEvent, autosave, isDirty, step } from "./autosave.ts";

/** What a saver asks of the world. `store` writes a new copy and answers its id; `remove` destroys copies that it replaced. */
export interface DraftStore<D> {
  store(draft: D): Promise<{ emailId: string }>;
  remove(ids: readonly string[]): Promise<void>;
  now(): number;
  wait(milliseconds: number, run: () => void): () => void;
}

/** The server will not take this content, however often it is tried. */
export class DraftRefused extends Error {}

/** Keeps one draft stored: runs the autosave machine against a store and tells its listener of every change. */
export class DraftSaver<D> {
  #state: Autosave;
  #draft: D;
  #cancelWait: (() => void) | null = null;
  #settled: (() => void)[] = [];
  readonly #world: DraftStore<D>;
  readonly #changed: (state: Autosave) => void;

  constructor(draft: D, world: DraftStore<D>, changed: (state: Autosave) => void, emailId: string | null = null, savedAt: number | null = null) {
    this.#draft = draft;
    this.#world = world;
    this.#changed = changed;
    this.#state = autosave(emailId, savedAt);
  }

  get state(): Autosave {
    return this.#state;
  }

  /** The text is now `draft`; it is stored a second after the last edit. */
  edit(draft: D): void {
    this.#draft = draft;
    this.#take({ type: "edited" });
  }

  /** Stores now what is not stored. True when the server has the last text afterwards. */
  async flush(): Promise<boolean> {
    this.#take({ type: "flush" });
    while (this.#state.inFlight !== null) {
      await new Promise<void>((done) => this.#settled.push(done));
      if (this.#state.reason === null && isDirty(this.#state)) this.#take({ type: "flush" });
    }
    return !isDirty(this.#state);
  }

  /** The network is back. */
  online(): void {
    this.#take({ type: "online" });
  }

  /** Nothing is saved from here on. */
  end(): void {
    this.#take({ type: "ended" });
  }

  #take(event: AutosaveEvent): void {
    const [next, effects] = step(this.#state, event);
    const changed = next !== this.#state;
    this.#state = next;
    for (const effect of effects) this.#perform(effect);
    if (changed) this.#changed(this.#state);
    if (this.#state.inFlight === null) for (const done of this.#settled.splice(0)) done();
  }

  #perform(effect: AutosaveEffect): void {
    switch (effect.do) {
      case "wait":
        this.#cancelWait?.();
        this.#cancelWait = this.#world.wait(effect.milliseconds, () => this.#take({ type: "timer" }));
        break;
      case "stopWaiting":
        this.#cancelWait?.();
        this.#cancelWait = null;
        break;
      case "save":
        this.#world.store(this.#draft).then(
          ({ emailId }) => this.#take({ type: "stored", emailId, at: this.#world.now() }),
          (error: unknown) => this.#take({ type: "failed", reason: reasonOf(error), refused: error instanceof DraftRefused }),
        );
        break;
      case "remove":
        this.#world.remove(effect.ids).then(() => this.#take({ type: "removed", ids: effect.ids }), () => {});
        break;
    }
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
