import { Icon } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";

/** A provider's page about app passwords. */
export function HelpLink({ url }: { url: string }) {
  return /^https:/.test(url)
    ? <a className="btn btn--sm" href={url} target="_blank" rel="noopener noreferrer"><Icon name="external-link" size="sm" /><span>{t("account.password.appLink")}</span></a>
    : null;
}
