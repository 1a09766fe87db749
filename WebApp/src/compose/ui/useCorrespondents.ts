import { useEffect, useState } from "react";
import { ALL, jmap } from "../../jmap/index.ts";
import { problemOf } from "../recipients/problem.ts";
import type { Recipient } from "../recipients/Recipient.ts";

/** Someone one has written to or heard from. */
export interface Correspondent {
  name: string | null;
  email: string;
  sent: number;
  received: number;
}

const ask = async (text: string, limit: number, signal: AbortSignal): Promise<Correspondent[]> =>
  (await jmap.call<{ list: Correspondent[] }>("Correspondent/query", { accountId: ALL, text, limit }, signal)).list;

/** People who match what is being typed, those one writes to first; without those already there. */
export function useCorrespondents(text: string, present: readonly Recipient[]): Correspondent[] {
  const [answer, setAnswer] = useState<{ text: string; list: Correspondent[] }>({ text: "", list: [] });
  const wanted = text.trim();
  useEffect(() => {
    if (wanted === "") return setAnswer({ text: "", list: [] });
    const control = new AbortController();
    const timer = setTimeout(() => ask(wanted, 8, control.signal).then((list) => setAnswer({ text: wanted, list }), () => {}), 90);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [wanted]);
  if (wanted === "" || answer.list.length === 0) return [];
  const here = new Set(present.map((r) => r.email.toLowerCase()));
  const words = wanted.toLowerCase().split(/\s+/);
  const still = answer.text === wanted ? answer.list : answer.list.filter((c) => words.every((w) => `${c.name ?? ""} ${c.email}`.toLowerCase().includes(w)));
  return still.filter((c) => !here.has(c.email.toLowerCase())).slice(0, 6);
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
