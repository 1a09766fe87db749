import { useState } from "react";
import { Button, Dialog } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";
import { type Card, type CardPatch, patchedCard } from "../../contacts/Card.ts";
import { clash, resolved } from "../../contacts/compare.ts";
import { propertyName, Said } from "./Said.tsx";

/** Somebody saved the card while it was being edited: what both changed stands side by side, and one is chosen for each. */
export function Conflict({ base, mine, theirs, onSave, onTheirs, onClose }: { base: Card; mine: CardPatch; theirs: Card; onSave: (patch: CardPatch) => void; onTheirs: () => void; onClose: () => void }) {
  const { clean, clashing } = clash(base, mine, theirs), own = patchedCard(base, mine);
  const [choice, choose] = useState<Partial<Record<string, "mine" | "theirs">>>(() => Object.fromEntries(clashing.map((p) => [p, "mine"])));
  return (
    <Dialog className="dialog--wide" title={t("contacts.conflict.title")} text={t("contacts.conflict.text")} onClose={onClose} footer={
      <>
        <Button variant="quiet" onClick={onTheirs}>{t("contacts.conflict.theirs")}</Button>
        <Button onClick={onClose}>{t("contacts.conflict.back")}</Button>
        <Button variant="primary" onClick={() => onSave(resolved(mine, clean, choice))}>{t("contacts.conflict.save")}</Button>
      </>
    }>
      <div className="compare">
        {clashing.map((property) => (
          <fieldset key={property} className="compare__row">
            <legend>{propertyName(property)}</legend>
            {(["mine", "theirs"] as const).map((side) => (
              <label key={side} className="compare__side">
                <span className="compare__head"><input type="radio" className="radio" name={`conflict-${property}`} checked={choice[property] === side} onChange={() => choose({ ...choice, [property]: side })} /><span>{t(`contacts.conflict.${side === "mine" ? "mine" : "other"}`)}</span></span>
                <Said card={side === "mine" ? own : theirs} property={property} />
              </label>
            ))}
          </fieldset>
        ))}
      </div>
    </Dialog>
  );
}
