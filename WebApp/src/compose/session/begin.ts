import { Failure } from "../../failure.ts";
import { ALL, type GetAnswer, jmap } from "../../jmap/index.ts";
import { cache } from "../../store/index.ts";
import { type Draft, type DraftFile, emptyDraft } from "../draft/Draft.ts";
import { type BodyPart, type DraftEmail, draftOf, draftProperties, fileOf } from "../draft/email.ts";
import { htmlOf } from "../editor/text.ts";
import { quotedHtml, signatureHtml } from "../editor/document.ts";
import { parseMailto } from "../mailto.ts";
import type { ComposeRequest } from "../open.ts";
import type { Recipient } from "../recipients/Recipient.ts";
import { defaultSender, type Sender } from "./Sender.ts";

/** What a window starts with: the draft, the stored copy it came from, and where the blobs of its quoted pictures are. */
export interface Beginning {
  draft: Draft;
  emailId: string | null;
  savedAt: number | null;
  blobAccount: string;
}

/** The answer of `Email/reply`. */
interface Plan {
  identityId: string | null;
  to: Recipient[] | null;
  cc: Recipient[] | null;
  subject: string;
  inReplyTo: string[] | null;
  references: string[] | null;
  quoteHtml: string;
  quoteText: string;
  attachments: BodyPart[] | null;
}

/** The draft a request asks for. Throws `Failure`. */
export async function begin(request: ComposeRequest, list: readonly Sender[], plain: boolean): Promise<Beginning> {
  switch (request.mode) {
    case "new":
      return fresh(request, list, plain);
    case "draft":
      return reopened(request, list);
    default:
      return planned(request, list, plain);
  }
}

function fresh(request: ComposeRequest, list: readonly Sender[], plain: boolean): Beginning {
  const sender = defaultSender(list, request.accountId === ALL ? undefined : request.accountId);
  const asked = request.mailto ? parseMailto(request.mailto) : null;
  const text = asked?.body ?? request.text ?? "";
  const draft = emptyDraft({
    identityId: sender?.identityId ?? null, to: asked?.to ?? [], cc: asked?.cc ?? [], bcc: asked?.bcc ?? [], subject: asked?.subject ?? "",
    inReplyTo: asked && asked.inReplyTo.length > 0 ? asked.inReplyTo : null, ...body(text, sender, "", "", plain),
  });
  return { draft, emailId: null, savedAt: null, blobAccount: sender?.accountId ?? ALL };
}

async function planned(request: ComposeRequest, list: readonly Sender[], plain: boolean): Promise<Beginning> {
  const accountId = request.accountId ?? (request.emailId ? cache.email(request.emailId)?.accountId : undefined) ?? ALL;
  const { draft: plan } = await jmap.call<{ draft: Plan }>("Email/reply", { accountId, emailId: request.emailId, mode: request.mode });
  const sender = list.find((s) => s.identityId === plan.identityId) ?? defaultSender(list, accountId);
  const files: DraftFile[] = (plan.attachments ?? []).filter((p) => p.blobId).map(fileOf);
  const draft = emptyDraft({
    identityId: sender?.identityId ?? null, to: plan.to ?? [], cc: plan.cc ?? [], subject: plan.subject, inReplyTo: plan.inReplyTo, references: plan.references,
    repliesTo: request.mode === "forward" ? null : request.emailId ?? null, forwards: request.mode === "forward" ? request.emailId ?? null : null,
    ...body(request.text ?? "", sender, plan.quoteHtml, plan.quoteText, plain), files,
  });
  return { draft, emailId: null, savedAt: null, blobAccount: accountId };
}

async function reopened(request: ComposeRequest, list: readonly Sender[]): Promise<Beginning> {
  const accountId = request.accountId ?? (request.emailId ? cache.email(request.emailId)?.accountId : undefined) ?? ALL;
  const answer = await jmap.call<GetAnswer<DraftEmail & { accountId?: string; receivedAt?: string }>>("Email/get", {
    accountId, ids: [request.emailId], properties: draftProperties, fetchAllBodyValues: true,
  });
  const email = answer.list[0];
  if (!email) throw new Failure("notFound", "");
  const draft = draftOf(email, list.map((s) => ({ id: s.identityId, email: s.email })));
  const owner = email.accountId ?? accountId;
  if (!draft.identityId) draft.identityId = defaultSender(list, owner)?.identityId ?? null;
  return { draft, emailId: email.id ?? request.emailId!, savedAt: email.receivedAt ? Date.parse(email.receivedAt) : null, blobAccount: owner };
}

/** Text, then signature, then the quoted original. */
function body(text: string, sender: Sender | undefined, quoteHtml: string, quoteText: string, plain: boolean): Pick<Draft, "format" | "html" | "text"> {
  if (plain) return { format: "text", html: "", text: quoteText ? `${text}\n\n${quoteText}` : text };
  const written = htmlOf(text) || "<p></p>";
  return { format: "html", html: `${written}${signatureHtml(sender?.signature)}${quotedHtml(quoteHtml)}`, text: "" };
}
