import { Empty } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";
import { useRoute } from "../../router.ts";
import { session } from "../../session.ts";
import { useSignal } from "../../store/use.ts";
import { Frame } from "../settings/Frame.tsx";
import { Plugins } from "./Plugins.tsx";
import { Policy } from "./Policy.tsx";

/** Administration: plugins and policy, for administrators. */
export default function AdminScreen() {
  const route = useRoute(), info = useSignal(session);
  if (route.name !== "admin") return null;
  if (!info?.user?.admin) return <Frame path="" title={t("settings.group.admin")}><Empty icon="shield-alert" title={t("admin.policy.denied")} /></Frame>;
  return route.section === "policy" ? <Policy /> : <Plugins open={route.section === "plugins" ? route.item : null} />;
}
