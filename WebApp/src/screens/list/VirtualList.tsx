import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { t } from "../../i18n/index.ts";
import { dayStart, weekday } from "../../i18n/dates.ts";
import type { Id } from "../../jmap/types.ts";
import { useTopic } from "../../store/hooks.ts";
import { cache } from "../../store/index.ts";
import { useSignal } from "../../store/use.ts";
import type { Group, ListWindow } from "../../store/window.ts";
import { cursor, selection } from "../shell/state.ts";
import { fullHeight, type Geometry, rowAt, rowsIn, rowTop, scale, TALLEST } from "./geometry.ts";
import { Ghost, Row } from "./Row.tsx";

const OVER = 12;
/** Where each list stood, so that it comes back as it was left. */
const places = new Map<string, number>();

function title(group: Group, now = new Date()): string {
  if (group.since >= dayStart(0, now).getTime()) return t("date.today");
  if (group.since >= dayStart(-1, now).getTime()) return t("date.yesterday");
  if (group.since >= dayStart(-6, now).getTime()) return weekday(new Date(group.since));
  if (group.since >= dayStart(-13, now).getTime()) return t("date.lastWeek");
  return t("date.earlier");
}

/** The rows of a window, whatever their number: drawn around the view only, asked for a page ahead. */
export function VirtualList({ window, mailbox, thread }: { window: ListWindow; mailbox: Id; thread: Id | null }) {
  useTopic(window.topic);
  const at = useSignal(cursor), picked = useSignal(selection);
  const scroller = useRef<HTMLDivElement>(null), probe = useRef<HTMLDivElement>(null);
  const [sizes, setSizes] = useState({ row: 74, title: 30, view: 800 });
  const [top, setTop] = useState(() => places.get(window.topic) ?? 0);
  const known = useRef<{ topic: string; ids: Set<Id> } | null>(null);

  const count = window.count ?? 0;
  const groups = window.rowGroups();
  const geometry: Geometry = { rowHeight: sizes.row, titleHeight: sizes.title, count, headings: groups };
  const factor = scale(geometry, sizes.view), virtualTop = top * factor, drift = virtualTop - top;
  const { from, to } = rowsIn(geometry, virtualTop, sizes.view, OVER);
  const firstSeen = rowAt(geometry, virtualTop), lastSeen = rowAt(geometry, virtualTop + sizes.view);

  const measure = useCallback(() => {
    const box = scroller.current, row = probe.current?.querySelector<HTMLElement>(".mail-row"), head = probe.current?.querySelector<HTMLElement>(".date-group__title");
    if (!box || !row || !head) return;
    const next = { row: row.offsetHeight || 74, title: head.offsetHeight || 30, view: box.clientHeight };
    setSizes((old) => (old.row === next.row && old.title === next.title && old.view === next.view ? old : next));
  }, []);
  useLayoutEffect(() => {
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(scroller.current!);
    for (const el of probe.current!.children) watch.observe(el);
    return () => watch.disconnect();
  }, [measure]);

  useLayoutEffect(() => {
    scroller.current!.scrollTop = places.get(window.topic) ?? 0;
    setTop(scroller.current!.scrollTop);
  }, [window]);

  // The rows in view moved because mail came in above them: scroll along, so that nothing moves under the eye.
  useLayoutEffect(() => {
    if (window.shift && scroller.current) {
      scroller.current.scrollTop += (window.takeShift() * sizes.row) / factor;
    }
  });
  useEffect(() => window.ensure(firstSeen, lastSeen, top < sizes.row / 2), [window, firstSeen, lastSeen, top, sizes.row, count]);

  const onScroll = () => {
    const y = scroller.current!.scrollTop;
    places.set(window.topic, y);
    setTop(y);
  };

  const reveal = (row: number, focus: boolean) => {
    const box = scroller.current;
    if (!box || !count) return;
    const y = rowTop(geometry, row) / factor, above = y - sizes.title, below = y + sizes.row - box.clientHeight;
    if (above < box.scrollTop) box.scrollTop = Math.max(0, above);
    else if (below > box.scrollTop) box.scrollTop = below;
    onScroll();
    if (!focus) return;
    // At once when the row is drawn, so that quick presses count; else when it is.
    const link = () => box.querySelector<HTMLElement>(`[data-row="${row}"] .mail-row__subject`);
    const now = link();
    if (now) now.focus({ preventScroll: true });
    else requestAnimationFrame(() => link()?.focus({ preventScroll: true }));
  };
  const revealNow = useRef(reveal);
  revealNow.current = reveal;
  useEffect(() => {
    const move = (event: Event) => revealNow.current(cursor.get(), (event as CustomEvent<{ focus: boolean }>).detail.focus);
    document.addEventListener("mailflow:cursor", move);
    return () => document.removeEventListener("mailflow:cursor", move);
  }, []);

  // The open conversation carries the cursor.
  const openRow = thread ? window.rowOf(thread) : -1;
  useEffect(() => {
    if (openRow >= 0) cursor.set(openRow);
  }, [openRow]);

  // Rows that were not there before slide in, only at the top of a list that stands there.
  const now = new Set<Id>();
  for (let row = from; row <= to; row++) {
    const id = window.threadAt(row);
    if (id) now.add(id);
  }
  const before = known.current?.topic === window.topic && top < sizes.row && known.current.ids.size ? known.current.ids : null;
  useEffect(() => {
    known.current = { topic: window.topic, ids: new Set([...(known.current?.topic === window.topic ? known.current.ids : []), ...now]) };
  });

  const stop = Math.min(Math.max(at, from), to);
  const rows = [];
  for (let row = from; row <= to; row++) {
    const id = window.threadAt(row);
    const y = rowTop(geometry, row) - drift;
    rows.push(id
      ? <Row key={id} window={window} row={row} count={count} thread={id} mailbox={mailbox} top={y} open={id === thread} ticked={picked.everything || picked.threads.has(id)} tabStop={row === stop} isNew={!!before && !before.has(id) && row < 3} />
      : <Ghost key={`ghost${row}`} top={y} seed={row} />);
  }
  return (
    <div ref={scroller} className="list-scroll" tabIndex={-1} onScroll={() => flushSync(onScroll)}>
      <div className="list-canvas" ref={(el) => { if (el) el.style.blockSize = `${Math.min(fullHeight(geometry), TALLEST)}px`; }}>
        {groups.map((group, i) => {
          const start = rowTop(geometry, group.at) - sizes.title, end = i + 1 < groups.length ? rowTop(geometry, groups[i + 1]!.at) - sizes.title : fullHeight(geometry);
          return (
            <section key={group.since} className="date-group" aria-hidden="true" ref={(el) => {
              if (!el) return;
              el.style.insetBlockStart = `${start - drift}px`;
              el.style.blockSize = `${Math.min(end - start, TALLEST)}px`;
            }}>
              <h2 className="date-group__title">{title(group)}</h2>
            </section>
          );
        })}
        <ol className="list-rows" aria-label={t("list.label")}>{rows}</ol>
      </div>
      <div ref={probe} className="list-probe" aria-hidden="true" {...{ inert: "" }}>
        <div className="mail-row mail-row--ghost" /><div className="date-group__title" />
      </div>
    </div>
  );
}
