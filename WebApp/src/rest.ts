/** REST under /api: what comes before a session or stands above a user. Knows problem documents (RFC 9457) and the CSRF header. */
import { Failure, type FailureKind } from "./failure.ts";

export interface SessionInfo {
  state: "setup" | "signedOut" | "signedIn";
  registration: "open" | "closed";
  csrf: string;
  user?: { id: string; username: string; displayName: string; admin: boolean };
  version: string;
}

let csrf = "";
/** Remembers the token that every changing request carries. */
export const setCsrf = (token: string): void => void (csrf = token);
/** Headers of a changing request. */
export const csrfHeaders = (): Record<string, string> => (csrf ? { "X-CSRF-Token": csrf } : {});

/** The failure a problem document, or an answer without one, stands for. */
export async function failureOf(response: Response): Promise<Failure> {
  let body: { type?: string; title?: string; detail?: string; field?: string } = {};
  try {
    if (/json/.test(response.headers.get("Content-Type") ?? "")) body = (await response.json()) ?? {};
  } catch {
    body = {};
  }
  const retryAfter = Number(response.headers.get("Retry-After")) || undefined;
  const urn = typeof body.type === "string" ? /^urn:mailflow:error:(\w+)$/.exec(body.type)?.[1] : undefined;
  const byStatus: Record<number, FailureKind> = {
    400: "invalid", 401: "signIn", 403: "denied", 404: "notFound", 409: "conflict", 413: "tooLarge", 429: "rateLimited",
    502: "unavailable", 503: "unavailable", 504: "timeout",
  };
  const kind = (urn as FailureKind | undefined) ?? byStatus[response.status] ?? "failed";
  const detail = typeof body.detail === "string" ? body.detail : typeof body.title === "string" ? body.title : "";
  return new Failure(kind, detail, {
    status: response.status, ...(body.field ? { field: body.field } : {}), ...(retryAfter ? { retryAfter } : {}), ...(body.type ? { type: body.type } : {}), body,
  });
}

/** `rest("POST", "/api/sign-in", {username, password})`. Throws `Failure`; `undefined` for an answer without a body. */
export async function rest<T = void>(method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE", path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      credentials: "same-origin",
      headers: {
        Accept: "application/json",
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...(method === "GET" ? {} : csrfHeaders()),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw new Failure("cancelled", "");
    throw new Failure("unavailable", "");
  }
  if (!response.ok) throw await failureOf(response);
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}
