/** The five messages between the shell and a plugin's page. Nothing a page sends is believed before it was read here. */

/** What a page asks the shell to do. */
export type Deed =
  | { kind: "call"; method: Method; path: string; body: unknown }
  | { kind: "openEmail"; id: string }
  | { kind: "compose"; to: string[]; subject: string; text: string }
  | { kind: "insert"; text: string }
  | { kind: "toast"; text: string }
  | { kind: "openLink"; url: string }
  | { kind: "refresh"; emailId: string };
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** A message of a page, read. `deed` is null when it asks for something that is not offered. */
export type Said =
  | { type: "ready" }
  | { type: "resize"; height: number }
  | { type: "close" }
  | { type: "perform"; id: string | number; deed: Deed | null };

/** The answer to a `perform`. */
export interface Done {
  status: number;
  body?: unknown;
}

/** Heights a page may ask for, in CSS pixels. */
export const HEIGHTS = { least: 48, most: 4000 };
const TEXT = 100_000, LINE = 998, TOAST = 300, PEOPLE = 100, METHODS: readonly string[] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
const text = (value: unknown, most: number): string | null => (typeof value === "string" && value.length <= most ? value : null);
const id = (value: unknown): string | null => (typeof value === "string" && /^[A-Za-z0-9_-]{1,255}$/.test(value) ? value : null);

/** Reads what a page sent, an object or its JSON; null for anything that is no message of ours. */
export function read(data: unknown): Said | null {
  let given = data;
  if (typeof given === "string") {
    if (given.length > 2_000_000) return null;
    try {
      given = JSON.parse(given);
    } catch {
      return null;
    }
  }
  if (!isObject(given)) return null;
  switch (given["type"]) {
    case "ready": return { type: "ready" };
    case "close": return { type: "close" };
    case "resize": {
      const height = given["height"];
      return typeof height === "number" && Number.isFinite(height) ? { type: "resize", height: Math.round(Math.min(HEIGHTS.most, Math.max(HEIGHTS.least, height))) } : null;
    }
    case "perform": {
      const name = given["id"];
      if (!(typeof name === "string" && name.length <= 100) && !(typeof name === "number" && Number.isSafeInteger(name))) return null;
      return { type: "perform", id: name, deed: readDeed(given["do"]) };
    }
    default: return null;
  }
}

/** Exactly one thing is asked at a time. */
function readDeed(given: unknown): Deed | null {
  if (!isObject(given)) return null;
  const names = Object.keys(given);
  if (names.length !== 1) return null;
  const kind = names[0]!, value = given[kind];
  switch (kind) {
    case "call": {
      if (!isObject(value)) return null;
      const method = value["method"] ?? "GET", path = text(value["path"], 2000);
      return typeof method === "string" && METHODS.includes(method.toUpperCase()) && path !== null ? { kind, method: method.toUpperCase() as Method, path, body: value["body"] } : null;
    }
    case "openEmail": {
      const email = id(value);
      return email ? { kind, id: email } : null;
    }
    case "refresh": {
      const email = id(value);
      return email ? { kind, emailId: email } : null;
    }
    case "compose": {
      if (!isObject(value)) return null;
      const subject = text(value["subject"] ?? "", LINE), body = text(value["text"] ?? "", TEXT), given = value["to"] ?? [];
      const to = (Array.isArray(given) ? given : [given]).map((one) => text(one, 320));
      return subject !== null && body !== null && to.length <= PEOPLE && to.every((one) => one !== null) ? { kind, to: (to as string[]).filter(Boolean), subject, text: body } : null;
    }
    case "insert": {
      const words = text(value, TEXT);
      return words !== null ? { kind, text: words } : null;
    }
    case "toast": {
      const words = text(value, 10_000)?.trim();
      return words ? { kind, text: words.length > TOAST ? `${words.slice(0, TOAST - 1)}…` : words } : null;
    }
    case "openLink": {
      const link = text(value, 4000), url = link === null ? null : httpsUrl(link);
      return url ? { kind, url } : null;
    }
    default: return null;
  }
}

/** The address written out in full; null when it is not https, or carries a name and password that would hide its host. */
function httpsUrl(link: string): string | null {
  try {
    const url = new URL(link);
    return url.protocol === "https:" && !url.username && !url.password ? url.href : null;
  } catch {
    return null;
  }
}

/** The address of a plugin's own route; null when the path would leave it. */
export function routeOf(plugin: string, path: string): string | null {
  const base = `/plugins/${encodeURIComponent(plugin)}/`;
  try {
    const url = new URL(path.replace(/^\/+/, ""), `https://shell.invalid${base}`);
    return url.host === "shell.invalid" && url.protocol === "https:" && url.pathname.startsWith(base) && !/%2f|%5c|\/\//i.test(url.pathname) ? url.pathname + url.search : null;
  } catch {
    return null;
  }
}
