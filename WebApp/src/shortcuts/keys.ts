/** Keys of the shell. Text fields, menus and dialogs keep theirs. */
import { useEffect } from "react";
import { menuIsOpen } from "../components/Menu.tsx";
import { navigate } from "../router.ts";
import { cache } from "../store/index.ts";
import * as commands from "../screens/shell/commands.ts";
import { currentSearch, currentThread, cursor, goTo, openThread, overlay, searchFor, selection, sidebarShown, stopSelecting, tick, tickLoaded } from "../screens/shell/state.ts";

/** A key and what it does; the help sheet and the palette show the same table. */
export const KEYS = {
  move: ["J", "K"], open: ["O"], archive: ["E"], remove: ["#"], reply: ["R"], replyAll: ["A"], forward: ["F"], star: ["S"], read: ["U"], moveTo: ["V"],
  tick: ["X"], undo: ["Z"], compose: ["C"], search: ["/"], help: ["?"], palette: ["Ctrl", "K"], spam: ["!"], inbox: ["G", "I"], starred: ["G", "S"], drafts: ["G", "D"], archiveBox: ["G", "A"], contacts: ["G", "C"], back: ["Esc"],
} as const;

const GO: Record<string, string> = { i: "all-inbox", s: "all-flagged", d: "all-drafts", a: "all-archive", t: "all-sent" };

const typing = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]:not([contenteditable=false])") !== null;

let leader = 0;

/** Handles one key press; true when it was ours. */
export function press(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing || menuIsOpen() || document.querySelector("dialog[open]")) return false;
  const control = event.ctrlKey || event.metaKey;
  if (control && event.key.toLowerCase() === "k" && !event.shiftKey && !event.altKey) {
    overlay.set(overlay.get() === "palette" ? null : "palette");
    return true;
  }
  if (overlay.get()) return false;
  if (event.key === "Escape") return escape(event);
  if (typing(event.target) || event.altKey) return false;
  if (control) {
    if (event.key.toLowerCase() === "a" && event.target instanceof Element && event.target.closest(".list-pane")) {
      tickLoaded();
      return true;
    }
    return false;
  }
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  // "?" and "/" help always; the rest can be turned off.
  if (key === "?") {
    overlay.set("help");
    return true;
  }
  if (key === "ArrowDown" || key === "ArrowUp") {
    if (!(event.target instanceof Element) || !event.target.closest(".list-scroll")) return false;
    commands.step(key === "ArrowDown" ? 1 : -1);
    return true;
  }
  if (!cache.preference.get().shortcuts) return false;
  const now = event.timeStamp;
  if (leader && now - leader < 1500) {
    leader = 0;
    if (key === "c") {
      navigate("/contacts");
      return true;
    }
    const box = GO[key];
    if (box) {
      goTo(box);
      return true;
    }
  }
  leader = 0;
  switch (key) {
    case "g": leader = now; return true;
    case "/": document.querySelector<HTMLInputElement>(".list-head input[type=search]")?.focus(); return true;
    case "j": commands.step(1); return true;
    case "k": commands.step(-1); return true;
    case "o": commands.openCursor(); return true;
    case "Enter":
      if (event.target !== document.body) return false;
      commands.openCursor();
      return true;
    case "e": commands.archive(); return true;
    case "#": case "Delete": commands.remove(); return true;
    case "!": commands.spam(); return true;
    case "r": commands.reply("reply"); return true;
    case "a": commands.reply("replyAll"); return true;
    case "f": commands.reply("forward"); return true;
    case "s": commands.toggleStar(); return true;
    case "u": case "m": commands.toggleRead(); return true;
    case "v": overlay.set("move"); return true;
    case "x": tick(cursor.get(), event.shiftKey); return true;
    case "z": return commands.undo();
    case "c": commands.compose(); return true;
    default: return false;
  }
}

/** Closes the nearest layer: ticks, then the phone's mailboxes, the open conversation, the search. */
function escape(event: KeyboardEvent): boolean {
  if (event.target instanceof HTMLInputElement && event.target.type === "search") {
    event.target.blur();
    if (event.target.value) {
      event.target.value = "";
      searchFor("");
    }
    return true;
  }
  if (typing(event.target)) return false;
  if (selection.get().active) stopSelecting();
  else if (sidebarShown.get()) sidebarShown.set(false);
  else if (currentThread()) {
    openThread(null);
    requestAnimationFrame(() => document.dispatchEvent(new CustomEvent("mailflow:cursor", { detail: { focus: true } })));
  } else if (currentSearch()) searchFor("");
  else return false;
  return true;
}

export function useShortcuts(): void {
  useEffect(() => {
    const down = (event: KeyboardEvent) => {
      if (press(event)) event.preventDefault();
    };
    document.addEventListener("keydown", down);
    return () => document.removeEventListener("keydown", down);
  }, []);
}
