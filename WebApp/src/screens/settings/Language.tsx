import { Choice } from "../../components/index.ts";
import { LANGUAGES, locale, t } from "../../i18n/index.ts";
import { cache } from "../../store/index.ts";
import { useSignal } from "../../store/use.ts";
import { Frame } from "./Frame.tsx";
import { save } from "./save.ts";

/** The language of the app; dates and times follow it and the browser's region. */
export function Language() {
  const { language } = useSignal(cache.preference);
  const sample = new Intl.DateTimeFormat(locale(), { dateStyle: "full", timeStyle: "short" }).format(new Date());
  return (
    <Frame path="/settings/language" title={t("settings.language")}>
      <section>
        <h3 className="section__title">{t("settings.language.choose")}</h3>
        <div role="radiogroup" aria-label={t("settings.language.choose")}>
          <Choice kind="radio" name="language" label={t("settings.language.browser")} checked={language === null} onChange={() => save({ language: null })} />
          {Object.entries(LANGUAGES).map(([tag, name]) => <Choice key={tag} kind="radio" name="language" label={<span lang={tag}>{name}</span>} checked={language === tag} onChange={() => save({ language: tag })} />)}
        </div>
      </section>
      <section><p className="muted">{t("settings.language.sample", { sample })}</p></section>
    </Frame>
  );
}
