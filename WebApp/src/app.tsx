import { lazy, Suspense, useEffect, useSyncExternalStore } from "react";
import { Boundary, Button, ConfirmHost, Empty, MenuHost, registerIcons, ToastHost, TooltipHost } from "./components/index.ts";
import { composeWindows, openCompose } from "./compose/open.ts";
import { languageVersion, loadArea, onLanguage, t } from "./i18n/index.ts";
import { navigate, type Route, useRoute } from "./router.ts";
import { MessageLink } from "./screens/MessageLink.tsx";
import Shell from "./screens/shell/Shell.tsx";
import { loadAllIcons } from "./plugins/icons.ts";
import { loadSession, session, sessionFailure } from "./session.ts";
import { useSignal } from "./store/use.ts";
import { loadStyles } from "./styles/load.ts";

/** A lazy screen with its words and icons. */
const settingsParts = () => Promise.all([loadStyles(), import("../build/gen/icons-settings.ts").then((m) => registerIcons(m.default)), loadArea("settings")]);
const Auth = lazy(async () => (await Promise.all([import("./screens/auth/index.tsx"), loadArea("auth"), settingsParts()]))[0]);
const Account = lazy(async () => (await Promise.all([import("./screens/account/index.tsx"), loadArea("account"), loadArea("auth"), settingsParts()]))[0]);
const Settings = lazy(async () => (await Promise.all([import("./screens/settings/index.tsx"), loadArea("account"), loadArea("auth"), loadArea("plugins"), settingsParts()]))[0]);
const Admin = lazy(async () => (await Promise.all([import("./screens/admin/index.tsx"), loadArea("admin"), loadArea("auth"), loadArea("plugins"), loadAllIcons(), settingsParts()]))[0]);
const Contacts = lazy(async () =>
  (await Promise.all([import("./screens/contacts/index.tsx"), loadArea("contacts"), loadStyles(), import("../build/gen/icons-contacts.ts").then((m) => registerIcons(m.default))]))[0]
);
const Compose = lazy(async () =>
  (await Promise.all([import("./compose/index.tsx"), loadArea("compose"), loadStyles(), import("../build/gen/icons-compose.ts").then((m) => registerIcons(m.default))]))[0]
);

/** The app: one screen by route and session, the composer over it, and the hosts of menus, dialogs and toasts. */
export function App() {
  const language = useSyncExternalStore(onLanguage, languageVersion);
  return (
    <Boundary key={language}>
      <Screens />
      <ComposeSlot />
      <section className="layers" aria-label={t("app.layers")}>
        <MenuHost />
        <ConfirmHost />
        <ToastHost />
        <TooltipHost />
      </section>
    </Boundary>
  );
}

const OPEN: Route["name"][] = ["setup", "signIn", "register"];
/** Where somebody was going who had to sign in first. */
let wanted: string | null = null;

function Screens() {
  const route = useRoute(), info = useSignal(session), failure = useSignal(sessionFailure);
  const state = info?.state;
  const target = !state ? null
    : state === "setup" && route.name !== "setup" ? "/setup"
    : state === "signedOut" && !OPEN.includes(route.name) ? "/sign-in"
    : state === "signedOut" && route.name === "setup" ? "/sign-in"
    : state === "signedIn" && (OPEN.includes(route.name) || route.name === "home") ? wanted ?? "/box/all-inbox"
    : null;
  useEffect(() => {
    if (!target) return;
    wanted = target === "/sign-in" && route.name !== "home" ? location.pathname + location.search : null;
    navigate(target, { replace: true });
  }, [target, route.name]);

  if (!info) {
    return failure
      ? <Empty icon="cloud-off" title={failure.detail || t("error.offline")}><Button onClick={() => void loadSession()}>{t("action.tryAgain")}</Button></Empty>
      : null;
  }
  if (target) return null;
  if (route.name === "unknown") {
    return <Empty icon="search-x" title={t("notFound.title")} text={t("notFound.text")}><Button onClick={() => navigate("/box/all-inbox")}>{t("notFound.action")}</Button></Empty>;
  }
  return (
    <Boundary key={route.name}>
      <Suspense fallback={null}>
        {OPEN.includes(route.name) ? <Auth /> : route.name === "addAccount" ? <Account /> : route.name === "settings" ? <Settings /> : route.name === "contacts" ? <Contacts /> : route.name === "admin" ? <Admin /> : route.name === "message" ? <MessageLink id={route.id} /> : <Shell />}
      </Suspense>
    </Boundary>
  );
}

function ComposeSlot() {
  const windows = useSignal(composeWindows), info = useSignal(session);
  const signedIn = info?.state === "signedIn";
  // A mail link that the browser hands to this app (registerProtocolHandler) arrives as `?mailto=`.
  useEffect(() => {
    const url = new URL(location.href), mailto = url.searchParams.get("mailto");
    if (!signedIn || !mailto) return;
    url.searchParams.delete("mailto");
    history.replaceState(null, "", url);
    openCompose({ mode: "new", mailto });
  }, [signedIn]);
  if (!windows.length || !signedIn) return null;
  return <Boundary quiet><Suspense fallback={null}><Compose /></Suspense></Boundary>;
}
