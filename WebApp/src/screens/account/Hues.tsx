import { HUES } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";

/** The colour of an account. */
export function Hues({ value, onChange, name }: { value: string; onChange: (hue: string) => void; name: string }) {
  return (
    <fieldset className="field">
      <legend className="field__label">{t("account.colour")}</legend>
      <div className="hues">
        {HUES.map((hue) => (
          <input key={hue} className="hue" type="radio" name={name} data-hue={hue} data-tip={t(`account.hue.${hue}`)} aria-label={t(`account.hue.${hue}`)} checked={value === hue} onChange={() => onChange(hue)} />
        ))}
      </div>
    </fieldset>
  );
}
