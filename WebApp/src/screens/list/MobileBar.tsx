import { Button, IconButton } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";
import { useSignal } from "../../store/use.ts";
import * as commands from "../shell/commands.ts";
import { currentMailbox, currentWindow, only, startSelecting } from "../shell/state.ts";
import { filterMenu } from "./ListPane.tsx";

/** The phone's actions, within reach of the thumb. */
export function MobileBar() {
  const which = useSignal(only);
  return (
    <section className="mobile-bar" aria-label={t("list.actions")}>
      <IconButton icon="search" label={t("search.all")} onClick={() => document.dispatchEvent(new Event("mailflow:search"))} />
      <IconButton icon="list-filter" label={t("list.filter")} pressed={which !== "all"} onClick={(event) => filterMenu(event.currentTarget, currentMailbox(), which, currentWindow())} />
      <IconButton icon="square-check" label={t("list.select")} onClick={startSelecting} />
      <Button variant="primary" icon="square-pen" onClick={commands.compose}>{t("compose.new")}</Button>
    </section>
  );
}
