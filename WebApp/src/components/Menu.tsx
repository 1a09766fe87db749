import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import { signal } from "../store/signal.ts";
import { useSignal } from "../store/use.ts";
import { Icon, type IconName, Kbd } from "./Icon.tsx";
import { type Box, place } from "./place.ts";

/** A row of a menu, a line between rows, or a small title over them. */
export type MenuEntry =
  | { label: ReactNode; key?: string; icon?: IconName; hue?: string; kbd?: string; aside?: ReactNode; danger?: boolean; disabled?: boolean; checked?: boolean; onSelect: () => void }
  | { separator: true }
  | { title: string };

interface OpenMenu {
  anchor: Box;
  entries: MenuEntry[];
  label: string;
  side: "below-start" | "below-end";
  opener: HTMLElement | null;
}

const current = signal<OpenMenu | null>(null);

/** Opens the one menu of the app at an element or a point. Focus goes back to what opened it. */
export function openMenu(at: Element | { x: number; y: number }, label: string, entries: MenuEntry[], side: OpenMenu["side"] = "below-start"): void {
  const anchor = at instanceof Element ? at.getBoundingClientRect() : { left: at.x, right: at.x, top: at.y, bottom: at.y };
  const opener = at instanceof HTMLElement ? at : document.activeElement instanceof HTMLElement ? document.activeElement : null;
  current.set({ anchor, label, side, opener, entries: entries.filter((e, i, all) => !("separator" in e) || (i > 0 && i < all.length - 1 && !("separator" in all[i - 1]!))) });
}
export const closeMenu = (): void => current.set(null);
export const menuIsOpen = (): boolean => current.get() !== null;

/** Drawn once, at the root of the app. */
export function MenuHost() {
  const menu = useSignal(current);
  return menu ? <MenuBox key={menu.label + menu.anchor.left} menu={menu} /> : null;
}

function MenuBox({ menu }: { menu: OpenMenu }) {
  const box = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(-1);
  const usable = menu.entries.flatMap((e, i) => ("onSelect" in e && !e.disabled ? [i] : []));
  const typed = useRef({ text: "", at: 0 });

  useLayoutEffect(() => {
    const el = box.current!;
    const at = place(menu.anchor, { width: el.offsetWidth, height: el.scrollHeight + 2 }, menu.side);
    el.style.left = `${at.left}px`;
    el.style.top = `${at.top}px`;
    el.style.maxHeight = `${at.maxHeight}px`;
    el.focus({ preventScroll: true });
    menu.opener?.setAttribute("aria-expanded", "true");
    return () => {
      menu.opener?.setAttribute("aria-expanded", "false");
      if (menu.opener?.isConnected && (document.activeElement === document.body || el.contains(document.activeElement) || !document.activeElement)) menu.opener.focus({ preventScroll: true });
    };
  }, [menu]);

  useEffect(() => {
    const away = (event: Event) => {
      if (!(event.target instanceof Node) || !box.current?.contains(event.target)) closeMenu();
    };
    addEventListener("pointerdown", away, true);
    addEventListener("resize", closeMenu);
    addEventListener("blur", closeMenu);
    return () => {
      removeEventListener("pointerdown", away, true);
      removeEventListener("resize", closeMenu);
      removeEventListener("blur", closeMenu);
    };
  }, []);

  const choose = (index: number) => {
    const entry = menu.entries[index];
    closeMenu();
    if (entry && "onSelect" in entry) {
      menu.opener?.focus({ preventScroll: true });
      entry.onSelect();
    }
  };
  const move = (to: number) => {
    setActive(to);
    document.getElementById(`menu-${to}`)?.scrollIntoView({ block: "nearest" });
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const here = usable.indexOf(active), n = usable.length;
    event.stopPropagation();
    if (event.key === "Escape" || event.key === "Tab") closeMenu();
    else if (event.key === "ArrowDown") move(usable[(here + 1) % n] ?? -1);
    else if (event.key === "ArrowUp") move(usable[(here <= 0 ? n : here) - 1] ?? -1);
    else if (event.key === "Home") move(usable[0] ?? -1);
    else if (event.key === "End") move(usable[n - 1] ?? -1);
    else if (event.key === "Enter" || event.key === " ") choose(active);
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) {
      const now = performance.now();
      typed.current = { text: (now - typed.current.at < 700 ? typed.current.text : "") + event.key.toLowerCase(), at: now };
      const hit = usable.find((i) => document.getElementById(`menu-${i}`)?.textContent?.toLowerCase().startsWith(typed.current.text));
      if (hit !== undefined) move(hit);
      else return;
    } else return;
    event.preventDefault();
  };

  return (
    <div ref={box} className="menu menu--host" role="menu" tabIndex={-1} aria-label={menu.label} aria-activedescendant={active >= 0 ? `menu-${active}` : undefined} onKeyDown={onKeyDown}>
      {menu.entries.map((entry, i) => {
        if ("separator" in entry) return <div key={i} className="menu__sep" role="separator" />;
        if ("title" in entry) return <div key={i} className="menu__title" role="presentation">{entry.title}</div>;
        return (
          <div key={entry.key ?? i} id={`menu-${i}`} className={`menu__item${entry.danger ? " menu__item--danger" : ""}`} tabIndex={-1}
            role={entry.checked === undefined ? "menuitem" : "menuitemcheckbox"} aria-checked={entry.checked} aria-disabled={entry.disabled || undefined} data-active={active === i || undefined}
            onPointerMove={() => !entry.disabled && active !== i && setActive(i)} onClick={() => !entry.disabled && choose(i)} onKeyDown={onKeyDown}>
            {entry.hue ? <span className="account-dot" data-hue={entry.hue} /> : entry.icon && <Icon name={entry.icon} />}
            <span className="menu__label" dir="auto">{entry.label}</span>
            {entry.checked && <Icon name="check" size="sm" />}
            {entry.aside !== undefined && <span className="menu__aside">{entry.aside}</span>}
            {entry.kbd && <Kbd>{entry.kbd}</Kbd>}
          </div>
        );
      })}
    </div>
  );
}
