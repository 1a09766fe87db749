import { problemOf } from "../recipients/problem.ts";
import type { Recipient } from "../recipients/Recipient.ts";
import { type Draft, type DraftFile, emptyDraft } from "./Draft.ts";
import { joinUnfinished, unfinishedOf, unfinishedProperty } from "./unfinished.ts";

/** The parts of RFC 8621's Email that a draft is made of. */
export interface DraftEmail {
  id?: string;
  from?: Recipient[] | null;
  to?: Recipient[] | null;
  cc?: Recipient[] | null;
  bcc?: Recipient[] | null;
  subject?: string | null;
  inReplyTo?: string[] | null;
  references?: string[] | null;
  repliesTo?: string | null;
  forwards?: string | null;
  bodyValues?: Record<string, { value: string; isTruncated?: boolean }>;
  textBody?: BodyPart[];
  htmlBody?: BodyPart[];
  attachments?: BodyPart[];
  [unfinishedProperty]?: string | null;
}

/** A part as RFC 8621 4.1.4 describes it. */
export interface BodyPart {
  partId?: string | null;
  blobId?: string | null;
  type?: string;
  name?: string | null;
  size?: number;
  cid?: string | null;
  disposition?: string | null;
}

/** The properties to ask `Email/get` for when a draft is opened again. */
export const draftProperties = [
  "id", "accountId", "mailboxIds", "keywords", "from", "to", "cc", "bcc", "subject", "inReplyTo", "references", "receivedAt",
  "repliesTo", "forwards", "bodyValues", "textBody", "htmlBody", "attachments", unfinishedProperty,
];

/** The `Email/set` create object of a draft in `mailboxId`, from the identity's own address (RFC 8621 4.6). */
export function emailOf(draft: Draft, from: Recipient, mailboxId: string): Record<string, unknown> {
  const used = draft.format === "html" ? draft.files.filter((f) => !f.cid || draft.html.includes(`cid:${f.cid}`)) : draft.files;
  const email: Record<string, unknown> = {
    mailboxIds: { [mailboxId]: true },
    keywords: { $draft: true, $seen: true },
    from: [from],
    to: draft.to.filter(storable), cc: draft.cc.filter(storable), bcc: draft.bcc.filter(storable),
    subject: draft.subject,
    bodyValues: { body: { value: draft.format === "html" ? draft.html : draft.text } },
    [draft.format === "html" ? "htmlBody" : "textBody"]: [{ partId: "body", type: draft.format === "html" ? "text/html" : "text/plain" }],
    attachments: used.map(partOf),
  };
  const unfinished = unfinishedOf(draft, storable);
  if (unfinished) email[unfinishedProperty] = unfinished;
  if (draft.inReplyTo) email.inReplyTo = draft.inReplyTo;
  if (draft.references) email.references = draft.references;
  if (draft.repliesTo) email.repliesTo = draft.repliesTo;
  if (draft.forwards) email.forwards = draft.forwards;
  return email;
}

/** Whether an address may stand in a header: what is not finished is kept beside it. */
function storable(recipient: Recipient): boolean {
  const problem = problemOf(recipient.email);
  return problem === null || problem === "missingEnding";
}

function partOf(file: DraftFile): BodyPart {
  const part: BodyPart = { blobId: file.blobId, type: file.type, name: file.name, disposition: file.cid ? "inline" : "attachment" };
  if (file.cid) part.cid = file.cid;
  return part;
}

/** The draft that an Email holds, with everything it was left with; `identities` finds the sender again by address. */
export function draftOf(email: DraftEmail, identities: readonly { id: string; email: string }[]): Draft {
  const html = (email.htmlBody ?? []).filter((p) => p.type === "text/html");
  const value = (parts: readonly BodyPart[]) => parts.map((p) => email.bodyValues?.[p.partId ?? ""]?.value ?? "").join("\n");
  const sender = email.from?.[0]?.email.toLowerCase();
  const bodies = new Set([...(email.htmlBody ?? []), ...(email.textBody ?? [])].map((p) => p.partId));
  return emptyDraft({
    identityId: identities.find((i) => i.email.toLowerCase() === sender)?.id ?? null,
    ...joinUnfinished({ to: email.to ?? [], cc: email.cc ?? [], bcc: email.bcc ?? [] }, email[unfinishedProperty]),
    subject: email.subject ?? "",
    format: html.length > 0 ? "html" : "text",
    html: html.length > 0 ? value(html) : "",
    text: html.length > 0 ? "" : value(email.textBody ?? []),
    files: (email.attachments ?? []).filter((p) => p.blobId && !(p.partId && bodies.has(p.partId) && !p.cid)).map(fileOf),
    inReplyTo: email.inReplyTo ?? null,
    references: email.references ?? null,
    repliesTo: email.repliesTo ?? null,
    forwards: email.forwards ?? null,
  });
}

/** A part of a message as a file of a draft, by reference. */
export function fileOf(part: BodyPart): DraftFile {
  const type = part.type || "application/octet-stream";
  return { blobId: part.blobId!, name: part.name || "", type, size: part.size ?? 0, cid: part.cid ?? null };
}
