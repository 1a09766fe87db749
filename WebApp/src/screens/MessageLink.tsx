import { useEffect, useState } from "react";
import { Button, Empty } from "../components/index.ts";
import { asFailure } from "../failure.ts";
import { t } from "../i18n/index.ts";
import { boxPath, navigate } from "../router.ts";
import { threadOf } from "../store/threadOf.ts";

/** A link to one message from elsewhere, `/message/ID`: it leads to the conversation the message is in now. */
export function MessageLink({ id }: { id: string }) {
  const [state, setState] = useState<"looking" | "gone" | "failed">("looking");
  useEffect(() => {
    if (state !== "looking") return;
    let here = true;
    threadOf(id).then(
      (thread) => here && (thread ? navigate(boxPath("all-inbox", thread), { replace: true }) : setState("gone")),
      (error: unknown) => here && setState(["notFound", "invalid"].includes(asFailure(error).kind) ? "gone" : "failed"),
    );
    return () => {
      here = false;
    };
  }, [id, state]);
  if (state === "looking") return null;
  return state === "gone"
    ? <Empty icon="search-x" title={t("message.gone.title")} text={t("message.gone.text")}><Button onClick={() => navigate("/box/all-inbox")}>{t("notFound.action")}</Button></Empty>
    : <Empty icon="cloud-off" title={t("error.offline")}><Button onClick={() => setState("looking")}>{t("action.tryAgain")}</Button></Empty>;
}
