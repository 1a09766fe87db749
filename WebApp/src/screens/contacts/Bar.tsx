import { IconButton } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";

/** The head of the pane on a phone, and the place of its tools. */
export function Bar({ onBack, children }: { onBack: () => void; children?: React.ReactNode }) {
  return (
    <div className="reader__bar" role="toolbar" aria-label={t("contacts.card")}>
      <IconButton icon="arrow-left" className="reader__back" label={t("contacts.toList")} onClick={onBack} />
      {children}
    </div>
  );
}
