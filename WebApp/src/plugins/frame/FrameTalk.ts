import type { emailFacts } from "../emailFacts.ts";
import { type Deed, type Done, read } from "./protocol.ts";

/** What the page of a plugin is told: where it stands, for whom, in which colours and language. */
export interface Context {
  slot: string;
  user: { id: string; name: string } | null;
  language: string;
  theme: { name: string; dark: boolean; tokens: Record<string, string> };
  email?: ReturnType<typeof emailFacts>;
  draft?: { subject: string; to: string[]; text: string };
}

/** Where a page stands: `silent` is one that has not said `ready` in time. */
export type Phase = "loading" | "ready" | "silent";

export interface TalkSeams {
  post(message: unknown): void;
  context(): Context;
  perform(deed: Deed): Promise<Done>;
  resize(height: number): void;
  close(): void;
  phase(phase: Phase): void;
  later(run: () => void, ms: number): number;
  clear(timer: number): void;
  now(): number;
}

/** A page has this long to say `ready`. */
export const PATIENCE = 10_000;
/** Messages a page may send in ten seconds, and deeds it may have under way. More is dropped, or refused with 429. */
export const MESSAGES = 300;
export const DEEDS = 12;

/** The conversation with one frame: knows no browser, so that every turn of it can be tested. */
export class FrameTalk {
  #phase: Phase = "loading";
  #told = "";
  #timer: number | null = null;
  #deeds = 0;
  #window = { from: 0, count: 0 };
  #ended = false;

  constructor(private readonly seams: TalkSeams) {}

  /** The frame is on its way: begins, or begins again, to wait for `ready`. */
  start(): void {
    this.#show("loading");
    this.#told = "";
    if (this.#timer !== null) this.seams.clear(this.#timer);
    this.#timer = this.seams.later(() => {
      this.#timer = null;
      if (this.#phase === "loading") this.#show("silent");
    }, PATIENCE);
  }
  /** Nothing is heard or said any more. */
  end(): void {
    this.#ended = true;
    if (this.#timer !== null) this.seams.clear(this.#timer);
  }

  /** Takes a message that came from this frame's own window. */
  hear(data: unknown): void {
    if (this.#ended || this.#tooMany()) return;
    const said = read(data);
    if (!said) return;
    if (said.type === "ready") {
      if (this.#timer !== null) this.seams.clear(this.#timer);
      this.#timer = null;
      this.#told = "";
      this.#show("ready");
      return this.tell();
    }
    // A page that has not introduced itself is not listened to.
    if (this.#phase !== "ready") return;
    if (said.type === "resize") return this.seams.resize(said.height);
    if (said.type === "close") return this.seams.close();
    const answer = (done: Done) => {
      if (!this.#ended) this.seams.post({ type: "perform", id: said.id, ...done });
    };
    if (!said.deed) return answer({ status: 400 });
    if (this.#deeds >= DEEDS) return answer({ status: 429 });
    this.#deeds++;
    this.seams.perform(said.deed).catch((): Done => ({ status: 500 })).then((done) => {
      this.#deeds--;
      answer(done);
    });
  }

  /** Tells the page its context if it is another than the one told last. */
  tell(): void {
    if (this.#ended || this.#phase !== "ready") return;
    const context = this.seams.context(), text = JSON.stringify(context);
    if (text === this.#told) return;
    this.#told = text;
    this.seams.post({ type: "context", ...context });
  }
  /** Hands on what the plugin's server side pushed. */
  push(message: unknown): void {
    if (this.#ended || this.#phase !== "ready") return;
    this.seams.post({ type: "context", ...this.seams.context(), push: message });
  }

  #show(phase: Phase): void {
    this.#phase = phase;
    this.seams.phase(phase);
  }
  #tooMany(): boolean {
    const now = this.seams.now();
    if (now - this.#window.from > 10_000) this.#window = { from: now, count: 0 };
    return ++this.#window.count > MESSAGES;
  }
}
