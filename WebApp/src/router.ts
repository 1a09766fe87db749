/** Addresses of the app over the History API. Paths: see `parseRoute`. */
import { useSyncExternalStore } from "react";

/** Where the app stands. */
export type Route =
  | { name: "home" }
  | { name: "box"; mailbox: string; thread: string | null; search: string | null }
  | { name: "setup" | "signIn" | "register" | "addAccount" }
  | { name: "settings"; section: string; item: string | null }
  | { name: "admin"; section: string; item: string | null }
  | { name: "message"; id: string }
  | { name: "contacts"; book: string; card: string | null; search: string | null }
  | { name: "unknown" };

/** The route of a path: `/box/MAILBOX[/THREAD][?q=…]`, `/settings/SECTION[/ITEM]`, `/admin/SECTION[/ITEM]`, `/contacts[/BOOK[/CARD]][?q=…]`, `/message/ID`, `/setup`, `/sign-in`, `/register`, `/accounts/add`. */
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
  if (head === "message" && one && !two) return { name: "message", id: one };
  if (head === "contacts") return { name: "contacts", book: one ?? "all", card: two ?? null, search: new URLSearchParams(query).get("q") };
  return { name: "unknown" };
}

/** The address of a conversation list, or of one conversation in it. */
export function boxPath(mailbox: string, thread?: string | null, search?: string | null): string {
  const query = search ? `?q=${encodeURIComponent(search)}` : "";
  return `/box/${encodeURIComponent(mailbox)}${thread ? `/${encodeURIComponent(thread)}` : ""}${query}`;
}

/** The address of a list of contacts, or of one card in it. */
export function contactsPath(book = "all", card?: string | null, search?: string | null): string {
  const query = search ? `?q=${encodeURIComponent(search)}` : "";
  return `/contacts/${encodeURIComponent(book)}${card ? `/${encodeURIComponent(card)}` : ""}${query}`;
}

const address = () => location.pathname + location.search + location.hash;
const listeners = new Set<() => void>();
let shown = address();
let current = parseRoute(location.pathname, location.search);

function changed() {
  current = parseRoute(location.pathname, location.search);
  shown = address();
  for (const listener of listeners) listener();
}
let guard: (() => Promise<boolean>) | null = null;
/** Asked before the app leaves its address while something unsaved is on the screen. Gives back a function that takes the question away. */
export function guardLeaving(ask: () => Promise<boolean>): () => void {
  guard = ask;
  const stay = (event: BeforeUnloadEvent) => event.preventDefault();
  addEventListener("beforeunload", stay);
  return () => {
    if (guard === ask) guard = null;
    removeEventListener("beforeunload", stay);
  };
}
/** Whether what is on the screen may go; the guard asks the person. */
export const mayLeave = async (): Promise<boolean> => !guard || guard();

addEventListener("popstate", () => {
  const wanted = address();
  if (!guard || wanted === shown) return changed();
  // The browser has gone already: back to where the question is asked, then on.
  history.pushState(null, "", shown);
  void mayLeave().then((yes) => yes && go(wanted, false));
});

/** Goes to a path of the app. `replace` leaves no step in the history. */
export function navigate(path: string, options: { replace?: boolean } = {}): void {
  const kept = new URLSearchParams(location.search);
  const url = new URL(path, location.origin);
  for (const name of ["locale", "theme", "layout", "dir"]) {
    const value = kept.get(name);
    if (value && !url.searchParams.has(name)) url.searchParams.set(name, value);
  }
  const next = url.pathname + url.search + url.hash;
  if (next === address()) return;
  if (!guard) return go(next, options.replace === true);
  void mayLeave().then((yes) => yes && go(next, options.replace === true));
}

function go(next: string, replace: boolean) {
  guard = null;
  if (replace) history.replaceState(null, "", next);
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
