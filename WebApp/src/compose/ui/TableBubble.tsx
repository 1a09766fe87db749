import type { Editor } from "@tiptap/core";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { IconButton, openMenu } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";
import { Colours } from "./Colours.tsx";
import { useEditorState } from "./FormatBar.tsx";

/** The tools of the table the cursor is in, under its end. */
export function TableBubble({ editor, scroller }: { editor: Editor; scroller: HTMLElement }) {
  useEditorState(editor);
  const box = useRef<HTMLDivElement>(null), [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const inside = editor.isActive("table");
  const from = editor.state.selection.from;
  const doc = editor.state.doc;
  useLayoutEffect(() => {
    if (!inside || !box.current) return;
    const at = editor.view.domAtPos(from).node, el = at instanceof Element ? at : at.parentElement, table = el?.closest("table");
    if (!table) return;
    const frame = scroller.getBoundingClientRect(), rect = table.getBoundingClientRect();
    box.current.style.insetBlockStart = `${rect.bottom - frame.top + scroller.scrollTop + 6}px`;
  }, [inside, from, doc, editor, scroller]);
  useEffect(() => {
    if (!inside) setAnchor(null);
  }, [inside]);
  if (!inside) return null;
  const run = () => editor.chain().focus(null, { scrollIntoView: false });
  const hold = (e: React.PointerEvent) => e.preventDefault();
  return (
    <>
      <div ref={box} className="bubble bubble--table" role="toolbar" aria-label={t("compose.format.table")}>
        <IconButton icon="between-horizontal-start" label={t("compose.table.rowAbove")} onPointerDown={hold} onClick={() => run().addRowBefore().run()} />
        <IconButton icon="between-horizontal-end" label={t("compose.table.rowBelow")} onPointerDown={hold} onClick={() => run().addRowAfter().run()} />
        <IconButton icon="between-vertical-start" label={t("compose.table.columnBefore")} onPointerDown={hold} onClick={() => run().addColumnBefore().run()} />
        <IconButton icon="between-vertical-end" label={t("compose.table.columnAfter")} onPointerDown={hold} onClick={() => run().addColumnAfter().run()} />
        <IconButton icon="paint-bucket" label={t("compose.format.cellColour")} aria-haspopup="dialog" onPointerDown={hold} onClick={(e) => setAnchor(anchor ? null : e.currentTarget)} />
        <IconButton icon="trash-2" tone="danger" label={t("compose.table.delete")} aria-haspopup="menu" onPointerDown={hold} onClick={(e) => openMenu(e.currentTarget, t("compose.table.delete"), [
          { label: t("compose.table.deleteRow"), onSelect: () => void run().deleteRow().run() },
          { label: t("compose.table.deleteColumn"), onSelect: () => void run().deleteColumn().run() },
          { label: t("compose.table.delete"), danger: true, onSelect: () => void run().deleteTable().run() },
        ], "below-end")} />
      </div>
      {anchor && <Colours anchor={anchor} label={t("compose.format.cellColour")} kind="mark" value={null} onClose={() => setAnchor(null)} onPick={(c) => void run().setCellAttribute("background", c).run()} />}
    </>
  );
}
