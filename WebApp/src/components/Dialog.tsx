import { type ReactNode, useEffect, useId, useRef } from "react";
import { t } from "../i18n/index.ts";
import { signal } from "../store/signal.ts";
import { useSignal } from "../store/use.ts";
import { Button, IconButton } from "./Button.tsx";

interface DialogProps {
  title: ReactNode;
  text?: ReactNode;
  children?: ReactNode;
  footer?: ReactNode;
  className?: string;
  onClose: () => void;
}

/** A modal dialog on the browser's own top layer: focus stays inside, Escape closes, focus goes back to what opened it. */
export function Dialog({ title, text, children, footer, className, onClose }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const opener = document.activeElement, dialog = ref.current!;
    if (!dialog.open) dialog.showModal();
    return () => {
      dialog.close();
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
    };
  }, []);
  return (
    // The backdrop takes clicks only as a convenience; Escape and the buttons do the same.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <dialog ref={ref} className="dialog-host" aria-labelledby={id} onCancel={(event) => { event.preventDefault(); onClose(); }}
      onClick={(event) => event.target === ref.current && onClose()} onKeyDown={(event) => event.key === "Escape" && event.stopPropagation()}>
      <div className={`dialog ${className ?? ""}`}>
        <div><h2 id={id}>{title}</h2>{text && <p>{text}</p>}</div>
        {children}
        {footer && <div className="dialog__foot">{footer}</div>}
      </div>
    </dialog>
  );
}

interface Question {
  title: string;
  text?: string;
  /** Repeats the verb and the number: "Delete 412 messages". */
  action: string;
  destroy?: boolean;
  answer: (yes: boolean) => void;
}
const question = signal<Question | null>(null);

/** Asks before something that cannot be undone. Never for anything else: act and offer Undo instead. */
export function confirm(ask: Omit<Question, "answer">): Promise<boolean> {
  return new Promise((resolve) => {
    question.get()?.answer(false);
    question.set({ ...ask, answer: (yes) => { question.set(null); resolve(yes); } });
  });
}

/** Drawn once, at the root of the app. */
export function ConfirmHost() {
  const ask = useSignal(question);
  if (!ask) return null;
  return (
    <Dialog title={ask.title} text={ask.text} onClose={() => ask.answer(false)} footer={
      <>
        <Button onClick={() => ask.answer(false)}>{t("action.cancel")}</Button>
        <Button variant={ask.destroy ? "destroy" : "primary"} onClick={() => ask.answer(true)}>{ask.action}</Button>
      </>
    } />
  );
}

/** Details beside a list: it pushes where there is room and covers on a phone. Escape closes. */
export function Drawer({ title, icon, alone, children, footer, onClose }: { title: ReactNode; icon?: ReactNode; alone?: ReactNode; children: ReactNode; footer?: ReactNode; onClose: () => void }) {
  const ref = useRef<HTMLElement>(null);
  const id = useId();
  // Beside a page it complements it; alone on a phone it is the page, under the heading it is given.
  const Box = alone ? "main" : "aside";
  useEffect(() => {
    const opener = document.activeElement;
    ref.current?.focus({ preventScroll: true });
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
    };
  }, []);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <Box ref={ref as never} className="drawer" tabIndex={-1} aria-labelledby={id} onKeyDown={(event) => {
      if (event.key === "Escape") {
        event.stopPropagation();
        onClose();
      }
    }}>
      {alone}
      <header className="drawer__head">
        {icon}
        <h2 id={id} className="grow">{title}</h2>
        <IconButton icon="x" label={t("action.close")} onClick={onClose} />
      </header>
      {/* Keys can scroll it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="drawer__scroll" role="group" aria-labelledby={id} tabIndex={0}>{children}</div>
      {footer && <footer className="drawer__foot">{footer}</footer>}
    </Box>
  );
}
