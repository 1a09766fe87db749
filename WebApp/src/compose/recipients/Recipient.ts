/** A person a message goes to: an EmailAddress of RFC 8621 4.1.2.3, kept exactly as it was typed. */
export interface Recipient {
  name: string | null;
  email: string;
}

/** Two recipients are the same person when their addresses are, whatever their names say. */
export function sameRecipient(a: Recipient, b: Recipient): boolean {
  return a.email.toLowerCase() === b.email.toLowerCase();
}

/** The recipients without later repetitions of an address. */
export function distinct(recipients: readonly Recipient[]): Recipient[] {
  const seen = new Set<string>();
  return recipients.filter((r) => {
    const key = r.email.toLowerCase();
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
