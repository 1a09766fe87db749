/** The objects of the server, as RFC 8620/8621 and docs/contributors/api.md write them. */

export type Id = string;
/** An RFC 3339 time in UTC. */
export type UTCDate = string;

export interface EmailAddress {
  name: string | null;
  email: string;
}

export interface BodyPart {
  partId: string | null;
  blobId: Id | null;
  size: number;
  name: string | null;
  type: string;
  charset: string | null;
  disposition: string | null;
  cid: string | null;
}

/** What a list row needs; always there once an email is in the cache. */
export interface Email {
  id: Id;
  accountId?: Id;
  threadId: Id;
  mailboxIds: Record<Id, boolean>;
  keywords: Record<string, boolean>;
  from: EmailAddress[] | null;
  to: EmailAddress[] | null;
  subject: string | null;
  receivedAt: UTCDate;
  hasAttachment: boolean;
  preview: string;
  size: number;
}

/** What the reading pane needs beside it. */
export interface EmailDetail {
  id: Id;
  cc: EmailAddress[] | null;
  bcc: EmailAddress[] | null;
  replyTo: EmailAddress[] | null;
  sender: EmailAddress[] | null;
  sentAt: string | null;
  messageId: string[] | null;
  blobId: Id;
  textBody: BodyPart[];
  htmlBody: BodyPart[];
  attachments: BodyPart[];
  bodyValues: Record<string, { value: string; isEncodingProblem?: boolean; isTruncated?: boolean }>;
}

export interface Thread {
  id: Id;
  emailIds: Id[];
}

export type Role = "inbox" | "drafts" | "sent" | "archive" | "junk" | "trash" | "flagged";

export interface Mailbox {
  id: Id;
  accountId?: Id;
  name: string;
  parentId: Id | null;
  role: Role | null;
  sortOrder: number;
  totalEmails: number;
  unreadEmails: number;
  totalThreads: number;
  unreadThreads: number;
  isSubscribed: boolean;
  myRights: Record<string, boolean>;
}

export interface Identity {
  id: Id;
  name: string;
  email: string;
  textSignature?: string;
  htmlSignature?: string;
}

export interface ServerAddress {
  host: string;
  port: number;
  tls: "implicit" | "starttls" | "none";
  skipVerify?: boolean;
  username?: string;
}

export interface MailAccount {
  id: Id;
  name: string;
  senderName: string;
  email: string;
  hue: string;
  imap: ServerAddress;
  smtp: ServerAddress;
  paused: boolean;
  includeInUnified: boolean;
  sortOrder: number;
  roles: Partial<Record<Role, Id>>;
  signature: string;
  status: {
    state: "ok" | "connecting" | "syncing" | "needsSignIn" | "unreachable" | "paused";
    message: string;
    since: UTCDate;
    lastSync: UTCDate | null;
    progress?: { phase: "headers" | "bodies"; done: number; total: number } | null;
  };
}

/** The preferences of the person, over all devices. Unknown members are kept. */
export interface Preference {
  id: "singleton";
  theme: string;
  layout: string;
  language: string | null;
  density: string;
  undoSendSeconds: number;
  markReadSeconds: number | null;
  afterRemoving: "next" | "previous" | "list";
  imagesFrom: string[];
  notifications: boolean;
  shortcuts: boolean;
  adaptDarkMail: boolean;
  [other: string]: unknown;
}

export interface MessageAction {
  plugin: string;
  id: string;
  slot: "message.banner" | "message.chip" | "message.action";
  label: string;
  detail: string;
  state: "offer" | "busy" | "done" | "failed";
  kind: "perform" | "link";
  url?: string;
}

export interface Filter {
  operator?: "AND" | "OR" | "NOT";
  conditions?: Filter[];
  [condition: string]: unknown;
}

export interface StateChange {
  "@type": "StateChange";
  changed: Record<Id, Record<string, string>>;
  pushState?: string;
}

export interface JmapSession {
  capabilities: Record<string, Record<string, unknown>>;
  accounts: Record<Id, { name: string; isPersonal: boolean; isReadOnly: boolean; accountCapabilities: Record<string, unknown> }>;
  primaryAccounts: Record<string, Id>;
  username: string;
  apiUrl: string;
  downloadUrl: string;
  uploadUrl: string;
  eventSourceUrl: string;
  state: string;
}

export interface SetError {
  type: string;
  description?: string;
  properties?: string[];
  [other: string]: unknown;
}

export interface SetAnswer<T = Record<string, unknown>> {
  accountId: Id;
  oldState: string | null;
  newState: string;
  created: Record<string, T> | null;
  updated: Record<Id, Partial<T> | null> | null;
  destroyed: Id[] | null;
  notCreated: Record<string, SetError> | null;
  notUpdated: Record<Id, SetError> | null;
  notDestroyed: Record<Id, SetError> | null;
}

export interface GetAnswer<T> {
  accountId: Id;
  state: string;
  list: T[];
  notFound: Id[];
}

export interface ChangesAnswer {
  accountId: Id;
  oldState: string;
  newState: string;
  hasMoreChanges: boolean;
  created: Id[];
  updated: Id[];
  destroyed: Id[];
}

export interface QueryAnswer {
  accountId: Id;
  queryState: string;
  canCalculateChanges: boolean;
  position: number;
  ids: Id[];
  total?: number;
}
