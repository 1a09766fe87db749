import { mergeAttributes, Node } from "@tiptap/core";

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
  renderHTML({ HTMLAttributes }) {
    return ["div", mergeAttributes(HTMLAttributes, { class: `${signatureClass} mail-text__sign` }), 0];
  },
});
