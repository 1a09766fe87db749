import { type ReactNode, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { Icon, IconButton, type IconName } from "../../components/index.ts";
import { number } from "../../i18n/dates.ts";
import { type Key, t } from "../../i18n/index.ts";
import { PluginIcon } from "../../plugins/PluginIcon.tsx";
import { type ShellPlugin, useShellPlugins } from "../../plugins/shell.ts";
import { follow, navigate } from "../../router.ts";
import { session } from "../../session.ts";
import { cache, sync } from "../../store/index.ts";
import { useSignal } from "../../store/use.ts";
import { useAttention } from "../admin/attention.ts";

interface Page {
  path: string;
  icon: IconName;
  title: Key;
  words: Key;
  /** It is there while this plugin is on. */
  plugin?: string;
}

const groups: { title: Key; admin?: true; pages: Page[] }[] = [
  { title: "settings.group.mail", pages: [
    { path: "/settings/accounts", icon: "at-sign", title: "settings.accounts", words: "settings.words.accounts" },
    { path: "/settings/mail", icon: "book-open", title: "settings.mail", words: "settings.words.mail" },
    { path: "/settings/contacts", icon: "contact", title: "settings.devices", words: "settings.words.devices", plugin: "carddav" },
  ] },
  { title: "settings.group.display", pages: [
    { path: "/settings/appearance", icon: "palette", title: "settings.appearance", words: "settings.words.appearance" },
    { path: "/settings/language", icon: "languages", title: "settings.language", words: "settings.words.language" },
    { path: "/settings/shortcuts", icon: "keyboard", title: "settings.shortcuts", words: "settings.words.shortcuts" },
  ] },
  { title: "settings.group.security", pages: [
    { path: "/settings/sign-in", icon: "key-round", title: "settings.signIn", words: "settings.words.signIn" },
    { path: "/settings/app-passwords", icon: "monitor-smartphone", title: "settings.appPasswords", words: "settings.words.appPasswords" },
    { path: "/settings/privacy", icon: "eye-off", title: "settings.privacy", words: "settings.words.privacy" },
  ] },
  { title: "settings.group.admin", admin: true, pages: [
    { path: "/admin/plugins", icon: "puzzle", title: "settings.plugins", words: "settings.words.plugins" },
    { path: "/admin/policy", icon: "server", title: "settings.policy", words: "settings.words.policy" },
  ] },
];

interface Props {
  /** The address of this page in the tree. */
  path: string;
  title: string;
  actions?: ReactNode;
  drawer?: ReactNode;
  children: ReactNode;
}

/** The tree at the start, one page, and room for a drawer; on a phone one of them at a time. */
export function Frame({ path, title, actions, drawer, children }: Props) {
  const info = useSignal(session), admin = info?.user?.admin === true;
  const narrow = useNarrow();
  const pane = drawer ? "drawer" : location.pathname === "/settings" ? "tree" : "page";
  useEffect(() => {
    document.title = `${title} · ${t("app.name")}`;
  }, [title]);
  useEffect(() => {
    if (!cache.ready.get()) void sync.start();
  }, []);
  return (
    <div className={`settings${drawer ? " settings--drawer" : ""}`} data-pane={pane} role={narrow && pane === "tree" ? "main" : undefined}>
      <Tree path={path} admin={admin} />
      <main className="page">
        <Over />
        <header className="page__head">
          <IconButton className="page__back" icon="arrow-left" label={t("settings.all")} onClick={() => navigate("/settings")} />
          <h2>{title}</h2>
          {actions}
        </header>
        <div className="page__scroll"><div className="page__body">{children}</div></div>
      </main>
      {drawer}
    </div>
  );
}

const phone = matchMedia("(width < 48rem)");
const onPhone = (changed: () => void) => {
  phone.addEventListener("change", changed);
  return () => phone.removeEventListener("change", changed);
};
/** One pane at a time. */
export const useNarrow = (): boolean => useSyncExternalStore(onPhone, () => phone.matches);

/** On a phone the tree with its title is away: this says for screen readers what the page belongs to. */
export const Over = () => <p role="heading" aria-level={1} className="settings__over visually-hidden">{t("settings.title")}</p>;

/** Where a plugin's page of the settings is; null when it has nothing to set. */
function pluginEntry(plugin: ShellPlugin): { path: string; icon: string } | null {
  const page = plugin.ui.find((entry) => entry.slot === "settings.page" && entry.open);
  if (!page && !Object.keys(plugin.settings ?? {}).length) return null;
  return { path: `/settings/plugins/${encodeURIComponent(plugin.id)}`, icon: page?.icon || plugin.ui.find((entry) => entry.icon)?.icon || "" };
}

function Tree({ path, admin }: { path: string; admin: boolean }) {
  const [text, setText] = useState(""), shell = useShellPlugins(), waiting = useAttention(admin);
  const found = useMemo(() => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    return groups.filter((g) => admin || !g.admin)
      .map((g) => ({ ...g, pages: g.pages.filter((p) => (!p.plugin || shell.some((plugin) => plugin.id === p.plugin)) && words.every((w) => `${t(p.title)} ${t(p.words)}`.toLowerCase().includes(w))) }))
      .filter((g) => g.pages.length > 0);
  }, [text, admin, shell]);
  const first = found[0]?.pages[0];
  const plugins = shell.flatMap((plugin) => {
    const entry = pluginEntry(plugin), words = text.toLowerCase().split(/\s+/).filter(Boolean);
    return entry && words.every((w) => `${plugin.name} ${t("settings.words.services")}`.toLowerCase().includes(w)) ? [{ ...entry, plugin }] : [];
  });
  return (
    <nav className="tree" aria-label={t("settings.title")}>
      <div className="tree__head"><IconButton icon="arrow-left" label={t("settings.back")} onClick={() => navigate("/box/all-inbox")} /><h1>{t("settings.title")}</h1></div>
      <div className="tree__search">
        <label className="search">
          <Icon name="search" />
          <input type="search" value={text} placeholder={t("settings.search")} aria-label={t("settings.search")} onChange={(e) => setText(e.target.value)}
            onKeyDown={(e) => { if (e.key === "Enter" && first) { setText(""); navigate(first.path); } }} />
        </label>
      </div>
      <div className="tree__scroll">
        {found.length === 0 && plugins.length === 0 && <p className="menu__title" role="status">{t("settings.search.none")}</p>}
        {[...found.filter((g) => !g.admin), null, ...found.filter((g) => g.admin)].map((group) => !group ? plugins.length > 0 && (
          <div className="nav-group" key="services">
            <h2 className="nav-group__title">{t("settings.group.services")}</h2>
            <ul>
              {plugins.map(({ plugin, path: at, icon }) => (
                <li key={plugin.id}>
                  <a className="nav-item" href={at} aria-current={at === path ? "page" : undefined} onClick={follow(at)}>
                    <PluginIcon plugin={plugin.id} icon={icon} /><span className="nav-item__label" dir="auto">{plugin.name}</span>
                  </a>
                </li>
              ))}
            </ul>
          </div>
        ) : (
          <div className="nav-group" key={group.title}>
            <h2 className="nav-group__title">{t(group.title)}</h2>
            <ul>
              {group.pages.map((page) => (
                <li key={page.path}>
                  <a className="nav-item" href={page.path} aria-current={page.path === path ? "page" : undefined} onClick={follow(page.path)}>
                    <Icon name={page.icon} /><span className="nav-item__label">{t(page.title)}</span>
                    {page.path === "/admin/plugins" && waiting > 0 && <span className="count" title={t("settings.plugins.attention", { count: waiting })}>{number(waiting)}<span className="visually-hidden"> {t("settings.plugins.attention", { count: waiting })}</span></span>}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </nav>
  );
}
