import type { Recipient } from "./Recipient.ts";

/** A recipient as text that reads back as the same recipient: a name with special characters is quoted (RFC 5322 3.2.4). */
export function formatRecipient({ name, email }: Recipient): string {
  if (!name) return email;
  const word = /[()<>[\]:;@\\,."]/.test(name) ? `"${name.replace(/[\\"]/g, "\\$&")}"` : name;
  return `${word} <${email}>`;
}

/** Several recipients as one line. */
export function formatRecipients(recipients: readonly Recipient[]): string {
  return recipients.map(formatRecipient).join(", ");
}

/** What a chip shows: the name, or else the address. */
export function shortName({ name, email }: Recipient): string {
  return name || email;
}
