/** Hears of changes: JMAP over WebSocket with push (RFC 8887), EventSource (RFC 8620 7.3) where sockets do not get through. */
import type { StateChange } from "./types.ts";

export interface PushSeams {
  openSocket(url: string): WebSocket;
  openEvents(url: string): EventSource;
  later(run: () => void, ms: number): number;
  clear(timer: number): void;
  random(): number;
}

const browser: PushSeams = {
  openSocket: (url) => new WebSocket(url, "jmap"),
  openEvents: (url) => new EventSource(url),
  later: (run, ms) => setTimeout(run, ms) as unknown as number,
  clear: (timer) => clearTimeout(timer),
  random: Math.random,
};

/** 1 s, 2 s, 4 s … 60 s, each between half and all of it, so that a restarted server is not stormed. */
export function backoff(attempt: number, random: () => number): number {
  const full = Math.min(60_000, 1000 * 2 ** Math.min(attempt, 10));
  return full / 2 + (full / 2) * random();
}

export class Push {
  private socket: WebSocket | null = null;
  private events: EventSource | null = null;
  private attempt = 0;
  private timer = 0;
  private stopped = true;
  private pushState: string | undefined;
  /** Sockets that never opened: after two, EventSource is tried. */
  private refused = 0;

  /** @param origin `wss://host` @param onChange hears each change @param onState true while connected; a reconnect asks for what was missed @param onPlugin hears what plugins push */
  constructor(
    private readonly origin: string,
    private readonly onChange: (change: StateChange) => void,
    private readonly onState: (connected: boolean) => void,
    private readonly seams: PushSeams = browser,
    private readonly onPlugin: (plugin: string, message: unknown) => void = () => {},
  ) {}

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    this.open();
  }
  stop(): void {
    this.stopped = true;
    this.seams.clear(this.timer);
    this.socket?.close();
    this.events?.close();
    this.socket = this.events = null;
  }
  /** Tries again at once, for instance when the browser says it is online or the tab comes back. */
  nudge(): void {
    if (this.stopped || this.socket?.readyState === 1 || this.events?.readyState === 1) return;
    this.seams.clear(this.timer);
    this.attempt = 0;
    this.socket?.close();
    this.events?.close();
    this.socket = this.events = null;
    this.open();
  }

  private open(): void {
    if (this.refused >= 2) this.openEvents();
    else this.openSocket();
  }
  private openSocket(): void {
    let opened = false;
    let socket: WebSocket;
    try {
      socket = this.seams.openSocket(`${this.origin}/ws`);
    } catch {
      this.refused = 2;
      return this.retry();
    }
    this.socket = socket;
    socket.onopen = () => {
      opened = true;
      this.attempt = this.refused = 0;
      socket.send(JSON.stringify({ "@type": "WebSocketPushEnable", dataTypes: null, ...(this.pushState ? { pushState: this.pushState } : {}) }));
      this.onState(true);
    };
    socket.onmessage = (event) => typeof event.data === "string" && this.heard(event.data);
    socket.onclose = () => {
      if (this.socket !== socket) return;
      this.socket = null;
      if (!opened) this.refused++;
      else this.onState(false);
      this.retry();
    };
  }
  private openEvents(): void {
    const events = this.seams.openEvents("/jmap/eventsource/?types=*&closeafter=no&ping=60");
    this.events = events;
    events.onopen = () => {
      this.attempt = 0;
      this.onState(true);
    };
    for (const name of ["state", "plugin"]) events.addEventListener(name, (event) => this.heard((event as MessageEvent<string>).data));
    events.onerror = () => {
      if (this.events !== events) return;
      events.close();
      this.events = null;
      this.refused = 0;
      this.onState(false);
      this.retry();
    };
  }
  private heard(text: string): void {
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch {
      return;
    }
    if (typeof message !== "object" || message === null) return;
    const said = message as { "@type"?: unknown; plugin?: unknown; message?: unknown };
    if (said["@type"] === "PluginMessage") return typeof said.plugin === "string" ? this.onPlugin(said.plugin, said.message) : undefined;
    const change = message as Partial<StateChange>;
    if (change["@type"] !== "StateChange" || typeof change.changed !== "object" || change.changed === null) return;
    if (typeof change.pushState === "string") this.pushState = change.pushState;
    this.onChange(change as StateChange);
  }
  private retry(): void {
    if (this.stopped) return;
    this.timer = this.seams.later(() => this.open(), backoff(this.attempt++, this.seams.random));
  }
}
