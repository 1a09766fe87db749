/** What a submission came to. */
export type Outcome = { sent: true } | { sent: false; message: string; server: string };

/** The properties of an EmailSubmission that tell how it stands. */
export interface SubmissionState {
  id: string;
  undoStatus: "pending" | "final" | "canceled";
  deliveryStatus?: Record<string, { smtpReply: string; delivered: "queued" | "yes" | "no" | "unknown" }> | null;
  failure?: { message: string; server: string } | null;
}

/** What a submission's state says, or null while it is open. */
export function outcomeOf(state: Omit<SubmissionState, "id">): Outcome | null {
  if (state.failure) return { sent: false, message: state.failure.message, server: state.failure.server };
  if (state.undoStatus !== "final") return null;
  const replies = Object.values(state.deliveryStatus ?? {});
  if (replies.some((r) => r.delivered === "queued")) return null;
  const refused = replies.filter((r) => r.delivered === "no");
  if (refused.length > 0 && refused.length === replies.length) return { sent: false, message: "", server: refused[0]!.smtpReply };
  return { sent: true };
}
