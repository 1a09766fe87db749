import { useState } from "react";
import { Button, Empty, IconButton, TextField, toast } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";
import { cache } from "../../store/index.ts";
import { useSignal } from "../../store/use.ts";
import { Frame } from "./Frame.tsx";
import { save } from "./save.ts";

/** The domains whose images may load. */
export function Privacy() {
  const { imagesFrom } = useSignal(cache.preference);
  const [domain, setDomain] = useState(""), [error, setError] = useState<string | null>(null);
  const remove = (gone: string) => {
    save({ imagesFrom: imagesFrom.filter((d) => d !== gone) });
    toast({ text: t("settings.privacy.images.removed", { domain: gone }), undo: () => save({ imagesFrom: [...new Set([...cache.preference.get().imagesFrom, gone])] }) });
  };
  const add = () => {
    const name = domain.trim().toLowerCase().replace(/^.*@/, "");
    if (!/^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+$/u.test(name)) return setError(t("settings.privacy.images.wrong"));
    save({ imagesFrom: [...new Set([...imagesFrom, name])] });
    setDomain("");
  };
  return (
    <Frame path="/settings/privacy" title={t("settings.privacy")}>
      <section>
        <h3 className="section__title">{t("settings.privacy.images")}</h3>
        <p className="section__lead">{t("settings.privacy.images.lead")}</p>
        {imagesFrom.length === 0 ? <Empty icon="image-off" title={t("settings.privacy.images.none")} /> : (
          <ul className="rows">
            {imagesFrom.map((name) => (
              <li key={name} className="plain-row"><span className="grow" dir="ltr">{name}</span><IconButton icon="x" size="sm" label={t("settings.privacy.images.remove", { domain: name })} onClick={() => remove(name)} /></li>
            ))}
          </ul>
        )}
        <form className="line-form" noValidate onSubmit={(e) => { e.preventDefault(); add(); }}>
          <TextField label={t("settings.privacy.images.add")} value={domain} error={error} dir="ltr" spellCheck={false} autoCapitalize="none" onChange={(e) => { setDomain(e.target.value); setError(null); }} />
          <Button type="submit">{t("action.add")}</Button>
        </form>
      </section>
    </Frame>
  );
}
