import { lazy, Suspense, useEffect } from "react";
import { Boundary } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";
import { Rail } from "../../plugins/lazy.tsx";
import { rail } from "../../plugins/rail.ts";
import { slotsOf, useShellPlugins } from "../../plugins/shell.ts";
import { useRoute } from "../../router.ts";
import { useShortcuts } from "../../shortcuts/keys.ts";
import { cache, sync } from "../../store/index.ts";
import { useSignal } from "../../store/use.ts";
import { ListPane } from "../list/ListPane.tsx";
import { folderQuestion } from "../folders/folders.ts";
import { MobileBar } from "../list/MobileBar.tsx";
import { Sidebar } from "../sidebar/Sidebar.tsx";
import { only, overlay, selection, sidebarHidden, sidebarShown, stopSelecting } from "./state.ts";

/** Asked for at once, beside the list, which does not wait for it. */
const readerModule = import("../reader/Reader.tsx");
const Reader = lazy(() => readerModule);
const palette = () => import("../palette/Palette.tsx");
const Palette = lazy(palette);
const FolderDialog = lazy(() => import("../folders/FolderDialog.tsx"));
const Help = lazy(() => import("../help/Help.tsx"));

/** Sidebar, list and reading pane. Which of them stand side by side is the stylesheet's business. */
export default function Shell() {
  const route = useRoute();
  const mailbox = route.name === "box" ? route.mailbox : "all-inbox", thread = route.name === "box" ? route.thread : null;
  const picked = useSignal(selection), over = useSignal(overlay), shown = useSignal(sidebarShown), hidden = useSignal(sidebarHidden);
  const boxes = useSignal(cache.mailboxes);
  const panels = slotsOf(useShellPlugins(), "sidebar.panel"), panelOpen = useSignal(rail).open;
  const folder = useSignal(folderQuestion);
  useShortcuts();
  useEffect(() => void sync.start(), []);
  // The palette is a key press away: fetched when the browser has nothing better to do.
  useEffect(() => {
    const timer = setTimeout(() => void palette(), 3000);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    only.set("all");
    stopSelecting();
  }, [mailbox]);
  const unified = boxes.get("all-inbox"), unread = unified ? cache.unreadThreads(unified) : 0;
  useEffect(() => {
    document.title = unread ? `(${unread}) ${t("app.name")}` : t("app.name");
  }, [unread]);

  return (
    <>
      <div className="desk" data-panel={panels.some((slot) => slot.key === panelOpen) ? "" : undefined} {...(over ? { inert: "" } : {})}>
        <div className="desk__main">
          <div className={`shell${hidden ? " shell--bare" : ""}`} data-mode={picked.active ? "select" : "read"} data-pane={shown ? "sidebar" : thread ? "reader" : "list"}>
            <Boundary><Sidebar current={mailbox} /></Boundary>
            <main className="panes">
              <Boundary><ListPane mailbox={mailbox} thread={thread} search={(route.name === "box" && route.search) || ""} /></Boundary>
              <Boundary key={thread}><Suspense fallback={<div className="reader" />}><Reader thread={thread} mailbox={mailbox} /></Suspense></Boundary>
            </main>
            <MobileBar />
          </div>
        </div>
        {panels.length > 0 && <Boundary quiet><Suspense fallback={<div className="rail" />}><Rail slots={panels} thread={thread} /></Suspense></Boundary>}
      </div>
      <Suspense fallback={null}>
        {(over === "palette" || over === "move") && <Palette mode={over} />}
        {over === "help" && <Help />}
        {folder && <FolderDialog key={folder.kind} question={folder} />}
      </Suspense>
    </>
  );
}
