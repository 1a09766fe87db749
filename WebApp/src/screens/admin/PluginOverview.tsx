import { Fragment, type ReactNode } from "react";
import { Button, Icon, Notice, toast } from "../../components/index.ts";
import { ago, fileSize, messageTime, number, span } from "../../i18n/dates.ts";
import { has, type Key, locale, t } from "../../i18n/index.ts";
import { duration, every, percent } from "../../i18n/units.ts";
import { said } from "../../plugins/label.ts";
import { SwitchSetting } from "../settings/Setting.tsx";
import { AddHost } from "./AddHost.tsx";
import { type Grant, grantLook, isolatePlugin, type PluginDetail, runJob, setGrants } from "./plugin.ts";
import { reasonWords } from "./sentences.ts";
import { hintOf, isKnown, lookOf, reasonOf } from "./standing.ts";
import { type Deed, deedsIn, grantWords } from "./words.ts";

interface Props {
  plugin: PluginDetail;
  busy: boolean;
  /** Does something to it; `done` is said when it worked. */
  work: (what: () => Promise<PluginDetail>, done?: string) => Promise<void>;
  children?: ReactNode;
}
const toned = { failed: "danger", stuck: "warning", blocked: "warning", incompatible: "warning", missing: "warning", degraded: "warning", setup: "warning" } as const;

/** How a plugin is and why, what can be done about it, what it may do, where it shows, what it keeps, who switched it. */
export function PluginOverview({ plugin, busy, work, children }: Props) {
  const look = lookOf(plugin), reason = reasonOf(plugin), hint = hintOf(plugin), known = isKnown(plugin);
  const tone = look in toned ? toned[look as keyof typeof toned] : undefined;
  return (
    <>
      {(reason || children) && (
        <section className="drawer__part stack">
          {reason && <Notice {...(tone ? { tone } : {})} text={<><span dir="auto">{reason}</span>{hint && <span className="notice__hint">{t(`admin.plugins.hint.${hint}` as Key)}</span>}</>} />}
          {children}
        </section>
      )}
      {plugin.report && look !== "on" && (
        <section className="drawer__part">
          <h3 className="drawer__title">{t("admin.plugins.report")}</h3>
          <p className="muted" dir="auto">{plugin.reason.includes(plugin.report.line) ? "" : `${reasonWords(plugin.report.line)} `}{t("admin.plugins.report.at", { when: ago(plugin.report.at) })}</p>
          {/* Keys can scroll it. */}
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          {plugin.report.text && <pre className="plugin-report" dir="ltr" tabIndex={0} role="group" aria-label={t("admin.plugins.report")}>{plugin.report.text}</pre>}
        </section>
      )}
      {said(plugin.description) && <section className="drawer__part"><p>{said(plugin.description)}</p></section>}
      <Stats plugin={plugin} />
      {known && <Permissions plugin={plugin} work={work} />}
      <Jobs plugin={plugin} busy={busy} work={work} />
      {plugin.ui.length > 0 && (
        <section className="drawer__part">
          <h3 className="drawer__title">{t("admin.plugins.shows")}</h3>
          {plugin.ui.map((part, i) => {
            const key = `admin.plugins.shows.${part.slot}`, label = said(part.label);
            return <p key={i} className="muted">{has(key) ? t(key, { label }) : t("admin.plugins.shows.other", { slot: part.slot, label })}</p>;
          })}
        </section>
      )}
      {plugin.enabled && known && (
        <section className="drawer__part">
          <h3 className="drawer__title">{t("admin.plugins.ifOff")}</h3>
          <p className="muted">{ifOff(plugin)}</p>
        </section>
      )}
      {known && <section className="drawer__part drawer__part--rows">
        <h3 className="drawer__title">{t("admin.plugins.runs")}</h3>
        <SwitchSetting title={t("admin.plugins.isolate")} hint={t(plugin.isolated ? "admin.plugins.isolate.on" : "admin.plugins.isolate.off")} checked={plugin.isolated} disabled={busy || ["missing", "incompatible"].includes(plugin.state)}
          onChange={(on) => void work(() => isolatePlugin(plugin, on), t(on ? "admin.plugins.isolate.nowOn" : "admin.plugins.isolate.nowOff", { name: plugin.name }))} />
        {plugin.isolated && plugin.lacks && <p className="muted plugin-facts" dir="auto">{plugin.lacks}</p>}
      </section>}
      <About plugin={plugin} />
      {(plugin.changedAt || plugin.pinned) && (
        <section className="drawer__part">
          <h3 className="drawer__title">{t("admin.plugins.changes")}</h3>
          {plugin.pinned && <p className="muted">{t("admin.plugins.pinned.text")}</p>}
          {plugin.changes && plugin.changes.length > 0 ? (
            <div className="log">
              {plugin.changes.slice(0, 10).map((change, i) => <Fragment key={i}><time dateTime={change.at}>{messageTime(change.at)}</time><div dir="auto"><Deeds list={deedsIn(change.what, plugin.grants)} /> <span className="log__who">{change.by || t("admin.plugins.byItself")}</span></div></Fragment>)}
            </div>
          ) : plugin.changedAt && <div className="log"><time dateTime={plugin.changedAt}>{messageTime(plugin.changedAt)}</time><span>{plugin.changedBy ? t(plugin.enabled ? "admin.plugins.turnedOn" : "admin.plugins.turnedOff", { name: plugin.changedBy }) : t("admin.plugins.byItself")}</span></div>}
        </section>
      )}
    </>
  );
}

/** What was done in one go; a long list of permissions is folded. */
const Deeds = ({ list }: { list: readonly Deed[] }) => (
  <>{list.map((deed, i) => deed.more.length
    ? <details key={i} className="log__fold"><summary>{deed.line}</summary><ul>{deed.more.map((line) => <li key={line}>{line}</li>)}</ul></details>
    : <Fragment key={i}>{deed.line} </Fragment>)}</>
);

/** Who would miss it, what is refused from then on, what stays. */
function ifOff({ people, name, mounts, ui }: PluginDetail): string {
  const places = new Intl.ListFormat(locale(), { type: "conjunction" }).format(mounts ?? []);
  return [
    people ? t("admin.plugins.people", { count: people, name }) : "", mounts?.length ? t("admin.plugins.ifOff.mounts", { places }) : "",
    t(ui.length ? "admin.plugins.ifOff.slots" : "admin.plugins.ifOff.keeps"),
  ].filter(Boolean).join(" ");
}

/** The part of a processor it took, since it is counted. */
const cpuShare = (seconds: number, since: string | null): number => (since ? seconds / Math.max(1, (Date.now() - new Date(since).getTime()) / 1000) : 0);

function Stats({ plugin: { stats, health, events, enabled } }: { plugin: PluginDetail }) {
  if (!stats || !enabled || !(stats.asked || stats.memory || stats.restarts)) return null;
  const parts: [string, string][] = [
    [t("admin.plugins.stats.calls"), number(stats.asked)], [t("admin.plugins.stats.errors"), percent(stats.asked ? stats.failed / stats.asked : 0)],
    [t("admin.plugins.stats.slow"), stats.asked && stats.p95 !== null ? duration(stats.p95 * 1000) : "–"], [t("admin.plugins.stats.memory"), stats.memory ? fileSize(stats.memory) : "–"],
  ];
  const facts = [
    stats.restarts > 0 && t("admin.plugins.stats.restarts", { count: stats.restarts }), stats.cpu && cpuShare(stats.cpu, stats.since) >= 0.001 && t("admin.plugins.stats.cpu", { share: percent(cpuShare(stats.cpu, stats.since)) }),
    events && events.waiting > 0 && t("admin.plugins.stats.waiting", { count: events.waiting }),
  ].filter((line): line is string => !!line);
  return (
    <section className="drawer__part">
      <h3 className="drawer__title">{stats.since ? t("admin.plugins.stats.for", span(stats.since)) : t("admin.plugins.stats")}</h3>
      <dl className="metrics">{parts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
      {facts.length > 0 && <p className="muted plugin-facts">{facts.join(t("admin.plugins.stats.between"))}</p>}
      {health?.ok && <p className="muted plugin-facts" dir="auto">{t("admin.plugins.health", { line: health.line, when: ago(health.at) })}</p>}
    </section>
  );
}

function Permissions({ plugin, work }: Pick<Props, "plugin" | "work">) {
  const given = plugin.grants.filter((g) => g.granted !== false).map((g) => g.grant);
  const take = (grant: Grant) => {
    void work(() => setGrants(plugin.id, given.filter((g) => g !== grant.grant))).then(() => toast({ text: t("admin.plugins.taken", { name: plugin.name }), undo: () => void work(() => setGrants(plugin.id, given)) }));
  };
  return (
    <section className="drawer__part">
      <h3 className="drawer__title">{t("admin.plugins.may")}</h3>
      {plugin.grants.length === 0 && !plugin.refused?.length && plugin.state !== "incompatible" && <p className="muted">{t("admin.plugins.may.nothing")}</p>}
      {plugin.refused?.map(({ verb, why }) => (
        <div key={verb} className="permission" data-off="">
          <Icon name="circle-alert" /><p><code dir="ltr">{verb}</code></p>
          {said(why) && <p className="permission__used" dir="auto">{said(why)}</p>}
          <p className="permission__used">{t("admin.plugins.refused")}</p>
        </div>
      ))}
      {plugin.grants.map((grant) => {
        const look = grantLook(grant), off = grant.granted === false;
        return (
          <div key={grant.grant} className="permission" data-risk={look.grave ? "high" : undefined} data-off={off ? "" : undefined}>
            <Icon name={look.icon} />
            <p>{grantWords(grant)}</p>
            {(said(grant.why) || grant.added) && <p className="permission__used">{said(grant.why) || t("admin.plugins.host.added")}</p>}
            <p className="permission__used">
              {off ? t(grant.needed ? "admin.plugins.notGiven.needed" : "admin.plugins.notGiven") : grant.lastUsedAt ? t("admin.plugins.used", { when: ago(grant.lastUsedAt) }) : t("admin.plugins.never")}
              {plugin.state !== "missing" && (off
                ? !grant.needed && <Button variant="link" aria-label={t("admin.plugins.giveOf", { words: grantWords(grant) })} onClick={() => void work(() => setGrants(plugin.id, [...given, grant.grant]))}>{t("admin.plugins.give")}</Button>
                : <Button variant="link" aria-label={t("admin.plugins.takeOf", { words: grantWords(grant) })} onClick={() => take(grant)}>{t("admin.plugins.take")}</Button>)}
            </p>
          </div>
        );
      })}
      {plugin.state !== "missing" && !plugin.grants.some((g) => g.grant === "http:*") && plugin.grants.some((g) => g.grant.startsWith("http:") && !g.added) && <AddHost plugin={plugin} given={given} onDone={(now) => void work(() => Promise.resolve(now))} />}
    </section>
  );
}

const nameOf = (job: NonNullable<PluginDetail["jobs"]>[number]): string => said(job.label) || job.name;

function Jobs({ plugin, busy, work }: Pick<Props, "plugin" | "busy" | "work">) {
  if (!plugin.jobs?.length) return null;
  return (
    <section className="drawer__part">
      <h3 className="drawer__title">{t("admin.plugins.jobs")}</h3>
      {plugin.jobs.map((job) => (
        <div key={job.name} className="permission permission--job">
          <Icon name="clock" />
          <p>{said(job.label) || plugin.jobs!.length > 1 ? t("admin.plugins.job", { name: nameOf(job), every: every(job.every) }) : t("admin.plugins.job.only", { every: every(job.every) })}</p>
          <Button size="sm" busy={job.running === true} disabled={busy || plugin.state !== "on"} aria-label={t("admin.plugins.job.runOf", { name: nameOf(job) })} onClick={() => void work(() => runJob(plugin.id, job.name), t("admin.plugins.job.started", { name: nameOf(job) }))}>{t("admin.plugins.job.run")}</Button>
          <p className="permission__used">
            {job.lastAt ? t(job.lastResult === "ok" ? "admin.plugins.job.went" : "admin.plugins.job.last", { when: ago(job.lastAt) }) : t("admin.plugins.job.never")}
            {job.nextAt && plugin.state === "on" ? `${t("admin.plugins.stats.between")}${t("admin.plugins.job.next", { when: ago(job.nextAt) })}` : ""}
          </p>
          {job.lastResult && job.lastResult !== "ok" && <p className="permission__used permission__trouble" dir="auto"><Icon name="circle-alert" size="sm" />{job.lastResult}</p>}
        </div>
      ))}
    </section>
  );
}

function About({ plugin }: { plugin: PluginDetail }) {
  const links = ([["homepage", plugin.homepage], ["documentation", plugin.documentation], ["support", plugin.support]] as const).filter(([, url]) => typeof url === "string" && /^(https:|mailto:)/i.test(url));
  return (
    <section className="drawer__part">
      <h3 className="drawer__title">{t("admin.plugins.about")}</h3>
      <dl className="facts facts--two">
        {plugin.version && <><dt>{t("admin.plugins.version")}</dt><dd>{plugin.version}</dd></>}
        {plugin.publisher && <><dt>{t("admin.plugins.publisher")}</dt><dd>{plugin.publisher}</dd></>}
        {plugin.license && <><dt>{t("admin.plugins.license")}</dt><dd>{plugin.license}</dd></>}
        {plugin.mounts && plugin.mounts.length > 0 && <><dt>{t("admin.plugins.mounts")}</dt><dd dir="ltr">{plugin.mounts.join(", ")}</dd></>}
        {typeof plugin.dataSize === "number" && <><dt>{t("admin.plugins.data")}</dt><dd>{plugin.dataSize ? fileSize(plugin.dataSize) : t("admin.plugins.data.none")}</dd></>}
        <dt>{t("admin.plugins.id")}</dt><dd dir="ltr">{plugin.id}</dd>
      </dl>
      {links.length > 0 && <p className="btn-row plugin-links">{links.map(([name, url]) => <a key={name} href={url!} target="_blank" rel="noopener noreferrer">{t(`admin.plugins.${name}`)}</a>)}</p>}
    </section>
  );
}
