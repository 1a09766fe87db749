import { Button, Drawer, hueOf, Icon, Notice, State } from "../../components/index.ts";
import { ago, messageTime } from "../../i18n/dates.ts";
import { has, t } from "../../i18n/index.ts";
import { Over, useNarrow } from "../settings/Frame.tsx";
import { grantLook, iconOf, type Plugin, switchable, toneOf } from "./plugin.ts";

interface Props {
  plugin: Plugin;
  busy: boolean;
  onTurn: (on: boolean) => void;
  onRestart: () => void;
  onClose: () => void;
}

/** Everything about one plugin: why it is as it is, what it may do and when it last did, where it shows, who changed it. */
export function PluginDrawer({ plugin, busy, onTurn, onRestart, onClose }: Props) {
  const title = <>{plugin.name}<State state={toneOf(plugin.state)}>{t(`admin.plugins.state.${plugin.state}`)}</State></>;
  const troubled = plugin.state === "failed" || plugin.state === "stuck";
  return (
    <Drawer title={<span className="drawer__name">{title}</span>} icon={<span className="plugin__icon plugin__icon--sm" data-hue={hueOf(plugin.id)} aria-hidden="true"><Icon name={iconOf(plugin)} /></span>} alone={useNarrow() && <Over />} onClose={onClose}
      footer={
        <>
          {troubled && <Button variant="primary" busy={busy} onClick={onRestart}>{t("admin.plugins.restart")}</Button>}
          <Button variant={!troubled && !plugin.enabled ? "primary" : "plain"} busy={busy && !troubled} disabled={!switchable(plugin)} onClick={() => onTurn(!plugin.enabled)}>{t(plugin.enabled ? "admin.plugins.turnOff" : "admin.plugins.turnOn")}</Button>
        </>
      }>
      {plugin.reason && <section className="drawer__part"><Notice tone={plugin.state === "failed" ? "danger" : "warning"} text={plugin.reason} /></section>}
      <section className="drawer__part"><p>{plugin.description}</p></section>
      <section className="drawer__part">
        <h3 className="drawer__title">{t("admin.plugins.may")}</h3>
        {plugin.grants.length === 0 && <p className="muted">{t("admin.plugins.may.nothing")}</p>}
        {plugin.grants.map((grant) => {
          const look = grantLook(grant);
          return (
            <div key={grant.grant} className="permission" data-risk={look.grave ? "high" : undefined}>
              <Icon name={look.icon} />
              <p>{grant.words}</p>
              {grant.why && <p className="permission__used">{grant.why}</p>}
              <p className="permission__used">{grant.lastUsedAt ? t("admin.plugins.used", { when: ago(grant.lastUsedAt) }) : t("admin.plugins.never")}</p>
            </div>
          );
        })}
      </section>
      {plugin.ui.length > 0 && (
        <section className="drawer__part">
          <h3 className="drawer__title">{t("admin.plugins.shows")}</h3>
          {plugin.ui.map((part, i) => {
            const key = `admin.plugins.shows.${part.slot}`;
            return <p key={i} className="muted">{has(key) ? t(key, { label: part.label }) : t("admin.plugins.shows.other", { slot: part.slot, label: part.label })}</p>;
          })}
        </section>
      )}
      <section className="drawer__part">
        <h3 className="drawer__title">{t("admin.plugins.about")}</h3>
        <dl className="facts facts--two">
          <dt>{t("admin.plugins.version")}</dt><dd>{plugin.version}</dd>
          <dt>{t("admin.plugins.publisher")}</dt><dd>{plugin.publisher}</dd>
          {plugin.license && <><dt>{t("admin.plugins.license")}</dt><dd>{plugin.license}</dd></>}
          <dt>{t("admin.plugins.runs")}</dt><dd>{t(plugin.isolated ? "admin.plugins.isolated" : "admin.plugins.inside")}</dd>
        </dl>
      </section>
      {plugin.changedAt && (
        <section className="drawer__part">
          <h3 className="drawer__title">{t("admin.plugins.changes")}</h3>
          <div className="log"><time dateTime={plugin.changedAt}>{messageTime(plugin.changedAt)}</time><span>{plugin.changedBy ? t(plugin.enabled ? "admin.plugins.turnedOn" : "admin.plugins.turnedOff", { name: plugin.changedBy }) : t("admin.plugins.byItself")}</span></div>
        </section>
      )}
    </Drawer>
  );
}
