import { Button, Segments } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";
import { cache } from "../../store/index.ts";
import { useSignal } from "../../store/use.ts";
import { Frame } from "./Frame.tsx";
import { save } from "./save.ts";
import { Setting, SwitchSetting } from "./Setting.tsx";

/** How messages are written and read. */
export function Mail() {
  const { undoSendSeconds, markReadSeconds, afterRemoving, composePlain } = useSignal(cache.preference);
  const seconds = (n: number) => t("settings.mail.seconds", { count: n });
  return (
    <Frame path="/settings/mail" title={t("settings.mail")}>
      <section>
        <h3 className="section__title">{t("settings.mail.writing")}</h3>
        <Setting title={t("settings.mail.undo")} hint={t("settings.mail.undo.hint")}>
          <Segments label={t("settings.mail.undo")} value={String(undoSendSeconds)} onChange={(v) => save({ undoSendSeconds: Number(v) })}
            options={[0, 5, 10, 20, 30].map((n) => ({ value: String(n), label: n === 0 ? t("settings.mail.undo.none") : seconds(n) }))} />
        </Setting>
        <SwitchSetting title={t("settings.mail.plain")} hint={t("settings.mail.plain.hint")} checked={composePlain === true} onChange={(on) => save({ composePlain: on })} />
        {"registerProtocolHandler" in navigator && (
          <Setting title={t("settings.mail.links")} hint={t("settings.mail.links.hint")}>
            <Button onClick={() => navigator.registerProtocolHandler("mailto", `${location.origin}/box/all-inbox?mailto=%s`)}>{t("settings.mail.links.action")}</Button>
          </Setting>
        )}
      </section>
      <section>
        <h3 className="section__title">{t("settings.mail.reading")}</h3>
        <Setting title={t("settings.mail.markRead")}>
          <Segments label={t("settings.mail.markRead")} value={String(markReadSeconds)} onChange={(v) => save({ markReadSeconds: v === "null" ? null : Number(v) })}
            options={[{ value: "0", label: t("settings.mail.markRead.now") }, { value: "2", label: seconds(2) }, { value: "5", label: seconds(5) }, { value: "null", label: t("settings.mail.markRead.never") }]} />
        </Setting>
        <Setting title={t("settings.mail.after")}>
          <Segments label={t("settings.mail.after")} value={afterRemoving} onChange={(v) => save({ afterRemoving: v })}
            options={(["next", "previous", "list"] as const).map((value) => ({ value, label: t(`settings.mail.after.${value}`) }))} />
        </Setting>
      </section>
    </Frame>
  );
}
