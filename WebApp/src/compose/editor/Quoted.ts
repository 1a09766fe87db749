import { Node } from "@tiptap/core";
import { quoteFrame } from "./quoteFrame.ts";
import { unholdStyles } from "./styles.ts";

/** The class by which a quoted original is found again in a stored draft; the server may have put a prefix before it. */
export const quotedClass = "mailflow-quote";
export const quotedSelector = `div[class*="${quotedClass}"]`;

/**
 * The original message under an answer: one atom that the editor never looks into, so that it leaves exactly as it came. It is shown in
 * a sandboxed frame, folded until asked for, and can be removed as a whole.
 */
export const Quoted = Node.create({
  name: "quoted",
  group: "block",
  atom: true,
  draggable: false,
  selectable: true,
  isolating: true,
  addOptions() {
    return { labels: { show: "", hide: "", remove: "", frame: "" }, urlOf: (cid: string) => cid };
  },
  addAttributes() {
    return {
      html: { default: "", parseHTML: (el: HTMLElement) => unholdStyles(el.innerHTML), renderHTML: () => ({}) },
      open: { default: false, rendered: false },
    };
  },
  parseHTML() {
    return [{ tag: quotedSelector, priority: 1000 }];
  },
  renderHTML() {
    return ["div", { class: quotedClass }];
  },
  renderText() {
    return "";
  },
  addNodeView() {
    return ({ node, editor, getPos }) => {
      const { labels, urlOf } = this.options;
      const box = document.createElement("div");
      box.className = "quoted";
      box.contentEditable = "false";
      const button = (label: string, text: string, run: () => void) => {
        const b = document.createElement("button");
        b.type = "button";
        b.className = "quote-toggle";
        b.setAttribute("aria-label", label);
        b.textContent = text;
        b.addEventListener("click", run);
        return b;
      };
      let frame: HTMLIFrameElement | null = null;
      const toggle = button(labels.show, "•••", () => {
        const open = frame === null;
        toggle.setAttribute("aria-expanded", String(open));
        toggle.setAttribute("aria-label", open ? labels.hide : labels.show);
        if (open) box.append((frame = quoteFrame(String(node.attrs.html), labels.frame, urlOf)));
        else {
          frame?.remove();
          frame = null;
        }
      });
      toggle.setAttribute("aria-expanded", "false");
      const remove = button(labels.remove, "×", () => {
        const at = getPos();
        if (at !== undefined) editor.chain().focus().deleteRange({ from: at, to: at + node.nodeSize }).run();
      });
      box.append(toggle, remove);
      return { dom: box, ignoreMutation: () => true, stopEvent: (event: Event) => event.type !== "dragstart" };
    };
  },
});
