/** Keys of the contacts. Text fields, menus and dialogs keep theirs. */
import { useEffect } from "react";
import { menuIsOpen } from "../../components/Menu.tsx";
import { undoLast } from "../../components/Toast.tsx";
import { composeWindows } from "../../compose/open.ts";
import { cache } from "../../store/index.ts";
import * as commands from "./commands.ts";
import { at, currentWindow, cursor, editing, openCard, searchFor, selecting, sheet, sideShown, step, stopSelecting, tick, tickLoaded } from "./state.ts";

const typing = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]:not([contenteditable=false])") !== null;

/** Handles one key press; true when it was ours. */
export function press(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing || menuIsOpen() || sheet.get() || document.querySelector("dialog[open]")) return false;
  if (event.target instanceof Element && event.target.closest(".compose-host, .compose")) return false;
  if (event.key === "Escape") return escape(event);
  if (typing(event.target) || event.altKey) return false;
  if (event.ctrlKey || event.metaKey) {
    if (event.key.toLowerCase() !== "a" || !(event.target instanceof Element) || !event.target.closest(".list-pane")) return false;
    tickLoaded();
    return true;
  }
  if (editing.get() || at().card === "new") return false;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (key === "ArrowDown" || key === "ArrowUp") {
    if (!(event.target instanceof Element) || !event.target.closest(".list-scroll")) return false;
    step(key === "ArrowDown" ? 1 : -1);
    return true;
  }
  if (key === "Delete") {
    commands.remove();
    return true;
  }
  if (!cache.preference.get().shortcuts) return false;
  switch (key) {
    case "/": document.querySelector<HTMLInputElement>(".contacts .list-head input[type=search]")?.focus(); return true;
    case "j": step(1); return true;
    case "k": step(-1); return true;
    case "o": return open();
    case "Enter": return event.target === document.body && open();
    case "x": tick(cursor.get(), event.shiftKey); return true;
    case "e": commands.edit(); return true;
    case "#": commands.remove(); return true;
    case "n": commands.newCard(); return true;
    case "c": void commands.write(); return true;
    case "z": return undoLast();
    default: return false;
  }
}
function open(): boolean {
  const id = currentWindow()?.at(cursor.get());
  if (id) openCard(id);
  return true;
}

/** Closes the nearest layer: ticks, the phone's books, the form, the open card, the search. */
function escape(event: KeyboardEvent): boolean {
  if (event.target instanceof HTMLInputElement && event.target.type === "search") {
    event.target.blur();
    if (at().search) searchFor("");
    return true;
  }
  if (composeWindows.get().length && event.target instanceof Element && !event.target.closest(".contacts")) return false;
  const { card, search } = at();
  if (selecting.get()) stopSelecting();
  else if (sideShown.get()) sideShown.set(false);
  else if (editing.get()) document.dispatchEvent(new Event("mailflow:leave-form"));
  else if (card) {
    openCard(null);
    requestAnimationFrame(() => document.dispatchEvent(new CustomEvent("mailflow:card", { detail: { focus: true } })));
  } else if (search) searchFor("");
  else return false;
  return true;
}

export function useKeys(): void {
  useEffect(() => {
    const down = (event: KeyboardEvent) => {
      if (press(event)) event.preventDefault();
    };
    document.addEventListener("keydown", down);
    return () => document.removeEventListener("keydown", down);
  }, []);
}
