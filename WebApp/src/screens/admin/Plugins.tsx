import { useEffect, useState } from "react";
import { Button, Dialog, Empty, hueOf, Icon, Notice, State, Switch, toast } from "../../components/index.ts";
import { asFailure } from "../../failure.ts";
import { ago } from "../../i18n/dates.ts";
import { t } from "../../i18n/index.ts";
import { follow, navigate } from "../../router.ts";
import { wordsOf } from "../auth/useSubmit.ts";
import { Frame } from "../settings/Frame.tsx";
import { grantLook, iconOf, loadPlugins, type Plugin, type PluginFilter, shown, standing, switchable, switchPlugin, toneOf } from "./plugin.ts";
import { PluginDrawer } from "./PluginDrawer.tsx";

const filters: PluginFilter[] = ["all", "on", "attention", "off"];

/** The plugins of this server: state first, then the reason in a sentence; the switch acts at once. */
export function Plugins({ open }: { open: string | null }) {
  const [list, setList] = useState<Plugin[] | null>(null), [failure, setFailure] = useState<string | null>(null);
  const [filter, setFilter] = useState<PluginFilter>("all"), [text, setText] = useState(""), [asking, setAsking] = useState<Plugin | null>(null), [busy, setBusy] = useState<ReadonlySet<string>>(new Set());
  const load = () => loadPlugins().then((found) => { setList(found); setFailure(null); }, (error: unknown) => setFailure(wordsOf(asFailure(error))));
  useEffect(() => {
    void load();
    const again = () => document.visibilityState === "visible" && void load();
    const timer = setInterval(again, 5000);
    document.addEventListener("visibilitychange", again);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", again);
    };
  }, []);
  const put = (plugin: Plugin) => setList((old) => old?.map((p) => (p.id === plugin.id ? plugin : p)) ?? null);
  const turn = async (plugin: Plugin, enabled: boolean) => {
    setAsking(null);
    setBusy((old) => new Set(old).add(plugin.id));
    put({ ...plugin, enabled, state: enabled ? "starting" : "stopping", reason: "" });
    try {
      const now = await switchPlugin(plugin.id, enabled);
      put(now);
      if (now.enabled === enabled) toast({ text: t(enabled ? "admin.plugins.nowOn" : "admin.plugins.nowOff", { name: plugin.name }), undo: () => void turn(now, !enabled) });
    } catch (error) {
      put(plugin);
      toast({ tone: "failure", text: t("admin.plugins.failed", { name: plugin.name, reason: wordsOf(asFailure(error)) }) });
    } finally {
      setBusy((old) => new Set([...old].filter((id) => id !== plugin.id)));
    }
  };
  const wanted = (plugin: Plugin, enabled: boolean) => (enabled && plugin.grants.length > 0 && plugin.state === "off" ? setAsking(plugin) : void turn(plugin, enabled));
  const here = list ? shown(list, filter, text) : [];
  const chosen = open ? list?.find((p) => p.id === open) ?? null : null;
  return (
    <>
      <Frame path="/admin/plugins" title={t("settings.plugins")}
        drawer={chosen && <PluginDrawer key={chosen.id} plugin={chosen} busy={busy.has(chosen.id)} onTurn={(on) => wanted(chosen, on)} onRestart={() => void turn(chosen, true)} onClose={() => navigate("/admin/plugins", { replace: true })} />}>
        <section>
          {failure && <Notice tone="danger" text={failure}><Button size="sm" onClick={() => void load()}>{t("action.tryAgain")}</Button></Notice>}
          {list && list.length > 0 && (
            <div className="btn-row plugin-filter" role="group" aria-label={t("admin.plugins.filter")}>
              {filters.map((f) => (
                <button key={f} className="chip" type="button" aria-pressed={filter === f} onClick={() => setFilter(f)}>
                  {t(`admin.plugins.${f}`, { count: f === "all" ? list.length : list.filter((p) => standing(p) === f).length })}
                </button>
              ))}
              <label className="search plugin-search">
                <Icon name="search" /><input type="search" value={text} placeholder={t("admin.plugins.search")} aria-label={t("admin.plugins.search")} onChange={(e) => setText(e.target.value)} />
              </label>
            </div>
          )}
          {list?.length === 0 && <Empty icon="puzzle" title={t("admin.plugins.empty")} text={t("admin.plugins.empty.text")} />}
          {list && list.length > 0 && here.length === 0 && <Empty icon="search-x" title={t("admin.plugins.none")} />}
          <ul className="plugin-list">
            {here.map((plugin) => <Card key={plugin.id} plugin={plugin} open={plugin.id === open} busy={busy.has(plugin.id)} onTurn={(on) => wanted(plugin, on)} onRestart={() => void turn(plugin, true)} />)}
          </ul>
        </section>
      </Frame>
      {asking && (
        <Dialog title={t("admin.plugins.enable.title", { name: asking.name })} text={t("admin.plugins.enable.text", { publisher: asking.publisher })} onClose={() => setAsking(null)} footer={
          <><Button onClick={() => setAsking(null)}>{t("action.cancel")}</Button><Button variant="primary" onClick={() => void turn(asking, true)}>{t("admin.plugins.enable.action", { name: asking.name })}</Button></>
        }>
          <ul className="grants">
            {[...asking.grants].sort((a, b) => Number(grantLook(b).grave) - Number(grantLook(a).grave)).map((grant) => {
              const look = grantLook(grant);
              return <li key={grant.grant} className="permission" data-risk={look.grave ? "high" : undefined}><Icon name={look.icon} /><p>{grant.words}</p>{grant.why && <p className="permission__used">{grant.why}</p>}</li>;
            })}
          </ul>
        </Dialog>
      )}
    </>
  );
}

interface CardProps {
  plugin: Plugin;
  open: boolean;
  busy: boolean;
  onTurn: (on: boolean) => void;
  onRestart: () => void;
}

function Card({ plugin, open, busy, onTurn, onRestart }: CardProps) {
  const path = `/admin/plugins/${encodeURIComponent(plugin.id)}`;
  return (
    <li className="plugin" aria-current={open ? "true" : undefined} data-off={plugin.state === "off" ? "" : undefined}>
      <span className="plugin__icon" data-hue={hueOf(plugin.id)} aria-hidden="true"><Icon name={iconOf(plugin)} size="lg" /></span>
      <div>
        <div className="plugin__top">
          <a className="plugin__name" href={path} data-tap-ok="" aria-label={t("admin.plugins.details", { name: plugin.name })} onClick={follow(path)}>{plugin.name}</a>
          <State state={toneOf(plugin.state)} chip>{t(`admin.plugins.state.${plugin.state}`)}</State>
        </div>
        <p className="plugin__purpose">{plugin.description}</p>
        {plugin.reason && (
          <div className="plugin__reason"><span>{plugin.reason}</span>{(plugin.state === "failed" || plugin.state === "stuck") && <Button variant="link" busy={busy} onClick={onRestart}>{t("admin.plugins.restart")}</Button>}</div>
        )}
        <p className="plugin__health">
          <span>{t("admin.plugins.by", { version: plugin.version, publisher: plugin.publisher })}</span>
          {plugin.bundled && <span>{t("admin.plugins.own")}</span>}
          {plugin.changedAt && <span className="plugin__extra">{t("admin.plugins.changed", { when: ago(plugin.changedAt) })}</span>}
        </p>
      </div>
      <div className="plugin__side">
        <Switch aria-label={plugin.name} checked={plugin.enabled} disabled={!switchable(plugin)} aria-busy={busy || undefined} onChange={(e) => !busy && onTurn(e.target.checked)} />
      </div>
    </li>
  );
}
