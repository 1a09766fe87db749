import { useCallback, useEffect, useState } from "react";
import { Avatar, Button, Check, Empty, IconButton, toast } from "../../components/index.ts";
import { asFailure, type Failure } from "../../failure.ts";
import { t } from "../../i18n/index.ts";
import { jmap } from "../../jmap/index.ts";
import type { Id } from "../../jmap/types.ts";
import { contactsPath, navigate } from "../../router.ts";
import { sentence } from "../../store/actions.ts";
import { useSignal } from "../../store/use.ts";
import { merge, nameOf } from "../../contacts/actions.ts";
import type { Card } from "../../contacts/Card.ts";
import { COMPARED, type Compared, sameValue } from "../../contacts/compare.ts";
import { firstEmail, isOrg } from "../../contacts/names.ts";
import { contacts } from "../../contacts/store.ts";
import { photoUrl } from "../../contacts/photo.ts";
import { lines, propertyName, Said } from "./Said.tsx";
import { sideShown } from "./state.ts";

interface Found {
  ids: Id[];
  reason: "email" | "name" | "phone" | "chosen";
}
const SKIPPED = "mailflow.contacts.distinct";
const keyOf = (ids: readonly Id[]): string => [...ids].sort().join(" ");
function skipped(): string[] {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(SKIPPED) ?? "[]");
    return Array.isArray(read) ? read.filter((k): k is string => typeof k === "string") : [];
  } catch {
    return [];
  }
}
function setSkipped(list: readonly string[]): void {
  try {
    localStorage.setItem(SKIPPED, JSON.stringify(list.slice(-500)));
  } catch {
    // For this page only.
  }
}

/** Cards that may be one person, side by side: which to merge, and whose name and picture stay. `only` names the ones to merge. */
export function Duplicates({ only }: { only: string }) {
  const [groups, setGroups] = useState<Found[] | null>(null), [failure, setFailure] = useState<Failure | null>(null);
  const ready = useSignal(contacts.ready);
  const load = useCallback(async () => {
    try {
      const chosen = only ? only.split(",").map(decodeURIComponent) : null;
      const found: Found[] = chosen ? [{ ids: chosen, reason: "chosen" }] : (await jmap.call<{ groups: Found[] }>("ContactCard/duplicates", { accountId: contacts.account })).groups;
      await contacts.load(found.flatMap((g) => g.ids));
      const not = new Set(skipped());
      setGroups(found.map((g) => ({ ...g, ids: g.ids.filter((id) => contacts.card(id)) })).filter((g) => g.ids.length > 1 && (chosen || !not.has(keyOf(g.ids)))));
      setFailure(null);
    } catch (error) {
      setFailure(asFailure(error));
    }
  }, [only]);
  useEffect(() => {
    if (!ready) return;
    void load();
    const again = () => void load();
    document.addEventListener("mailflow:duplicates", again);
    return () => document.removeEventListener("mailflow:duplicates", again);
  }, [ready, load]);
  const leave = (group: Found) => setGroups((old) => old?.filter((g) => g !== group) ?? null);
  const distinct = (group: Found) => {
    const before = skipped();
    setSkipped([...before, keyOf(group.ids)]);
    leave(group);
    toast({ text: t("contacts.done.distinct"), undo: () => { setSkipped(before); void load(); } });
  };
  return (
    <section className="reader contact-review" aria-label={t("contacts.duplicates")}>
      <div className="reader__bar">
        <IconButton icon="menu" className="reader__back" label={t("contacts.showBooks")} onClick={() => sideShown.set(true)} />
        <h1 className="contact-form__name">{t("contacts.duplicates")}</h1>
        {only && <Button variant="quiet" onClick={() => navigate(contactsPath())}>{t("action.cancel")}</Button>}
      </div>
      <div className="reader__scroll" tabIndex={-1}>
        <div className="review">
          {failure && <Empty icon="cloud-off" title={t("contacts.failed")} text={sentence(failure)}><Button size="sm" onClick={() => void load()}>{t("action.tryAgain")}</Button></Empty>}
          {groups && !groups.length && <Empty icon="circle-check" title={t("contacts.duplicates.none")} text={t("contacts.duplicates.none.text")} />}
          {groups && groups.length > 0 && !only && <p className="section__lead">{t("contacts.duplicates.lead", { count: groups.length })}</p>}
          {groups?.map((group) => (
            <Review key={keyOf(group.ids)} group={group} onSkip={only ? () => navigate(contactsPath()) : () => distinct(group)} onMerged={(into) => {
              leave(group);
              if (only) navigate(contactsPath("all", into), { replace: true });
            }} />
          ))}
        </div>
      </div>
    </section>
  );
}

/** The card that says most: where the merged one grows from, until the person chooses another. */
export function richest(cards: readonly Card[]): Card {
  const weight = (card: Card) => COMPARED.reduce((sum, property) => sum + (property === "media" ? Object.keys(card.media ?? {}).length * 2 : lines(card, property).length), 0);
  return [...cards].sort((a, b) => weight(b) - weight(a))[0]!;
}

function Review({ group, onSkip, onMerged }: { group: Found; onSkip: () => void; onMerged: (into: Id) => void }) {
  const cards = group.ids.map((id) => contacts.card(id)).filter((c): c is Card => !!c);
  const [taken, take] = useState<ReadonlySet<Id>>(() => new Set(group.ids)), [into, setInto] = useState<Id>(() => richest(cards)?.id ?? ""), [busy, setBusy] = useState(false);
  if (cards.length < 2) return null;
  const chosen = cards.filter((card) => taken.has(card.id)), target = taken.has(into) ? into : richest(chosen.length ? chosen : cards).id;
  const rows = COMPARED.filter((property): property is Compared => property !== "media" && property !== "name" && cards.some((card) => lines(card, property).length > 0));
  const run = async () => {
    setBusy(true);
    const done = await merge(chosen.map((card) => card.id), target);
    setBusy(false);
    if (done) onMerged(target);
  };
  return (
    <section className="review__group" aria-label={nameOf(cards[0]!)}>
      <p className="review__why">{t(`contacts.duplicates.${group.reason}`)}</p>
      <div className="review__cards">
        {cards.map((card) => {
          const on = taken.has(card.id);
          return (
            <article key={card.id} className="review__card" data-off={on ? undefined : ""} aria-label={nameOf(card)}>
              <header>
                <Check checked={on} aria-label={t("contacts.merge.take", { name: nameOf(card) })} onChange={() => take((old) => {
                  const next = new Set(old);
                  if (!next.delete(card.id)) next.add(card.id);
                  return next;
                })} />
                <Avatar size="lg" name={nameOf(card)} address={firstEmail(card) || card.uid} org={isOrg(card)} photo={photoUrl(contacts.account, card.media)} />
                <h2 dir="auto">{nameOf(card)}</h2>
              </header>
              <label className="review__into"><input type="radio" className="radio" name={`into-${keyOf(group.ids)}`} disabled={!on} checked={target === card.id} onChange={() => setInto(card.id)} /><span>{t("contacts.merge.into")}</span></label>
              <dl>
                {rows.filter((property) => lines(card, property).length).map((property) => (
                  <div key={property} data-same={cards.every((other) => sameValue(other[property], card[property])) || undefined}><dt>{propertyName(property)}</dt><dd><Said card={card} property={property} /></dd></div>
                ))}
              </dl>
            </article>
          );
        })}
      </div>
      <div className="btn-row">
        <Button variant="primary" icon="merge" busy={busy} disabled={chosen.length < 2} onClick={() => void run()}>{t("contacts.merge.run", { count: chosen.length })}</Button>
        <Button variant="quiet" onClick={onSkip}>{t(group.reason === "chosen" ? "action.cancel" : "contacts.merge.distinct")}</Button>
      </div>
    </section>
  );
}
