/** Why an address cannot be written to. */
export type AddressProblem = "missingAt" | "missingLocal" | "missingDomain" | "missingEnding" | "characters" | "tooLong";

/**
 * What is wrong with an address, or null. Follows RFC 5321 4.1.2 as far as a person benefits: letters of every script are accepted
 * (RFC 6531), address literals too; a domain of one word is a problem unless it is one of `known`.
 */
export function problemOf(email: string, known: ReadonlySet<string> = new Set()): AddressProblem | null {
  const at = email.lastIndexOf("@");
  if (at < 0) return "missingAt";
  const local = email.slice(0, at), domain = email.slice(at + 1);
  if (local === "") return "missingLocal";
  if (domain === "") return "missingDomain";
  if (new TextEncoder().encode(email).length > 254 || local.length > 64) return "tooLong";
  if (/[\p{Cc}\s<>(),;:\\"[\]]/u.test(local) || local.includes("@") || /^\.|\.$|\.\./.test(local)) return "characters";
  if (/^\[[0-9a-fA-F.:]+\]$|^\[IPv6:[0-9a-fA-F.:]+\]$/.test(domain)) return null;
  if (!/^[\p{L}\p{N}\p{M}.-]+$/u.test(domain) || /^[.-]|[.-]$|\.\.|-\.|\.-/.test(domain)) return "characters";
  if (!domain.includes(".")) return known.has(domain.toLowerCase()) ? null : "missingEnding";
  if (/\.\d+$/.test(domain)) return "missingEnding";
  return null;
}

/** The domains of addresses one writes from. */
export function domainsOf(emails: readonly string[]): Set<string> {
  return new Set(emails.map((e) => e.slice(e.lastIndexOf("@") + 1).toLowerCase()));
}
