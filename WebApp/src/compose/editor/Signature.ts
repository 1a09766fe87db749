import { mergeAttributes, Node } from "@tiptap/core";
import { Plugin, TextSelection } from "@tiptap/pm/state";

/** The class by which a signature is found again in a stored draft, so that it is never added twice; the server may have put a prefix before it. */
export const signatureClass = "mailflow-signature";
export const signatureSelector = `div[class*="${signatureClass}"]`;

/** The signature: ordinary text in a block of its own. Changing the sender replaces it as long as nobody has edited it. */
export const Signature = Node.create({
  name: "signature",
  group: "block",
  content: "block+",
  defining: true,
  parseHTML() {
    return [{ tag: signatureSelector, priority: 1000 }];
  },
  /** A line of one's own always stands before signature and quote, so that nothing written after a table ends up in them. */
  addProseMirrorPlugins() {
    return [
      new Plugin({
        appendTransaction(steps, _, state) {
          if (!steps.some((step) => step.docChanged)) return null;
          let gap: number | null = null;
          state.doc.forEach((node, at, index) => {
            const before = index > 0 ? state.doc.child(index - 1).type.name : null;
            if (gap === null && (node.type.name === "signature" || node.type.name === "quoted") && (before === null || before === "table")) gap = at;
          });
          const paragraph = state.schema.nodes.paragraph;
          if (gap === null || !paragraph) return null;
          const slipped = state.selection.empty && state.selection.from <= gap + 2 && state.selection.from > gap;
          const tr = state.tr.insert(gap, paragraph.create());
          return slipped ? tr.setSelection(TextSelection.create(tr.doc, gap + 1)) : tr;
        },
      }),
    ];
  },
  renderHTML({ HTMLAttributes }) {
    return ["div", mergeAttributes(HTMLAttributes, { class: `${signatureClass} mail-text__sign` }), 0];
  },
});
