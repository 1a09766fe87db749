import { useEffect, useRef, useState } from "react";
import { t } from "../i18n/index.ts";
import { signal } from "../store/signal.ts";
import { useSignal } from "../store/use.ts";
import { Button, IconButton } from "./Button.tsx";
import { Icon } from "./Icon.tsx";

export interface Toast {
  text: string;
  /** Puts things back. Also the Z key. */
  undo?: () => void;
  /** Another way out, e.g. Try again. */
  action?: { label: string; run: () => void };
  /** A failure stays longer and is announced at once. */
  tone?: "failure";
  /** Seconds on screen; 6 by default. */
  seconds?: number;
  /** Draws a ring that empties, for things that happen at the end of the time (undo send). */
  countdown?: boolean;
  /** Called when the toast goes without Undo: the time is over, or a newer one took its place. */
  onCommit?: () => void;
}

const current = signal<(Toast & { id: number }) | null>(null);
let next = 1;

/** Shows a toast. There is one: a newer one replaces it and commits the older. Gives back a function that takes it away. */
export function toast(toast: Toast): () => void {
  current.get()?.onCommit?.();
  const id = next++;
  current.set({ ...toast, id });
  return () => {
    if (current.get()?.id === id) current.set(null);
  };
}

/** Undoes what the toast on screen offers to undo; false when there is nothing. */
export function undoLast(): boolean {
  const shown = current.get();
  if (!shown?.undo) return false;
  current.set(null);
  shown.undo();
  return true;
}

/** Drawn once, at the root of the app. */
export function ToastHost() {
  const shown = useSignal(current);
  return (
    <div className="toasts" role="status" aria-live={shown?.tone === "failure" ? "assertive" : "polite"}>
      {shown && <ToastBox key={shown.id} toast={shown} />}
    </div>
  );
}

function ToastBox({ toast: shown }: { toast: Toast & { id: number } }) {
  const total = (shown.seconds ?? (shown.tone === "failure" ? 12 : 6)) * 1000;
  const [held, hold] = useState(false);
  const left = useRef(total);
  const ring = useRef<SVGCircleElement>(null);
  useEffect(() => {
    if (held) return;
    const started = performance.now(), from = left.current;
    const timer = setTimeout(() => {
      if (current.get()?.id === shown.id) current.set(null);
      shown.onCommit?.();
    }, from);
    const animation = ring.current?.animate([{ strokeDashoffset: 100 - (100 * from) / total }, { strokeDashoffset: 100 }], { duration: from, fill: "forwards" });
    return () => {
      clearTimeout(timer);
      animation?.pause();
      left.current = Math.max(800, from - (performance.now() - started));
    };
  }, [held, shown, total]);
  const done = (run?: () => void) => {
    if (current.get()?.id === shown.id) current.set(null);
    run?.();
  };
  return (
    <div className="toast" onPointerEnter={() => hold(true)} onPointerLeave={() => hold(false)} onFocus={() => hold(true)} onBlur={() => hold(false)}>
      {shown.tone === "failure" && <Icon name="circle-alert" />}
      {shown.countdown && <svg className="countdown" viewBox="0 0 20 20" aria-hidden="true"><circle cx="10" cy="10" r="8" /><circle ref={ring} className="countdown__left" cx="10" cy="10" r="8" pathLength={100} /></svg>}
      <span className="toast__text">{shown.text}</span>
      {shown.undo && <Button size="sm" kbd="Z" onClick={() => undoLast()}>{t("action.undo")}</Button>}
      {shown.action && <Button size="sm" onClick={() => done(shown.action!.run)}>{shown.action.label}</Button>}
      {!shown.countdown && <IconButton icon="x" size="sm" label={t("action.dismiss")} onClick={() => done(shown.onCommit)} />}
    </div>
  );
}
