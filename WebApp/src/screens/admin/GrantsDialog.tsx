import { Button, Dialog, Icon } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";
import { said } from "../../plugins/label.ts";
import { type Grant, grantLook } from "./plugin.ts";
import type { Request } from "./usePlugins.ts";
import { grantWords } from "./words.ts";

/** What a plugin asks for before it runs: the worst first, in words, each with its reason. After an update only what is new. */
export function GrantsDialog({ asking, onAccept, onClose }: { asking: Request; onAccept: () => void; onClose: () => void }) {
  const { plugin, needed } = asking, more = plugin.grants.some((g) => g.granted);
  return (
    <Dialog className="dialog--grants" title={t(more ? "admin.plugins.enable.more" : "admin.plugins.enable.title", { name: plugin.name })}
      text={more ? t("admin.plugins.enable.moreText", { version: plugin.version }) : plugin.publisher ? t("admin.plugins.enable.text", { publisher: plugin.publisher }) : t("admin.plugins.enable.alone")} onClose={onClose}
      footer={<><Button onClick={onClose}>{t("action.cancel")}</Button><Button variant="primary" onClick={onAccept}>{t(more ? "admin.plugins.enable.allow" : "admin.plugins.enable.action", { name: plugin.name })}</Button></>}>
      <ul className="grants">{needed.map((grant) => <GrantRow key={grant.grant} grant={grant} />)}</ul>
      <p className="muted">{t("admin.plugins.enable.later")}</p>
    </Dialog>
  );
}

function GrantRow({ grant }: { grant: Grant }) {
  const look = grantLook(grant);
  return (
    <li className="permission" data-risk={look.grave ? "high" : undefined}>
      <Icon name={look.icon} /><p>{grantWords(grant)}</p>{said(grant.why) && <p className="permission__used">{said(grant.why)}</p>}
    </li>
  );
}
