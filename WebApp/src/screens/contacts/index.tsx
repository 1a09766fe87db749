import { useEffect } from "react";
import { Boundary, Button, Empty } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";
import { navigate, useRoute } from "../../router.ts";
import { sentence } from "../../store/actions.ts";
import { cache, sync } from "../../store/index.ts";
import { useSignal } from "../../store/use.ts";
import { contacts } from "../../contacts/store.ts";
import { useContacts } from "../../contacts/hooks.ts";
import { Detail } from "./Detail.tsx";
import { Duplicates } from "./Duplicates.tsx";
import { useKeys } from "./keys.ts";
import { List } from "./List.tsx";
import { Sheets } from "./Sheets.tsx";
import { Side } from "./Side.tsx";
import { editing, groupIn, selecting, sideShown, stopSelecting, windowFor } from "./state.ts";
import { DropCards } from "./DropCards.tsx";

/** The contacts: books and groups, the list of one of them, one card. Which of them stand side by side is the stylesheet's business. */
export default function ContactsScreen() {
  const route = useRoute();
  const book = route.name === "contacts" ? route.book : "all", card = route.name === "contacts" ? route.card : null, search = (route.name === "contacts" && route.search) || "";
  const ready = useSignal(contacts.ready), failure = useSignal(contacts.failure), picked = useSignal(selecting), side = useSignal(sideShown);
  useSignal(contacts.sortBy);
  useKeys();
  useEffect(() => {
    if (!cache.ready.get()) void sync.start();
    if (!contacts.ready.get()) void contacts.start();
    document.title = `${t("contacts.title")} · ${t("app.name")}`;
    return stopSelecting;
  }, []);
  useEffect(stopSelecting, [book, search]);
  useEffect(() => editing.set(false), [card]);
  const group = groupIn(book);
  useContacts(`card:${group ?? ""}`);
  const window = ready ? windowFor(book, search) : null;
  const review = book === "duplicates";
  const pane = side ? "side" : review || card || group ? "detail" : "list";
  return (
    <>
      <div className="contacts" data-pane={pane} data-mode={picked ? "select" : "read"} data-review={review || undefined}>
        <Boundary><Side current={book} /></Boundary>
        <main className="panes">
          {failure && !ready
            ? <Empty icon="cloud-off" title={t("contacts.failed")} text={sentence(failure)}><Button size="sm" onClick={() => void contacts.start()}>{t("action.tryAgain")}</Button><Button size="sm" variant="quiet" onClick={() => navigate("/box/all-inbox")}>{t("notFound.action")}</Button></Empty>
            : review
            ? <Boundary><Duplicates only={search} /></Boundary>
            : (
              <>
                <Boundary><List book={book} card={card} search={search} window={window} /></Boundary>
                <Boundary key={card ?? book}><Detail book={book} card={card} /></Boundary>
              </>
            )}
        </main>
      </div>
      <DropCards />
      <Sheets />
    </>
  );
}
