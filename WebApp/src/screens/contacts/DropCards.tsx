import { useEffect, useState } from "react";
import { Icon } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";
import { sheet } from "./state.ts";

/** Files dragged over the contacts are offered for import. */
export function DropCards() {
  const [over, setOver] = useState(false);
  useEffect(() => {
    let depth = 0;
    const files = (event: DragEvent) => event.dataTransfer?.types.includes("Files") && !document.querySelector("dialog[open]") && !(event.target instanceof Element && event.target.closest(".compose"));
    const enter = (event: DragEvent) => {
      if (!files(event)) return;
      depth++;
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (files(event) && --depth <= 0) setOver(false);
    };
    const hover = (event: DragEvent) => files(event) && event.preventDefault();
    const drop = (event: DragEvent) => {
      depth = 0;
      setOver(false);
      if (!files(event) || !event.dataTransfer?.files.length) return;
      event.preventDefault();
      sheet.set({ name: "import", files: [...event.dataTransfer.files] });
    };
    const pairs = [["dragenter", enter], ["dragleave", leave], ["dragover", hover], ["drop", drop]] as [string, (event: Event) => void][];
    for (const [name, listener] of pairs) addEventListener(name, listener);
    return () => {
      for (const [name, listener] of pairs) removeEventListener(name, listener);
    };
  }, []);
  return over ? <div className="drop-over" aria-hidden="true"><Icon name="file-user" /><p>{t("contacts.import.here")}</p></div> : null;
}
