import type { Editor } from "@tiptap/core";
import { type KeyboardEvent, useEffect, useReducer, useRef, useState } from "react";
import { Icon, IconButton, type IconName, openMenu } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";
import { Colours } from "./Colours.tsx";
import { LinkPop } from "./LinkPop.tsx";
import { TablePop } from "./TablePop.tsx";

const fonts = { sans: "", serif: "Georgia, 'Times New Roman', serif", mono: "'Courier New', monospace", wide: "Verdana, sans-serif" } as const;
const sizes = ["11", "13", "14", "16", "18", "22", "28"];
type Panel = "colour" | "highlight" | "link" | "table";
const mac = /Mac|iPhone|iPad/.test(navigator.platform);
const key = (k: string) => (mac ? `⌘${k}` : `Ctrl ${k}`);

/** Paints the component again whenever the editor's text or selection changes. */
export function useEditorState(editor: Editor | null): void {
  const [, again] = useReducer((n: number) => n + 1, 0);
  useEffect(() => {
    if (!editor) return;
    editor.on("transaction", again);
    return () => {
      editor.off("transaction", again);
    };
  }, [editor]);
}

/** The toolbar of the text: one tab stop, arrow keys inside. `always` keeps it on narrow windows. */
export function FormatBar({ editor, always }: { editor: Editor; always: boolean }) {
  useEditorState(editor);
  const bar = useRef<HTMLDivElement>(null), [panel, setPanel] = useState<{ kind: Panel; anchor: HTMLElement } | null>(null), [stop, setStop] = useState(0);
  const close = () => setPanel(null);
  const toggle = (kind: Panel) => (event: React.MouseEvent<HTMLElement>) => setPanel(panel?.kind === kind ? null : { kind, anchor: event.currentTarget });
  const run = () => editor.chain().focus(null, { scrollIntoView: false });
  const style = editor.getAttributes("textStyle") as { color?: string; fontFamily?: string; fontSize?: string };
  const font = (Object.keys(fonts) as (keyof typeof fonts)[]).find((f) => fonts[f] !== "" && style.fontFamily?.replaceAll('"', "'") === fonts[f]) ?? "sans";
  const size = style.fontSize?.replace(/px$/, "") ?? "14";
  const link = (editor.getAttributes("link").href as string | undefined) ?? "";
  const onKeyDown = (event: KeyboardEvent) => {
    const items = Array.from(bar.current?.querySelectorAll<HTMLElement>(":scope > button:not(:disabled)") ?? []), at = items.indexOf(document.activeElement as HTMLElement);
    const forward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight", back = forward === "ArrowRight" ? "ArrowLeft" : "ArrowRight";
    const to = event.key === forward ? (at + 1) % items.length : event.key === back ? (at - 1 + items.length) % items.length : event.key === "Home" ? 0 : event.key === "End" ? items.length - 1 : -1;
    if (at < 0 || to < 0) return;
    event.preventDefault();
    setStop(to);
    items[to]?.focus();
  };
  let index = 0;
  const tab = () => (index++ === stop ? 0 : -1);
  const tool = (icon: IconName, label: string, pressed: boolean | undefined, act: (event: React.MouseEvent<HTMLElement>) => void, kbd?: string, popup?: boolean) => (
    <IconButton icon={icon} label={label} pressed={pressed} kbd={kbd} tabIndex={tab()} aria-haspopup={popup ? "dialog" : undefined} onPointerDown={(e) => e.preventDefault()} onClick={act} />
  );
  const pick = (label: string, value: string, entries: () => Parameters<typeof openMenu>[2]) => (
    <button type="button" className="editor-pick" tabIndex={tab()} aria-haspopup="menu" aria-label={`${label}: ${value}`} onPointerDown={(e) => e.preventDefault()} onClick={(e) => openMenu(e.currentTarget, label, entries())}>
      {value} <Icon name="chevron-down" size="sm" />
    </button>
  );
  const listItem = editor.isActive("listItem");
  const align = (editor.isActive({ textAlign: "center" }) ? "text-align-center" : editor.isActive({ textAlign: "right" }) ? "text-align-end" : "text-align-start") as IconName;

  return (
    <>
      <div ref={bar} className={`editor-bar${always ? "" : " composer__wide"}`} role="toolbar" tabIndex={-1} aria-label={t("compose.format")} onKeyDown={onKeyDown}>
        {pick(t("compose.format.font"), t(`compose.format.font.${font}`), () => (Object.keys(fonts) as (keyof typeof fonts)[]).map((f) => ({
          label: t(`compose.format.font.${f}`), checked: f === font, onSelect: () => void (fonts[f] ? run().setFontFamily(fonts[f]) : run().unsetFontFamily()).run(),
        })))}
        {pick(t("compose.format.size"), size, () => sizes.map((s) => ({ label: s, checked: s === size, onSelect: () => void (s === "14" ? run().unsetFontSize() : run().setFontSize(`${s}px`)).run() })))}
        <span className="tool-sep" />
        {tool("bold", t("compose.format.bold"), editor.isActive("bold"), () => run().toggleBold().run(), key("B"))}
        {tool("italic", t("compose.format.italic"), editor.isActive("italic"), () => run().toggleItalic().run(), key("I"))}
        {tool("underline", t("compose.format.underline"), editor.isActive("underline"), () => run().toggleUnderline().run(), key("U"))}
        {tool("strikethrough", t("compose.format.strike"), editor.isActive("strike"), () => run().toggleStrike().run())}
        {tool("baseline", t("compose.format.colour"), undefined, toggle("colour"), undefined, true)}
        {tool("highlighter", t("compose.format.highlight"), undefined, toggle("highlight"), undefined, true)}
        <span className="tool-sep" />
        {tool("list", t("compose.format.bullets"), editor.isActive("bulletList"), () => run().toggleBulletList().run())}
        {tool("list-ordered", t("compose.format.numbers"), editor.isActive("orderedList"), () => run().toggleOrderedList().run())}
        {tool(align, t("compose.format.align"), undefined, (e) => openMenu(e.currentTarget, t("compose.format.align"), [
          { label: t("compose.format.align.start"), icon: "text-align-start", onSelect: () => void run().unsetTextAlign().run() },
          { label: t("compose.format.align.center"), icon: "text-align-center", onSelect: () => void run().setTextAlign("center").run() },
          { label: t("compose.format.align.end"), icon: "text-align-end", onSelect: () => void run().setTextAlign("right").run() },
          { separator: true },
          { label: t("compose.format.indent"), icon: "list-indent-increase", disabled: listItem && !editor.can().sinkListItem("listItem"), onSelect: () => void (listItem ? run().sinkListItem("listItem") : run().toggleBlockquote()).run() },
          { label: t("compose.format.outdent"), icon: "list-indent-decrease", disabled: !listItem && !editor.isActive("blockquote"), onSelect: () => void (listItem ? run().liftListItem("listItem") : run().toggleBlockquote()).run() },
        ]), undefined, true)}
        {tool("text-quote", t("compose.format.quote"), editor.isActive("blockquote"), () => run().toggleBlockquote().run())}
        <span className="tool-sep" />
        {tool("link", t("compose.format.link"), editor.isActive("link"), toggle("link"), undefined, true)}
        {tool("table", t("compose.format.table"), undefined, toggle("table"), undefined, true)}
        {tool("remove-formatting", t("compose.format.clear"), undefined, () => run().unsetAllMarks().clearNodes().unsetTextAlign().run())}
      </div>
      {panel?.kind === "colour" && <Colours anchor={panel.anchor} label={t("compose.format.colour")} kind="ink" value={style.color ?? null} onClose={close} onPick={(c) => void (c ? run().setColor(c) : run().unsetColor()).run()} />}
      {panel?.kind === "highlight" && <Colours anchor={panel.anchor} label={t("compose.format.highlight")} kind="mark" value={(editor.getAttributes("highlight").color as string | undefined) ?? null} onClose={close}
        onPick={(c) => void (c ? run().setHighlight({ color: c }) : run().unsetHighlight()).run()} />}
      {panel?.kind === "table" && <TablePop anchor={panel.anchor} onClose={close} onPick={(rows, cols) => void run().insertTable({ rows, cols, withHeaderRow: true }).run()} />}
      {panel?.kind === "link" && <LinkPop anchor={panel.anchor} href={link} asksText={editor.state.selection.empty && !link} onClose={close} onRemove={link ? () => void run().extendMarkRange("link").unsetLink().run() : null}
        onApply={(href, text) => {
          if (editor.state.selection.empty && !link) run().insertContent([{ type: "text", text, marks: [{ type: "link", attrs: { href } }] }, { type: "text", text: " " }]).run();
          else run().extendMarkRange("link").setLink({ href }).run();
        }} />}
    </>
  );
}
