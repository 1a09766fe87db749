import { useEffect, useState } from "react";
import { CONTACTS } from "../../contacts/capability.ts";
import { type Card, isGroup } from "../../contacts/Card.ts";
import { photoUrl } from "../../contacts/photo.ts";
import { ALL, Batch, jmap } from "../../jmap/index.ts";
import { problemOf } from "../recipients/problem.ts";
import type { Recipient } from "../recipients/Recipient.ts";
import { type Correspondent, suggestions } from "../recipients/suggest.ts";

export type { Correspondent } from "../recipients/suggest.ts";

const ask = async (text: string, limit: number, signal: AbortSignal): Promise<Correspondent[]> =>
  (await jmap.call<{ list: Correspondent[] }>("Correspondent/query", { accountId: ALL, text, limit }, signal)).list;

/** The person's contacts account, or "" where the server keeps none. */
const contactsAccount = (): Promise<string> => jmap.session().then((session) => session.primaryAccounts?.[CONTACTS] ?? "");

/** People and groups for a text, in one round trip: correspondents as the server ranks them, with what their cards say. */
async function askAll(text: string, signal: AbortSignal): Promise<Correspondent[]> {
  const account = await contactsAccount();
  if (!account || text.length < 2) return ask(text, 8, signal);
  const batch = new Batch();
  const people = batch.call<{ list: Correspondent[] }>("Correspondent/query", { accountId: ALL, text, limit: 8 });
  const found = batch.query("ContactCard", account, { filter: { text }, limit: 12 });
  const cards = batch.get<Card>("ContactCard", account, found.ref("/ids"), ["id", "uid", "kind", "name", "nicknames", "organizations", "emails", "phones", "media", "members", "addressBookIds"]);
  await jmap.send(batch, signal);
  return suggestions(text, people.maybe?.list ?? [], cards.maybe?.list ?? [], (card) => photoUrl(account, card.media));
}

/** The people of a group, by the address each prefers. */
export async function membersOf(group: Correspondent): Promise<Recipient[]> {
  const { contacts } = await import("../../contacts/store.ts"), { groupRecipients } = await import("../../contacts/write.ts");
  await contacts.open();
  await contacts.load([group.group!]);
  const card = contacts.card(group.group!);
  return card && isGroup(card) ? groupRecipients(card) : [];
}

const words = (c: Correspondent): string => `${c.name ?? ""} ${c.email} ${c.also ?? ""}`.toLowerCase();

/** People and groups who match what is being typed, those one writes to first; without those already there. */
export function useCorrespondents(text: string, present: readonly Recipient[]): Correspondent[] {
  const [answer, setAnswer] = useState<{ text: string; list: Correspondent[] }>({ text: "", list: [] });
  const wanted = text.trim();
  useEffect(() => {
    if (wanted === "") return setAnswer({ text: "", list: [] });
    const control = new AbortController();
    const timer = setTimeout(() => askAll(wanted, control.signal).then((list) => setAnswer({ text: wanted, list }), () => {}), 90);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [wanted]);
  if (wanted === "" || answer.list.length === 0) return [];
  const here = new Set(present.map((r) => r.email.toLowerCase()));
  const typed = wanted.toLowerCase().split(/\s+/);
  const still = answer.text === wanted ? answer.list : answer.list.filter((c) => typed.every((w) => words(c).includes(w)));
  return still.filter((c) => c.group || !here.has(c.email.toLowerCase())).slice(0, 7);
}

/** The address that a wrong one was probably meant to be, from those one knows, or null. */
export function useCorrection(wrong: string | null): string | null {
  const [found, setFound] = useState<{ wrong: string; right: string } | null>(null);
  useEffect(() => {
    if (!wrong || wrong.length < 3) return;
    const control = new AbortController();
    ask(wrong, 8, control.signal).then((list) => {
      const lower = wrong.toLowerCase();
      const right = list.map((c) => c.email).find((e) => e.toLowerCase().startsWith(lower) && e.length > wrong.length && problemOf(e) === null);
      setFound(right ? { wrong, right } : null);
    }, () => {});
    return () => control.abort();
  }, [wrong]);
  return found && found.wrong === wrong ? found.right : null;
}
