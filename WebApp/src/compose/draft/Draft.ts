import type { Recipient } from "../recipients/Recipient.ts";

/** A file that belongs to a draft and is with the server: an upload, or a part of another message (`e42-2.1`). */
export interface DraftFile {
  blobId: string;
  name: string;
  type: string;
  size: number;
  /** Content-ID without angles, for a picture shown in the text. */
  cid: string | null;
}

/** How the text is written. `text` is what a person sees in plain mode; `html` what the editor holds. */
export type BodyFormat = "html" | "text";

/** Everything a message being written consists of. A value: each edit makes a new one. */
export interface Draft {
  identityId: string | null;
  to: Recipient[];
  cc: Recipient[];
  bcc: Recipient[];
  subject: string;
  format: BodyFormat;
  html: string;
  text: string;
  files: DraftFile[];
  inReplyTo: string[] | null;
  references: string[] | null;
  /** The message this one answers or passes on, for the mark it gets after sending. */
  repliesTo: string | null;
  forwards: string | null;
}

/** A draft with nothing in it. */
export function emptyDraft(part: Partial<Draft> = {}): Draft {
  return {
    identityId: null, to: [], cc: [], bcc: [], subject: "", format: "html", html: "", text: "", files: [],
    inReplyTo: null, references: null, repliesTo: null, forwards: null, ...part,
  };
}

/** Everyone a draft goes to. */
export function everyone(draft: Draft): Recipient[] {
  return [...draft.to, ...draft.cc, ...draft.bcc];
}
