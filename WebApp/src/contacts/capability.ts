/** The capability of contacts over JMAP (RFC 9610). */
export const CONTACTS = "urn:ietf:params:jmap:contacts";
