import { Button, confirm, Empty, Notice, State, toast } from "../../components/index.ts";
import { asFailure } from "../../failure.ts";
import { t } from "../../i18n/index.ts";
import { PluginFrame } from "../../plugins/frame/PluginFrame.tsx";
import { type PluginSettings, isConnected } from "../../plugins/settings/fields.ts";
import { SettingsForm } from "../../plugins/settings/SettingsForm.tsx";
import { useSettings } from "../../plugins/settings/useSettings.ts";
import { type ShellPlugin, slotsOf, useShellPlugins } from "../../plugins/shell.ts";
import { rest } from "../../rest.ts";
import { navigate } from "../../router.ts";
import { wordsOf } from "../auth/useSubmit.ts";
import { Frame } from "./Frame.tsx";

/** What one plugin lets a person set: the form of its manifest, then its own page. */
export function Plugin({ id }: { id: string | null }) {
  const list = useShellPlugins(), plugin = list.find((p) => p.id === id);
  const path = `/settings/plugins/${encodeURIComponent(id ?? "")}`;
  if (!plugin) return <Frame path={path} title={t("settings.plugin.gone")}><Empty icon="puzzle" title={t("settings.plugin.gone")} text={t("settings.plugin.goneText")}><Button onClick={() => navigate("/settings")}>{t("settings.all")}</Button></Empty></Frame>;
  const pages = slotsOf(list, "settings.page").filter((slot) => slot.plugin === plugin.id);
  return (
    <Frame key={plugin.id} path={path} title={plugin.name}>
      {plugin.settings && Object.keys(plugin.settings).length > 0 && <Own plugin={plugin} />}
      {pages.map((slot) => (
        <section key={slot.key} aria-label={slot.label}>
          {slot.label !== plugin.name && <h3 className="section__title">{slot.label}</h3>}
          <div className="plugin-page"><PluginFrame slot={slot} surface="--surface-reader" onClose={() => navigate("/settings")} /></div>
        </section>
      ))}
    </Frame>
  );
}

const isWeb = (url: string | undefined): boolean => /^https:\/\//i.test(url ?? "");

function Own({ plugin }: { plugin: ShellPlugin }) {
  const path = `/api/plugins/${encodeURIComponent(plugin.id)}/settings`, { settings, failure, put, load } = useSettings(path);
  const disconnect = async (settings: PluginSettings) => {
    const yes = await confirm({ title: t("settings.plugin.disconnect.title", { name: plugin.name }), text: t("settings.plugin.disconnect.text", { name: plugin.name }), action: t("settings.plugin.disconnect.action", { name: plugin.name }), destroy: true });
    if (!yes) return;
    try {
      put(await rest<PluginSettings>("PUT", path, { values: Object.fromEntries(Object.keys(settings.fields).map((key) => [key, null])) }));
      toast({ text: t("settings.plugin.disconnected", { name: plugin.name }) });
    } catch (error) {
      toast({ tone: "failure", text: wordsOf(asFailure(error)) });
    }
  };
  if (failure) return <Notice tone="danger" text={wordsOf(failure)}><Button size="sm" onClick={load}>{t("action.tryAgain")}</Button></Notice>;
  if (!settings) return null;
  const secret = Object.values(settings.fields).some((field) => field.type === "secret"), connected = isConnected(settings);
  return (
    <section aria-label={t("settings.plugin.own")}>
      {plugin.description && <p className="section__lead" dir="auto">{plugin.description}</p>}
      {secret && <p className="plugin-connection"><State state={connected ? "on" : "off"}>{t(connected ? "settings.plugin.connected" : "settings.plugin.notConnected")}</State></p>}
      <SettingsForm key={connected ? "connected" : "not"} path={path} name={plugin.name} settings={settings} onSaved={put}>
        {isWeb(plugin.documentation) && <a className="btn btn--link" href={plugin.documentation} target="_blank" rel="noopener noreferrer">{t("settings.plugin.documentation", { name: plugin.name })}</a>}
        {connected && <Button variant="danger" onClick={() => void disconnect(settings)}>{t("settings.plugin.disconnect")}</Button>}
      </SettingsForm>
    </section>
  );
}
