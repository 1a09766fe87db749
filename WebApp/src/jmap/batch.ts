/** One request: several calls in one round trip, later ones pointing into the answers of earlier ones (RFC 8620 3.7). */
import { Failure, type FailureKind } from "../failure.ts";
import type { ChangesAnswer, GetAnswer, Id, QueryAnswer, SetAnswer } from "./types.ts";

export type Invocation = [name: string, args: Record<string, unknown>, id: string];

/** Points at a part of an earlier answer. */
export interface Reference {
  resultOf: string;
  name: string;
  path: string;
}

/** A call that is in a batch: its answer comes with the batch's. */
export class Call<Answer> {
  private answer: { ok: Answer } | { failure: Failure } | null = null;
  constructor(readonly name: string, readonly id: string) {}
  /** A back-reference into this call's answer, e.g. `ref("/ids")`. */
  ref(path: string): Reference {
    return { resultOf: this.id, name: this.name, path };
  }
  /** The answer. Throws the `Failure` of this call. */
  get value(): Answer {
    if (!this.answer) throw new Failure("failed", "", { type: "noAnswer" });
    if ("failure" in this.answer) throw this.answer.failure;
    return this.answer.ok;
  }
  /** The answer, or null when this call failed. */
  get maybe(): Answer | null {
    return this.answer && "ok" in this.answer ? this.answer.ok : null;
  }
  settle(name: string, args: Record<string, unknown>): void {
    this.answer = name === "error" ? { failure: methodFailure(args) } : { ok: args as Answer };
  }
}

const KINDS: Record<string, FailureKind> = {
  serverUnavailable: "unavailable", serverFail: "failed", serverPartialFail: "failed", unknownMethod: "unsupported", invalidArguments: "invalid",
  invalidResultReference: "invalid", forbidden: "denied", accountNotFound: "notFound", accountReadOnly: "denied", requestTooLarge: "tooLarge",
  stateMismatch: "conflict", cannotCalculateChanges: "conflict", anchorNotFound: "notFound", tooManyChanges: "tooLarge",
  notFound: "notFound", overQuota: "tooLarge", tooLarge: "tooLarge", rateLimit: "rateLimited", invalidPatch: "invalid", invalidProperties: "invalid",
};

/** The failure a JMAP method error or SetError stands for. */
export function methodFailure(error: { type?: unknown; description?: unknown }): Failure {
  const type = typeof error.type === "string" ? error.type : "serverFail";
  return new Failure(KINDS[type] ?? "failed", typeof error.description === "string" ? error.description : "", { type, body: error });
}

/** Collects calls. `send` is the client's business. */
export class Batch {
  readonly calls: Invocation[] = [];
  readonly open = new Map<string, Call<unknown>>();

  call<Answer = Record<string, unknown>>(name: string, args: Record<string, unknown>): Call<Answer> {
    const call = new Call<Answer>(name, `c${this.calls.length}`);
    const written: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(args)) {
      if (isReference(value)) written[`#${key}`] = value;
      else if (value !== undefined) written[key] = value;
    }
    this.calls.push([name, written, call.id]);
    this.open.set(call.id, call as Call<unknown>);
    return call;
  }
  get<T>(type: string, accountId: Id, ids: Id[] | Reference | null, properties?: readonly string[], more: Record<string, unknown> = {}): Call<GetAnswer<T>> {
    return this.call(`${type}/get`, { accountId, ids, properties, ...more });
  }
  set<T>(type: string, accountId: Id, change: { create?: Record<string, unknown>; update?: Record<Id, unknown>; destroy?: Id[]; [more: string]: unknown }): Call<SetAnswer<T>> {
    return this.call(`${type}/set`, { accountId, ...change });
  }
  query(type: string, accountId: Id, args: Record<string, unknown>): Call<QueryAnswer> {
    return this.call(`${type}/query`, { accountId, ...args });
  }
  changes(type: string, accountId: Id, sinceState: string): Call<ChangesAnswer> {
    return this.call(`${type}/changes`, { accountId, sinceState });
  }
  /** Gives every call its answer. Answers nobody asked for (implicit calls) are left alone. */
  settle(responses: Invocation[]): void {
    const seen = new Set<string>();
    for (const [name, args, id] of responses) {
      const call = this.open.get(id);
      if (!call || seen.has(id)) continue;
      if (name !== "error" && name !== call.name) continue;
      seen.add(id);
      call.settle(name, args);
    }
  }
}

function isReference(value: unknown): value is Reference {
  return typeof value === "object" && value !== null && "resultOf" in value && "path" in value;
}
