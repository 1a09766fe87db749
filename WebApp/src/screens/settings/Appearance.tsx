import { Segments } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";
import { LAYOUTS, THEMES } from "../../store/appearance.ts";
import { cache } from "../../store/index.ts";
import { useSignal } from "../../store/use.ts";
import { Frame } from "./Frame.tsx";
import { LayoutPicture } from "./LayoutPicture.tsx";
import { save } from "./save.ts";
import { Setting, SwitchSetting } from "./Setting.tsx";

/** Themes and layouts by picture; each acts the moment it is picked. */
export function Appearance() {
  const { theme, layout, adaptDarkMail } = useSignal(cache.preference);
  const system = !(THEMES as readonly string[]).includes(theme);
  const painted = document.documentElement.dataset.theme ?? "dark";
  return (
    <Frame path="/settings/appearance" title={t("settings.appearance")}>
      <section>
        <h3 className="section__title">{t("settings.theme")}</h3>
        <div className="swatches" role="radiogroup" aria-label={t("settings.theme")}>
          {THEMES.map((name) => (
            <label key={name} className="swatch">
              <input className="swatch__input" type="radio" name="theme" value={name} checked={system ? painted === name : theme === name} onChange={() => save({ theme: name })} />
              <ThemePicture name={name} />
              <span className="swatch__name">{t(`settings.theme.${name}`)}</span>
            </label>
          ))}
        </div>
      </section>
      <section>
        <SwitchSetting title={t("settings.theme.system")} hint={t("settings.theme.system.hint")} checked={system} onChange={(on) => save({ theme: on ? "system" : painted })} />
        <Setting title={t("settings.darkMail")} hint={t("settings.darkMail.hint")}>
          <Segments label={t("settings.darkMail")} value={adaptDarkMail ? "adapt" : "original"} onChange={(v) => save({ adaptDarkMail: v === "adapt" })}
            options={[{ value: "adapt", label: t("settings.darkMail.adapt") }, { value: "original", label: t("settings.darkMail.original") }]} />
        </Setting>
      </section>
      <section>
        <h3 className="section__title">{t("settings.layout")}</h3>
        <div className="layouts" role="radiogroup" aria-label={t("settings.layout")}>
          {LAYOUTS.map((name) => (
            <label key={name} className="swatch">
              <input className="swatch__input" type="radio" name="layout" value={name} checked={layout === name} onChange={() => save({ layout: name })} />
              <LayoutPicture name={name} />
              <span className="swatch__name">{t(`settings.layout.${name}`)}</span>
            </label>
          ))}
        </div>
      </section>
    </Frame>
  );
}

/** The real theme, small: the picture carries `data-theme` itself. */
function ThemePicture({ name }: { name: string }) {
  const line = (kind = "") => <span className={`swatch__line${kind}`} />;
  const row = (hue: string, on?: boolean) => <span className="swatch__row" data-hue={hue} data-on={on ? "" : undefined}><i /><b /><b /></span>;
  return (
    <span className="swatch__view" data-theme={name} aria-hidden="true">
      <span className="swatch__pane">{line(" swatch__line--strong")}{line()}{line()}</span>
      <span className="swatch__pane">{row("blue", true)}{row("red")}{row("green")}</span>
      <span className="swatch__pane">{line(" swatch__line--strong")}{line()}{line()}{line(" swatch__line--accent")}</span>
    </span>
  );
}
