/** vCards in and out. */
import { asFailure } from "../failure.ts";
import { Batch, downloadUrl, jmap } from "../jmap/index.ts";
import type { Filter, Id } from "../jmap/types.ts";
import { contacts } from "./store.ts";
import { pieces } from "./vcards.ts";

export interface FailedCard {
  line: number;
  description: string;
}
export interface Imported {
  total: number;
  done: number;
  created: Id[];
  updated: Id[];
  failed: FailedCard[];
}

interface ImportAnswer {
  created: Id[];
  updated: Id[];
  failed: { index: number; line?: number; description: string }[];
}

/** Sends a file of vCards piece by piece; `onProgress` hears after each. What the server refuses is listed with its line in the file. */
export async function importCards(text: string, book: Id, onProgress: (state: Imported) => void, signal: AbortSignal): Promise<Imported> {
  const parts = pieces(text);
  let state: Imported = { total: parts.reduce((sum, p) => sum + Math.max(1, p.cards), 0), done: 0, created: [], updated: [], failed: [] };
  onProgress(state);
  for (const part of parts) {
    let answer: ImportAnswer;
    try {
      answer = await jmap.call<ImportAnswer>("ContactCard/import", { accountId: contacts.account, addressBookId: book, vCards: part.text }, signal);
    } catch (error) {
      const failure = asFailure(error);
      if (failure.passing || failure.kind === "cancelled" || failure.kind === "signIn") throw Object.assign(failure, { imported: state });
      answer = { created: [], updated: [], failed: [{ index: 0, line: 1, description: failure.detail }] };
    }
    state = {
      total: state.total, done: state.done + Math.max(1, part.cards), created: [...state.created, ...answer.created], updated: [...state.updated, ...(answer.updated ?? [])],
      failed: [...state.failed, ...answer.failed.map((f) => ({ line: part.line + Math.max(1, f.line ?? 1) - 1, description: withoutLine(f.description) }))],
    };
    onProgress(state);
  }
  await contacts.settled();
  return state;
}

/** What the server says without the line in front of it: that one counts from the piece, the list says where in the file. */
export const withoutLine = (words: string): string => words.replace(/^line \d+:\s*/i, "");

/** Every id a filter finds. */
export async function everyId(filter: Filter | null): Promise<Id[]> {
  const ids: Id[] = [];
  for (;;) {
    const batch = new Batch();
    const call = batch.query("ContactCard", contacts.account, { ...(filter ? { filter } : {}), position: ids.length, limit: 500 });
    await jmap.send(batch);
    ids.push(...call.value.ids);
    if (call.value.ids.length < 500) return ids;
  }
}

/** Has the server write cards into a file and hands it to the browser. */
export async function exportCards(what: { ids: readonly Id[] } | { addressBookId: Id }, version: "3.0" | "4.0", name: string): Promise<void> {
  const { blobId } = await jmap.call<{ blobId: Id }>("ContactCard/export", { accountId: contacts.account, ...what, version });
  const file = `${name.replace(/[\\/:*?"<>|\p{Cc}]+/gu, " ").trim().slice(0, 80) || "contacts"}.vcf`, link = document.createElement("a");
  link.href = downloadUrl(contacts.account, blobId, file, "text/vcard");
  link.download = file;
  link.click();
}
