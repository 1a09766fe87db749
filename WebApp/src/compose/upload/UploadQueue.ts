/** A file on its way to the server. */
export interface Upload {
  id: string;
  name: string;
  type: string;
  size: number;
  state: "waiting" | "sending" | "done" | "failed";
  /** Bytes the server has taken so far. */
  sent: number;
  /** Bytes a second, once it can be told. */
  rate: number | null;
  blobId: string | null;
  problem: UploadProblem | null;
  /** The server's own sentence. */
  message: string | null;
  /** Set for a picture that stands in the text. */
  cid: string | null;
}

export type UploadProblem = "tooLarge" | "tooMuch" | "offline" | "refused" | "empty";

/** How one file is sent. Rejects with an `UploadFailure`. */
export type Transport = (file: Blob, progress: (sent: number) => void, signal: AbortSignal) => Promise<{ blobId: string; type: string; size: number }>;

/** Why a transfer ended without a blob. */
export class UploadFailure extends Error {
  constructor(readonly problem: UploadProblem, message: string) {
    super(message);
  }
}

/** The server's bounds: of one file, of a whole message, and how many may travel at once (RFC 8620 2). */
export interface UploadLimits {
  fileBytes: number;
  messageBytes: number;
  concurrent: number;
}

/** The files of one draft on their way up: a few at a time, each with progress, each to be cancelled or tried again. */
export class UploadQueue {
  #list: Upload[] = [];
  #files = new Map<string, Blob>();
  #running = new Map<string, AbortController>();
  #started = new Map<string, number>();
  #next = 1;
  readonly #transport: Transport;
  readonly #limits: UploadLimits;
  readonly #now: () => number;
  readonly #changed: (list: readonly Upload[]) => void;

  constructor(transport: Transport, limits: UploadLimits, changed: (list: readonly Upload[]) => void, now: () => number = Date.now) {
    this.#transport = transport;
    this.#limits = limits;
    this.#changed = changed;
    this.#now = now;
  }

  get list(): readonly Upload[] {
    return this.#list;
  }

  /** Adds a file; one that cannot be taken is listed with the reason. `already` is what the draft holds besides this queue. */
  add(file: Blob, name: string, already = 0, cid: string | null = null): Upload {
    const held = already + this.#list.filter((u) => u.state !== "failed").reduce((sum, u) => sum + u.size, 0);
    const problem: UploadProblem | null = file.size > this.#limits.fileBytes ? "tooLarge" : held + file.size > this.#limits.messageBytes ? "tooMuch" : null;
    const upload: Upload = {
      id: `u${this.#next++}`, name, type: file.type || "application/octet-stream", size: file.size,
      state: problem ? "failed" : "waiting", sent: 0, rate: null, blobId: null, problem, message: null, cid,
    };
    this.#files.set(upload.id, file);
    this.#set([...this.#list, upload]);
    this.#pump();
    return upload;
  }

  /** Tries a failed file again, unless it is over a limit. */
  retry(id: string): void {
    const upload = this.#list.find((u) => u.id === id);
    if (upload?.state !== "failed" || upload.problem === "tooLarge" || upload.problem === "tooMuch") return;
    this.#update(id, { state: "waiting", sent: 0, rate: null, problem: null, message: null });
    this.#pump();
  }

  /** The file is no longer part of the draft; a transfer under way is cut. */
  remove(id: string): void {
    this.#running.get(id)?.abort();
    this.#running.delete(id);
    this.#files.delete(id);
    this.#set(this.#list.filter((u) => u.id !== id));
    this.#pump();
  }

  /** Every failed file that another try may help. */
  retryAll(): void {
    for (const upload of this.#list) if (upload.state === "failed" && upload.problem === "offline") this.retry(upload.id);
  }

  /** Ends every transfer. */
  end(): void {
    for (const controller of this.#running.values()) controller.abort();
    this.#running.clear();
  }

  #pump(): void {
    while (this.#running.size < this.#limits.concurrent) {
      const next = this.#list.find((u) => u.state === "waiting");
      if (!next) return;
      this.#start(next.id);
    }
  }

  #start(id: string): void {
    const file = this.#files.get(id)!, controller = new AbortController();
    this.#running.set(id, controller);
    this.#started.set(id, this.#now());
    this.#update(id, { state: "sending" });
    const ended = (part: Partial<Upload>) => {
      if (this.#running.get(id) !== controller) return; // removed meanwhile
      this.#running.delete(id);
      this.#update(id, part);
      this.#pump();
    };
    this.#transport(file, (sent) => this.#progress(id, controller, sent), controller.signal).then(
      ({ blobId, type, size }) => ended({ state: "done", blobId, type, size, sent: size, rate: null }),
      (error: unknown) => {
        const problem = error instanceof UploadFailure ? error.problem : "offline";
        ended({ state: "failed", problem, message: error instanceof Error ? error.message : String(error), rate: null });
      },
    );
  }

  #progress(id: string, controller: AbortController, sent: number): void {
    if (this.#running.get(id) !== controller) return;
    const seconds = (this.#now() - (this.#started.get(id) ?? this.#now())) / 1000;
    const size = this.#list.find((u) => u.id === id)?.size ?? sent;
    this.#update(id, { sent: Math.min(sent, size), rate: seconds >= 0.5 ? sent / seconds : null });
  }

  #update(id: string, part: Partial<Upload>): void {
    this.#set(this.#list.map((u) => (u.id === id ? { ...u, ...part } : u)));
  }

  #set(list: Upload[]): void {
    this.#list = list;
    this.#changed(list);
  }
}

/** Seconds until a file is there at its present rate, or null. */
export function secondsLeft(upload: Upload): number | null {
  if (upload.state !== "sending" || !upload.rate || upload.rate <= 0) return null;
  return Math.max(1, Math.ceil((upload.size - upload.sent) / upload.rate));
}
