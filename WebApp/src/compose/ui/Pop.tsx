import { type ReactNode, useEffect, useLayoutEffect, useRef } from "react";
import { place } from "../../components/place.ts";

interface Props {
  anchor: HTMLElement;
  label: string;
  children: ReactNode;
  onClose: () => void;
  className?: string;
}

/** A small panel at a button: Escape or a press elsewhere closes it, the focus goes into it and back to what opened it. */
export function Pop({ anchor, label, children, onClose, className }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  useLayoutEffect(() => {
    const el = box.current!;
    const at = place(anchor.getBoundingClientRect(), { width: el.offsetWidth, height: el.offsetHeight }, "below-start");
    el.style.left = `${at.left}px`;
    el.style.top = `${at.top}px`;
    (el.querySelector<HTMLElement>("[data-first]") ?? el.querySelector<HTMLElement>("input, button"))?.focus({ preventScroll: true });
  }, [anchor]);
  useEffect(() => {
    const el = box.current!;
    const away = (event: Event) => {
      if (event.target instanceof Node && !el.contains(event.target) && !anchor.contains(event.target)) close.current();
    };
    addEventListener("pointerdown", away, true);
    anchor.setAttribute("aria-expanded", "true");
    return () => {
      removeEventListener("pointerdown", away, true);
      anchor.setAttribute("aria-expanded", "false");
      if (document.activeElement === document.body || el.contains(document.activeElement)) anchor.focus({ preventScroll: true });
    };
  }, [anchor]);
  return (
    // Escape is the only key the panel itself knows; its controls know theirs.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div ref={box} className={`menu pop ${className ?? ""}`} role="dialog" aria-label={label} onKeyDown={(event) => {
      if (event.key === "Escape") {
        event.stopPropagation();
        anchor.focus({ preventScroll: true });
        onClose();
      }
    }}>
      {children}
    </div>
  );
}
