/** The one shape of a failure in the app: a kind, a sentence a person may read, and where it belongs. */
export type FailureKind =
  | "invalid" | "denied" | "notFound" | "conflict" | "tooLarge" | "unsupported" | "unavailable" | "timeout" | "cancelled" | "failed"
  | "signIn" | "rateLimited";

/** Thrown by the REST helper and the JMAP client. `detail` is empty when the server said nothing a person should read. */
export class Failure extends Error {
  constructor(
    readonly kind: FailureKind,
    readonly detail: string,
    readonly extra: { field?: string; status?: number; retryAfter?: number; type?: string; body?: unknown } = {},
  ) {
    super(`${kind}: ${detail}`);
    this.name = "Failure";
  }
  /** Whether the same request may succeed later without a change. */
  get passing(): boolean {
    return this.kind === "unavailable" || this.kind === "timeout" || this.kind === "rateLimited";
  }
}

export const asFailure = (error: unknown): Failure =>
  error instanceof Failure
    ? error
    : error instanceof DOMException && error.name === "AbortError"
    ? new Failure("cancelled", "")
    : new Failure("failed", error instanceof Error ? "" : String(error));

/** The HTTP status that says the same as a kind of failure. */
export const failureKindStatus = (kind: FailureKind): number =>
  ({ invalid: 400, signIn: 401, denied: 403, notFound: 404, conflict: 409, tooLarge: 413, rateLimited: 429, unsupported: 501, unavailable: 503, timeout: 504, cancelled: 499, failed: 500 })[kind];
