import { Button, Empty, Notice, toast } from "../../components/index.ts";
import { type Key, t } from "../../i18n/index.ts";
import { rich } from "../../i18n/rich.tsx";
import { shellPlugins, useShellPlugins } from "../../plugins/shell.ts";
import { follow, navigate } from "../../router.ts";
import { session } from "../../session.ts";
import { useSignal } from "../../store/use.ts";
import { Frame } from "./Frame.tsx";
import { NewAppPassword } from "./NewAppPassword.tsx";

/** The plugin that speaks to phones, and where it answers. */
export const CARDDAV = "carddav";
const path = "/settings/contacts", at = "/dav/";
const programs: { name: Key; steps: Key }[] = [
  { name: "settings.devices.iphone", steps: "settings.devices.iphone.steps" },
  { name: "settings.devices.mac", steps: "settings.devices.mac.steps" },
  { name: "settings.devices.android", steps: "settings.devices.android.steps" },
  { name: "settings.devices.thunderbird", steps: "settings.devices.thunderbird.steps" },
  { name: "settings.devices.other", steps: "settings.devices.other.steps" },
];

/** How a phone or another program keeps the same contacts: what to type in there, and a password for it. */
export function Devices() {
  const list = useShellPlugins(), known = useSignal(shellPlugins) !== null, user = useSignal(session)?.user;
  const title = t("settings.devices");
  if (!list.some((plugin) => plugin.id === CARDDAV)) {
    return <Frame path={path} title={title}>{known && <Empty icon="contact" title={t("settings.devices.off")} text={t("settings.devices.off.text")}><Button onClick={() => navigate("/settings")}>{t("settings.all")}</Button></Empty>}</Frame>;
  }
  const address = `${location.origin}${at}`, local = /^(localhost|127\.|\[::1\])/.test(location.host);
  return (
    <Frame path={path} title={title}>
      <section>
        <p className="section__lead">{t("settings.devices.lead")}</p>
        {location.protocol !== "https:" && !local && <Notice tone="warning" icon="shield-alert" text={t("settings.devices.insecure")} />}
        {local && <Notice text={t("settings.devices.local")} />}
        <dl className="facts facts--two devices">
          <Fact name={t("settings.devices.server")} value={location.host} />
          <Fact name={t("settings.devices.address")} value={address} />
          <Fact name={t("settings.devices.user")} value={user?.username ?? ""} />
          <dt>{t("settings.devices.password")}</dt><dd>{t("settings.devices.password.text")}</dd>
        </dl>
      </section>
      <section>
        <h3 className="section__title">{t("settings.devices.new")}</h3>
        <p className="section__lead">{rich("settings.devices.new.text", {}, { a: (words) => <a href="/settings/app-passwords" onClick={follow("/settings/app-passwords")}>{words}</a> })}</p>
        <NewAppPassword example={t("settings.devices.example")} />
      </section>
      <section>
        <h3 className="section__title">{t("settings.devices.how")}</h3>
        <dl className="devices-how">
          {programs.map(({ name, steps }) => <div key={name}><dt>{t(name)}</dt><dd>{t(steps, { host: location.host, address })}</dd></div>)}
        </dl>
      </section>
    </Frame>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd><code dir="ltr">{value}</code><Button size="sm" variant="quiet" icon="copy" aria-label={t("settings.devices.copyOf", { name })} onClick={() => void navigator.clipboard.writeText(value).then(() => toast({ text: t("settings.appPassword.copied") }))}>{t("settings.appPassword.copy")}</Button></dd>
    </>
  );
}
