import { useEffect, useRef, useState } from "react";
import { Button, confirm, Drawer, hueOf, Icon, IconButton, type MenuEntry, Notice, openMenu, State, toast } from "../../components/index.ts";
import { asFailure } from "../../failure.ts";
import { fileSize } from "../../i18n/dates.ts";
import { t } from "../../i18n/index.ts";
import { SettingsForm } from "../../plugins/settings/SettingsForm.tsx";
import { useSettings } from "../../plugins/settings/useSettings.ts";
import { rest } from "../../rest.ts";
import { mayLeave } from "../../router.ts";
import { wordsOf } from "../auth/useSubmit.ts";
import { Over, useNarrow } from "../settings/Frame.tsx";
import { adminPath, iconOf, loadPlugin, type Plugin, type PluginDetail, resetData } from "./plugin.ts";
import { lookOf, restartable, switchable, toneOf, type WayOut, wayOut } from "./standing.ts";
import { PluginLog } from "./PluginLog.tsx";
import { PluginOverview } from "./PluginOverview.tsx";

export type View = "overview" | "settings" | "log";
interface Props {
  plugin: Plugin;
  busy: boolean;
  view: View;
  onView: (view: View) => void;
  onTurn: (on: boolean) => void;
  onAct: (way: WayOut) => void;
  /** Does work on the plugin: its card is busy meanwhile, a refusal is said. */
  during: (plugin: Plugin, work: () => Promise<Plugin>) => Promise<Plugin | null>;
  onChange: (plugin: Plugin) => void;
  onClose: () => void;
}

/** Everything about one plugin: how it is and why, what it may do, its settings, its log, its data. */
export function PluginDrawer({ plugin, busy, view, onView, onTurn, onAct, during, onChange, onClose }: Props) {
  const { detail, put } = useDetail(plugin, view === "log" ? 2000 : 5000);
  const path = adminPath(plugin.id, "/settings"), { settings, failure, put: putSettings, load } = useSettings(path);
  const [test, setTest] = useState<{ ok: boolean; line: string } | "busy" | null>(null), narrow = useNarrow();
  const hasSettings = !!settings && Object.keys(settings.fields).length > 0, look = lookOf(detail), way = wayOut(detail);
  const first = useRef(true);
  // What was pressed is gone with its view: the reading goes on in the drawer.
  useEffect(() => {
    if (!first.current) document.querySelector<HTMLElement>(".drawer")?.focus({ preventScroll: true });
    first.current = false;
  }, [view]);

  const work = async (what: () => Promise<PluginDetail>, done?: string) => {
    const now = await during(detail, what);
    if (!now) return;
    put({ ...detail, ...(now as PluginDetail) });
    if (done) toast({ text: done });
  };
  const check = async () => {
    setTest("busy");
    try {
      setTest(await rest<{ ok: boolean; line: string }>("POST", `${path}/check`, { values: {} }));
    } catch (error) {
      setTest({ ok: false, line: wordsOf(asFailure(error)) });
    }
  };
  const reset = async () => {
    const yes = await confirm({
      title: t("admin.plugins.reset.title", { name: plugin.name }), destroy: true, action: t("admin.plugins.reset.action", { name: plugin.name }),
      text: t("admin.plugins.reset.text", { size: fileSize(detail.dataSize ?? 0), usage: detail.people ? t("admin.plugins.people", { count: detail.people, name: plugin.name }) : "" }),
    });
    if (yes) await work(() => resetData(plugin.id), t("admin.plugins.reset.done", { name: plugin.name }));
  };
  const more = (at: Element) => openMenu(at, t("action.more"), [
    ...(detail.enabled && hasSettings ? [{ label: t("admin.plugins.turnOff"), icon: "x" as const, disabled: !switchable(detail), onSelect: () => onTurn(false) }] : []),
    ...(restartable(detail) && way !== "restart" ? [{ label: t("admin.plugins.way.restart"), icon: "refresh-cw" as const, onSelect: () => onAct("restart") }] : []),
    { label: t("admin.plugins.export"), icon: "download", disabled: !detail.dataSize, onSelect: () => download(adminPath(plugin.id, "/data"), `${plugin.id}.json`) },
    { separator: true },
    { label: t("admin.plugins.reset"), icon: "trash-2", danger: true, disabled: !detail.dataSize, onSelect: () => void reset() },
  ] satisfies MenuEntry[], "below-end");

  const title = view === "overview" ? <>{plugin.name}<State state={toneOf(look)}>{t(`admin.plugins.state.${look}`)}</State></> : <>{t(view === "settings" ? "admin.plugins.settings" : "admin.plugins.log")}<span className="muted drawer__of">{plugin.name}</span></>;
  const back = () => void mayLeave().then((yes) => yes && onView("overview"));
  return (
    <Drawer title={<span className="drawer__name">{title}</span>} alone={narrow && <Over />} onClose={onClose}
      icon={view === "overview" ? <span className="plugin__icon plugin__icon--sm" data-hue={hueOf(plugin.id)} aria-hidden="true"><Icon name={iconOf(plugin)} /></span> : <IconButton icon="arrow-left" label={t("admin.plugins.back", { name: plugin.name })} onClick={back} />}
      footer={view === "overview" && (
        <>
          {way && <Button variant="primary" busy={busy} onClick={() => (way === "setUp" ? onView("settings") : onAct(way))}>{t(`admin.plugins.way.${way}`)}</Button>}
          {!way && !detail.enabled && <Button variant="primary" busy={busy} disabled={!switchable(detail)} onClick={() => onTurn(true)}>{t("admin.plugins.turnOn")}</Button>}
          {!way && detail.enabled && settings?.checks && <Button variant="primary" busy={test === "busy"} onClick={() => void check()}>{t("plugin.settings.check")}</Button>}
          {hasSettings && way !== "setUp" && <Button onClick={() => onView("settings")}>{t("admin.plugins.settings")}</Button>}
          <Button onClick={() => onView("log")}>{t("admin.plugins.log")}</Button>
          {detail.enabled && !hasSettings && <Button busy={busy && !way} disabled={!switchable(detail)} onClick={() => onTurn(false)}>{t("admin.plugins.turnOff")}</Button>}
          <IconButton icon="ellipsis" label={t("action.more")} aria-haspopup="menu" onClick={(event) => more(event.currentTarget)} />
        </>
      )}>
      {view === "overview" && (
        <PluginOverview plugin={detail} busy={busy} work={work}>
          {test && test !== "busy" && <Notice tone={test.ok ? undefined : "danger"} icon={test.ok ? "circle-check" : "circle-alert"} text={<span dir="auto">{test.line}</span>} />}
        </PluginOverview>
      )}
      {view === "settings" && (
        failure ? <Notice tone="danger" text={wordsOf(failure)}><Button size="sm" onClick={load}>{t("action.tryAgain")}</Button></Notice>
          : settings && (hasSettings
            ? <SettingsForm path={path} name={plugin.name} settings={settings} onSaved={(now) => { putSettings(now); void loadPlugin(plugin.id).then((fresh) => { put(fresh); onChange(fresh); }, () => undefined); }} />
            : <p className="muted">{t("admin.plugins.settings.none")}</p>)
      )}
      {view === "log" && <PluginLog name={plugin.name} lines={detail.log ?? []} />}
    </Drawer>
  );
}

/** The plugin with what only its own page knows, asked again while it is on the screen. */
function useDetail(plugin: Plugin, interval: number): { detail: PluginDetail; put: (detail: PluginDetail) => void } {
  const [more, put] = useState<PluginDetail | null>(null), { id, state, enabled } = plugin;
  useEffect(() => {
    let gone = false;
    const ask = () => document.visibilityState === "visible" && loadPlugin(id).then((found) => !gone && put(found), () => undefined);
    void ask();
    const timer = setInterval(ask, interval);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, [id, interval, state, enabled]);
  // The card is painted first: while it says something else, it is the newer.
  return { detail: more ? { ...more, state, enabled, reason: plugin.reason } : plugin, put };
}

function download(path: string, name: string): void {
  const link = document.createElement("a");
  link.href = path;
  link.download = name;
  link.click();
}
