import { useState } from "react";
import { Button, Empty, hueOf, Icon, Notice, State, Switch, toast } from "../../components/index.ts";
import { ago } from "../../i18n/dates.ts";
import { t } from "../../i18n/index.ts";
import { duration, percent } from "../../i18n/units.ts";
import { said } from "../../plugins/label.ts";
import { follow, navigate } from "../../router.ts";
import { Frame } from "../settings/Frame.tsx";
import { GrantsDialog } from "./GrantsDialog.tsx";
import { iconOf, isolatePlugin, type Plugin, restartPlugin } from "./plugin.ts";
import { lookOf, type PluginFilter, reasonOf, shown, standing, switchable, toneOf, type WayOut, wayOut } from "./standing.ts";
import { PluginDrawer, type View } from "./PluginDrawer.tsx";
import { usePlugins } from "./usePlugins.ts";

const filters: PluginFilter[] = ["all", "on", "attention", "off"];
export const pathOf = (id: string): string => `/admin/plugins/${encodeURIComponent(id)}`;

/** The plugins of this server: state first, then the reason in a sentence; the switch acts at once. */
export function Plugins({ open }: { open: string | null }) {
  const all = usePlugins(), { list, failure, busy, turn } = all;
  const [filter, setFilter] = useState<PluginFilter>("all"), [text, setText] = useState(""), [at, setAt] = useState<{ id: string; view: View } | null>(null);
  // Another plugin begins with its overview; one that may not be left yet keeps what it shows.
  const view = at && at.id === open ? at.view : "overview";
  const restart = (plugin: Plugin) => void all.during(plugin, () => restartPlugin(plugin.id), { state: "starting", reason: "" });
  const apart = (plugin: Plugin) => void all.during(plugin, () => isolatePlugin(plugin, true), { state: "starting", reason: "" }).then((now) => now && toast({ text: t("admin.plugins.isolate.nowOn", { name: plugin.name }) }));
  const act = (plugin: Plugin, way: WayOut | "log") => {
    if (way === "restart") return restart(plugin);
    if (way === "isolate" || way === "startApart") return apart(plugin);
    if (way === "review") return void turn(plugin, true);
    setAt({ id: plugin.id, view: way === "log" ? "log" : "settings" });
    navigate(pathOf(plugin.id));
  };
  const here = list ? shown(list, filter, text) : [];
  const chosen = open ? list?.find((p) => p.id === open) ?? null : null;
  return (
    <>
      <Frame path="/admin/plugins" title={t("settings.plugins")}
        actions={all.resumable > 0
          ? <Button icon="play" busy={busy.size > 0} onClick={all.resume}>{t("admin.plugins.resume", { count: all.resumable })}</Button>
          : list?.some((p) => p.enabled) && <Button variant="quiet" icon="pause" busy={busy.size > 1} onClick={() => void all.pauseAll()}>{t("admin.plugins.pauseAll")}</Button>}
        drawer={chosen && (
          <PluginDrawer key={chosen.id} plugin={chosen} busy={busy.has(chosen.id)} view={view} onView={(next) => setAt({ id: chosen.id, view: next })} onTurn={(on) => void turn(chosen, on)} onAct={(way) => act(chosen, way)} during={all.during} onChange={all.put}
            onClose={() => navigate("/admin/plugins", { replace: true })} />
        )}>
        <section>
          {failure && <Notice tone="danger" text={failure}><Button size="sm" onClick={() => void all.load()}>{t("action.tryAgain")}</Button></Notice>}
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
            {here.map((plugin) => <Card key={plugin.id} plugin={plugin} open={plugin.id === open} busy={busy.has(plugin.id)} onTurn={(on) => void turn(plugin, on)} onAct={(way) => act(plugin, way)} />)}
          </ul>
        </section>
      </Frame>
      {all.asking && <GrantsDialog asking={all.asking} onClose={all.dismiss} onAccept={() => void turn(all.asking!.plugin, true, all.asking!.needed.map((g) => g.grant))} />}
    </>
  );
}

interface CardProps {
  plugin: Plugin;
  open: boolean;
  busy: boolean;
  onTurn: (on: boolean) => void;
  onAct: (way: WayOut | "log") => void;
}

function Card({ plugin, open, busy, onTurn, onAct }: CardProps) {
  const path = pathOf(plugin.id), look = lookOf(plugin), reason = reasonOf(plugin), way = wayOut(plugin);
  return (
    <li className="plugin" aria-current={open ? "true" : undefined} data-off={plugin.state === "off" ? "" : undefined}>
      <span className="plugin__icon" data-hue={hueOf(plugin.id)} aria-hidden="true"><Icon name={iconOf(plugin)} size="lg" /></span>
      <div>
        <div className="plugin__top">
          <a className="plugin__name" href={path} data-tap-ok="" aria-label={t("admin.plugins.details", { name: plugin.name })} onClick={follow(path)}>{plugin.name}</a>
          <State state={toneOf(look)} chip>{t(`admin.plugins.state.${look}`)}</State>
        </div>
        {said(plugin.description) && <p className="plugin__purpose">{said(plugin.description)}</p>}
        {reason && (
          <div className="plugin__reason">
            <span dir="auto">{reason}</span>
            {way && <Button variant="link" busy={busy} onClick={() => onAct(way)}>{t(`admin.plugins.way.${way}`)}</Button>}
            {["failed", "stuck", "degraded"].includes(look) && plugin.version && <Button variant="link" onClick={() => onAct("log")}>{t("admin.plugins.showLog")}</Button>}
          </div>
        )}
        <p className="plugin__health">
          {plugin.version && <span>{plugin.publisher ? t("admin.plugins.by", { version: plugin.version, publisher: plugin.publisher }) : plugin.version}</span>}
          {plugin.bundled && <span>{t("admin.plugins.own")}</span>}
          {plugin.enabled && plugin.stats && plugin.stats.asked > 0 && <Numbers stats={plugin.stats} />}
          {plugin.changedAt && <span className="plugin__extra">{t("admin.plugins.changed", { when: ago(plugin.changedAt) })}</span>}
        </p>
      </div>
      <div className="plugin__side">
        <Switch aria-label={plugin.name} checked={plugin.enabled} disabled={!switchable(plugin)} aria-busy={busy || undefined} onChange={(e) => !busy && onTurn(e.target.checked)} />
        {plugin.pinned && <span className="plugin__lock"><Icon name="lock" size="sm" /><span>{t("admin.plugins.pinned")}</span></span>}
      </div>
    </li>
  );
}

/** How it has been doing since the server started. */
function Numbers({ stats }: { stats: NonNullable<Plugin["stats"]> }) {
  return (
    <>
      {stats.lastSuccess && <span>{t("admin.plugins.card.last", { when: ago(stats.lastSuccess) })}</span>}
      <span>{t("admin.plugins.card.errors", { share: percent(stats.failed / stats.asked) })}</span>
      {stats.p95 !== null && <span className="plugin__extra">{t("admin.plugins.card.slow", { time: duration(stats.p95 * 1000) })}</span>}
    </>
  );
}
