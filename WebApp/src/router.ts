/** Addresses of the app over the History API. Paths: see `parseRoute`. */
import { useSyncExternalStore } from "react";

/** Where the app stands. */
export type Route =
  | { name: "home" }
  | { name: "box"; mailbox: string; thread: string | null; search: string | null }
  | { name: "setup" | "signIn" | "register" | "addAccount" }
  | { name: "settings"; section: string; item: string | null }
  | { name: "admin"; section: string; item: string | null }
  | { name: "unknown" };

/** The route of a path: `/box/MAILBOX[/THREAD][?q=…]`, `/settings/SECTION[/ITEM]`, `/admin/SECTION[/ITEM]`, `/setup`, `/sign-in`, `/register`, `/accounts/add`. */
export function parseRoute(path: string, query: string): Route {
  let parts: string[];
  try {
    parts = path.split("/").filter(Boolean).map(decodeURIComponent);
  } catch {
    return { name: "unknown" };
  }
  const [head, one, two, ...rest] = parts;
  if (rest.length) return { name: "unknown" };
  if (head === undefined) return { name: "home" };
  if (head === "box" && one) return { name: "box", mailbox: one, thread: two ?? null, search: new URLSearchParams(query).get("q") };
  if (head === "setup" && !one) return { name: "setup" };
  if (head === "sign-in" && !one) return { name: "signIn" };
  if (head === "register" && !one) return { name: "register" };
  if (head === "accounts" && one === "add" && !two) return { name: "addAccount" };
  if (head === "settings") return { name: "settings", section: one ?? "accounts", item: two ?? null };
  if (head === "admin") return { name: "admin", section: one ?? "plugins", item: two ?? null };
  return { name: "unknown" };
}

/** The address of a conversation list, or of one conversation in it. */
export function boxPath(mailbox: string, thread?: string | null, search?: string | null): string {
  const query = search ? `?q=${encodeURIComponent(search)}` : "";
  return `/box/${encodeURIComponent(mailbox)}${thread ? `/${encodeURIComponent(thread)}` : ""}${query}`;
}

const listeners = new Set<() => void>();
let current = parseRoute(location.pathname, location.search);

function changed() {
  current = parseRoute(location.pathname, location.search);
  for (const listener of listeners) listener();
}
addEventListener("popstate", changed);

/** Goes to a path of the app. `replace` leaves no step in the history. */
export function navigate(path: string, options: { replace?: boolean } = {}): void {
  const kept = new URLSearchParams(location.search);
  const url = new URL(path, location.origin);
  for (const name of ["locale", "theme", "layout", "dir"]) {
    const value = kept.get(name);
    if (value && !url.searchParams.has(name)) url.searchParams.set(name, value);
  }
  const next = url.pathname + url.search + url.hash;
  if (next === location.pathname + location.search + location.hash) return;
  if (options.replace) history.replaceState(null, "", next);
  else history.pushState(null, "", next);
  changed();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
export const route = (): Route => current;
export const useRoute = (): Route => useSyncExternalStore(subscribe, route);

/** Click handler of an in-app link: plain clicks stay in the app, Ctrl-click and friends stay the browser's. */
export function follow(path: string, after?: () => void) {
  return (event: { preventDefault(): void; metaKey: boolean; ctrlKey: boolean; shiftKey: boolean; button: number }) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    navigate(path);
    after?.();
  };
}
