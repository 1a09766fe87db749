/** React's view of the contacts. */
import { useEffect, useState, useSyncExternalStore } from "react";
import type { Id } from "../jmap/types.ts";
import type { Card, CardMore } from "./Card.ts";
import { jmap } from "../jmap/index.ts";
import type { GetAnswer } from "../jmap/types.ts";
import { contacts } from "./store.ts";

export function useContacts(topic: string): number {
  return useSyncExternalStore((listener) => contacts.topics.subscribe(topic, listener), () => contacts.topics.version(topic));
}
/** A card, asked for when it is not known: undefined while it is on its way, null when there is none. */
export function useCard(id: Id | null): Card | null | undefined {
  const version = useContacts(`card:${id ?? ""}`);
  const card = id ? contacts.card(id) : null;
  const missing = id !== null && card === undefined && !contacts.isGone(id);
  useEffect(() => {
    if (missing) void contacts.load([id]).catch(() => undefined);
  }, [id, missing]);
  void version;
  return id && card === undefined && contacts.isGone(id) ? null : card;
}
/** How often one has written to the person of a card. */
export function useMailUse(id: Id, version: unknown): CardMore["mailUse"] {
  const [use, setUse] = useState<{ id: Id; use: CardMore["mailUse"] } | null>(null);
  useEffect(() => {
    let here = true;
    jmap.call<GetAnswer<CardMore>>("ContactCard/get", { accountId: contacts.account, ids: [id], properties: ["id", "mailUse"] })
      .then((a) => here && setUse({ id, use: a.list[0]?.mailUse ?? null }), () => undefined);
    return () => {
      here = false;
    };
  }, [id, version]);
  return use?.id === id ? use.use : null;
}
