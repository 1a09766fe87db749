import { Failure } from "../../failure.ts";
import { ALL, jmap, methodFailure, type GetAnswer, type MailAccount, type ServerAddress, type SetAnswer, type SetError } from "../../jmap/index.ts";
import { rest } from "../../rest.ts";
import type { ConnectionPolicy, Discovery, Trial } from "./account.ts";

/** What a test or a new account is made of. */
export interface Credentials {
  email: string;
  password: string;
  smtpPassword?: string | null;
  imap: ServerAddress;
  smtp: ServerAddress;
}

export const discover = (email: string, signal?: AbortSignal): Promise<Discovery> => jmap.call<Discovery>("MailAccount/discover", { accountId: ALL, email }, signal);

export const tryOut = (c: Credentials, id?: string, signal?: AbortSignal): Promise<Trial> =>
  jmap.call<Trial>("MailAccount/test", {
    accountId: ALL, email: c.email, imap: c.imap, smtp: c.smtp, ...(c.password ? { password: c.password } : {}),
    ...(c.smtpPassword ? { smtpPassword: c.smtpPassword } : {}), ...(id ? { id } : {}),
  }, signal);

export const connectionPolicy = (): Promise<ConnectionPolicy> => rest<ConnectionPolicy>("GET", "/api/policy");

export async function mailAccounts(): Promise<MailAccount[]> {
  return (await jmap.call<GetAnswer<MailAccount>>("MailAccount/get", { accountId: ALL, ids: null })).list;
}

/** A new account. Throws `Failure`; its `extra.body` holds both checks when the server's own test failed. */
export async function createAccount(account: Record<string, unknown>): Promise<MailAccount> {
  const answer = await jmap.call<SetAnswer<MailAccount>>("MailAccount/set", { accountId: ALL, create: { account } });
  const made = answer.created?.account;
  if (!made) throw setFailure(answer.notCreated?.account);
  jmap.forgetSession();
  return made;
}

export async function updateAccount(id: string, patch: Record<string, unknown>): Promise<void> {
  const answer = await jmap.call<SetAnswer<MailAccount>>("MailAccount/set", { accountId: ALL, update: { [id]: patch } });
  if (answer.notUpdated?.[id]) throw setFailure(answer.notUpdated[id]);
}

export async function removeAccount(id: string): Promise<void> {
  const answer = await jmap.call<SetAnswer<MailAccount>>("MailAccount/set", { accountId: ALL, destroy: [id] });
  if (answer.notDestroyed?.[id]) throw setFailure(answer.notDestroyed[id]);
  jmap.forgetSession();
}

function setFailure(error: SetError | undefined): Failure {
  return error ? methodFailure(error) : new Failure("failed", "");
}
