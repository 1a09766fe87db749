import { useEffect, useState } from "react";
import { Kbd } from "./Icon.tsx";
import { place, type Placement } from "./place.ts";

const DELAY = 500;

/** One tooltip for the whole app: whatever carries `data-tip` shows it after half a second of rest or on keyboard focus. */
export function TooltipHost() {
  const [tip, setTip] = useState<{ text: string; kbd: string | undefined; at: Placement } | null>(null);
  useEffect(() => {
    let timer = 0, target: HTMLElement | null = null;
    const hide = () => {
      clearTimeout(timer);
      target = null;
      setTip(null);
    };
    const show = (el: HTMLElement, delay: number) => {
      clearTimeout(timer);
      target = el;
      timer = setTimeout(() => {
        const text = el.dataset.tip ?? (el.offsetWidth < 96 ? el.dataset.tipRail : undefined);
        if (target === el && el.isConnected && text) setTip({ text, kbd: el.dataset.tipKbd, at: place(el.getBoundingClientRect(), { width: 160, height: 28 }, "below-centre") });
      }, delay);
    };
    const over = (event: PointerEvent) => {
      if (event.pointerType === "touch" || !(event.target instanceof Element)) return;
      const el = event.target.closest<HTMLElement>("[data-tip], [data-tip-rail]");
      if (el === target) return;
      hide();
      if (el) show(el, DELAY);
    };
    const focus = (event: FocusEvent) => {
      const el = event.target instanceof Element && event.target.matches(":focus-visible") ? event.target.closest<HTMLElement>("[data-tip], [data-tip-rail]") : null;
      if (el) show(el, DELAY);
      else hide();
    };
    document.addEventListener("pointerover", over);
    document.addEventListener("focusin", focus);
    for (const name of ["pointerdown", "keydown", "wheel"]) document.addEventListener(name, hide, { passive: true, capture: true });
    return () => {
      hide();
      document.removeEventListener("pointerover", over);
      document.removeEventListener("focusin", focus);
      for (const name of ["pointerdown", "keydown", "wheel"]) document.removeEventListener(name, hide, { capture: true });
    };
  }, []);
  if (!tip) return null;
  return (
    <div className="tooltip tooltip--host" role="presentation" aria-hidden="true" ref={(el) => el && centre(el, tip.at)}>
      <span>{tip.text}</span>
      {tip.kbd && <Kbd>{tip.kbd}</Kbd>}
    </div>
  );
}

function centre(el: HTMLElement, at: Placement) {
  const box = el.getBoundingClientRect();
  el.style.left = `${Math.max(4, Math.min(innerWidth - box.width - 4, at.anchorCentre - box.width / 2))}px`;
  el.style.top = `${at.top}px`;
}
