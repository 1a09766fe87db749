import { mergeAttributes, Node } from "@tiptap/core";

/** The class by which a signature is found again in a stored draft, so that it is never added twice. */
export const signatureClass = "mailflow-signature";

/** The signature: ordinary text in a block of its own. Changing the sender replaces it as long as nobody has edited it. */
export const Signature = Node.create({
  name: "signature",
  group: "block",
  content: "block+",
  defining: true,
  parseHTML() {
    return [{ tag: `div.${signatureClass}`, priority: 1000 }];
  },
  renderHTML({ HTMLAttributes }) {
    return ["div", mergeAttributes(HTMLAttributes, { class: `${signatureClass} mail-text__sign` }), 0];
  },
});
