import { Button, Notice } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";
import { rich } from "../../i18n/rich.tsx";
import type { ComposeNotice } from "../session/ComposeSession.ts";

interface Props {
  notice: ComposeNotice;
  onSend: () => void;
  onPass: () => void;
  onAttach: () => void;
}

const strong = { b: (words: string) => <strong>{words}</strong> };

/** What stands between a draft and its sending, with the ways out. */
export function NoticeBar({ notice, onSend, onPass, onAttach }: Props) {
  switch (notice.kind) {
    case "refused":
      return (
        <Notice bar tone="danger" text={<>{rich("compose.notice.refused", { message: notice.message }, strong)}{notice.server && <samp className="notice__server" dir="auto">{notice.server}</samp>}</>}>
          <Button size="sm" onClick={onSend}>{t("action.tryAgain")}</Button>
        </Notice>
      );
    case "notSent":
      return <Notice bar tone="danger" text={rich("compose.notice.refused", { message: notice.message }, strong)}><Button size="sm" onClick={onSend}>{t("action.tryAgain")}</Button></Notice>;
    case "noRecipient":
      return <Notice bar tone="warning" text={t("compose.notice.noRecipient")} />;
    case "badRecipient":
      return <Notice bar tone="warning" text={t("compose.notice.badRecipient", { email: notice.email })} />;
    case "noSubject":
      return <Notice bar tone="warning" text={t("compose.notice.noSubject")}><Button size="sm" onClick={onPass}>{t("compose.send.without")}</Button></Notice>;
    case "noAttachment":
      return (
        <Notice bar tone="warning" text={t("compose.notice.noAttachment", { word: notice.word })}>
          <Button size="sm" onClick={onAttach}>{t("compose.attach")}</Button>
          <Button size="sm" onClick={onPass}>{t("compose.send.anyway")}</Button>
        </Notice>
      );
    case "filesFailed":
      return <Notice bar tone="danger" text={t("compose.notice.filesFailed", { count: notice.count })}><Button size="sm" onClick={onPass}>{t("compose.send.without")}</Button></Notice>;
  }
}
