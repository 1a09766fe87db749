/** What a submission came to. */
export type Outcome = { sent: true; refused: { email: string; server: string }[] } | { sent: false; message: string; server: string };

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
  const turned = Object.entries(state.deliveryStatus ?? {}).filter(([, r]) => r.delivered === "no").map(([email, r]) => ({ email, server: r.smtpReply }));
  if (replies.some((r) => r.delivered === "queued")) return null;
  if (turned.length > 0 && turned.length === replies.length) return { sent: false, message: "", server: turned[0]!.server };
  return { sent: true, refused: turned };
}
