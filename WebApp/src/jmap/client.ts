/** Speaks JMAP over HTTP: the session object, one batch a round trip, upload and download. Knows no React and no store. */
import { Failure } from "../failure.ts";
import { csrfHeaders, failureOf } from "../rest.ts";
import { Batch, type Invocation } from "./batch.ts";
import type { Id, JmapSession } from "./types.ts";

const USING = [
  "urn:ietf:params:jmap:core", "urn:ietf:params:jmap:mail", "urn:ietf:params:jmap:submission",
  "urn:mailflow:params:jmap:accounts", "urn:mailflow:params:jmap:mail",
];

/** Named only by requests that need them: a server without contacts would refuse the whole request. */
const CONTACTS = ["urn:ietf:params:jmap:contacts", "urn:mailflow:params:jmap:contacts"];
const using = (batch: Batch): string[] => (batch.calls.some(([name]) => /^(ContactCard|AddressBook)\//.test(name)) ? [...USING, ...CONTACTS] : USING);

/** The unified view: the primary mail account. */
export const ALL: Id = "all";

/** Fewer than the 8 a server of ours allows one user: another tab may be open. */
const AT_ONCE = 4;

export interface Transport {
  fetch(input: string, init: RequestInit): Promise<Response>;
}

export class JmapClient {
  private known: Promise<JmapSession> | null = null;
  private running = 0;
  private readonly queue: (() => void)[] = [];
  /** Told when the server says the session is over. */
  onSignedOut: (() => void) | null = null;

  constructor(private readonly transport: Transport = { fetch: (input, init) => fetch(input, init) }) {}

  /** The session object; asked for once. */
  session(): Promise<JmapSession> {
    this.known ??= this.request("/jmap/session", { headers: { Accept: "application/json" } }).then((r) => r.json() as Promise<JmapSession>).catch((error) => {
      this.known = null;
      throw error;
    });
    return this.known;
  }
  /** Forgets the session object, for instance after an account came or went. */
  forgetSession(): void {
    this.known = null;
  }

  /** Sends a batch and settles its calls. Throws `Failure` when the request as a whole failed; a call's own failure is thrown by its `value`. */
  async send(batch: Batch, signal?: AbortSignal): Promise<void> {
    if (!batch.calls.length) return;
    // A server allows so many requests at once (maxConcurrentRequests); the rest wait their turn.
    if (this.running >= AT_ONCE) await new Promise<void>((turn) => this.queue.push(turn));
    this.running++;
    let response: Response;
    try {
      if (signal?.aborted) throw new Failure("cancelled", "");
      response = await this.request("/jmap/api", {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", ...csrfHeaders() },
        body: JSON.stringify({ using: using(batch), methodCalls: batch.calls }),
        ...(signal ? { signal } : {}),
      });
    } finally {
      this.running--;
      this.queue.shift()?.();
    }
    let answer: { methodResponses?: Invocation[] };
    try {
      answer = await response.json();
    } catch {
      throw new Failure("failed", "", { type: "notJSON" });
    }
    if (!Array.isArray(answer.methodResponses)) throw new Failure("failed", "", { type: "notRequest" });
    batch.settle(answer.methodResponses);
  }

  /** One call, one answer. */
  async call<Answer = Record<string, unknown>>(name: string, args: Record<string, unknown>, signal?: AbortSignal): Promise<Answer> {
    const batch = new Batch();
    const call = batch.call<Answer>(name, args);
    await this.send(batch, signal);
    return call.value;
  }

  /** Sends bytes; `onProgress` hears 0…1. Gives back the blob id. */
  upload(accountId: Id, bytes: Blob, onProgress?: (done: number) => void, signal?: AbortSignal): Promise<{ accountId: Id; blobId: Id; type: string; size: number }> {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("POST", `/jmap/upload/${encodeURIComponent(accountId)}/`);
      request.responseType = "text";
      request.setRequestHeader("Content-Type", bytes.type || "application/octet-stream");
      for (const [name, value] of Object.entries(csrfHeaders())) request.setRequestHeader(name, value);
      request.upload.onprogress = (event) => event.lengthComputable && onProgress?.(event.loaded / event.total);
      request.onerror = () => reject(new Failure("unavailable", ""));
      request.onabort = () => reject(new Failure("cancelled", ""));
      request.onload = async () => {
        if (request.status >= 200 && request.status < 300) {
          try {
            resolve(JSON.parse(request.responseText));
          } catch {
            reject(new Failure("failed", ""));
          }
        } else {
          reject(await failureOf(new Response(request.responseText, { status: request.status < 200 ? 502 : request.status, headers: { "Content-Type": request.getResponseHeader("Content-Type") ?? "" } })));
        }
      };
      if (signal?.aborted) return reject(new Failure("cancelled", ""));
      signal?.addEventListener("abort", () => request.abort(), { once: true });
      request.send(bytes);
    });
  }

  private async request(path: string, init: RequestInit): Promise<Response> {
    let response: Response;
    try {
      response = await this.transport.fetch(path, { credentials: "same-origin", ...init });
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") throw new Failure("cancelled", "");
      throw new Failure("unavailable", "", { type: "network" });
    }
    if (response.ok) return response;
    const failure = await failureOf(response);
    if (response.status === 401) this.onSignedOut?.();
    throw failure;
  }
}

/** Where the bytes of a blob are. */
export function downloadUrl(accountId: Id, blobId: Id, name: string, type: string): string {
  return `/jmap/download/${encodeURIComponent(accountId)}/${encodeURIComponent(blobId)}/${encodeURIComponent(name || "file")}?type=${encodeURIComponent(type)}`;
}
