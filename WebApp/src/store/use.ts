import { useRef, useSyncExternalStore } from "react";
import type { Signal } from "./signal.ts";

/** The value of a signal; the component is painted again when it changes. */
export const useSignal = <T>(source: Signal<T>): T => useSyncExternalStore(source.subscribe, source.get);

/** A part of a signal: painted again only when the part changes (shallow for arrays). */
export function usePart<T, P>(source: Signal<T>, pick: (value: T) => P): P {
  const last = useRef<{ value: P } | null>(null);
  return useSyncExternalStore(source.subscribe, () => {
    const next = pick(source.get());
    const old = last.current;
    if (old && (Object.is(old.value, next) || sameItems(old.value, next))) return old.value;
    last.current = { value: next };
    return next;
  });
}

function sameItems(a: unknown, b: unknown): boolean {
  return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => Object.is(item, b[i]));
}
