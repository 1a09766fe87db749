import { useState } from "react";
import { Button, Icon, type IconName } from "../../components/index.ts";
import { fileSize } from "../../i18n/dates.ts";
import { t } from "../../i18n/index.ts";
import { downloadUrl } from "../../jmap/index.ts";
import type { BodyPart, Id } from "../../jmap/types.ts";

const BY_TYPE: [RegExp, IconName][] = [
  [/^image\//, "image"], [/^audio\//, "file-music"], [/^video\//, "file-play"], [/zip|tar|compressed|7z|rar/, "file-archive"],
  [/spreadsheet|excel|csv/, "file-spreadsheet"], [/^message\/rfc822/, "mail"], [/^text\/calendar/, "list-checks"], [/json|xml|javascript|html/, "file-code"], [/pdf|word|document|^text\//, "file-text"],
];
export const fileIcon = (type: string): IconName => BY_TYPE.find(([pattern]) => pattern.test(type))?.[1] ?? "file";
const PREVIEW = /^image\/(png|jpeg|gif|webp|bmp)$/;

/** What came with a message: a card each, all at once with one button. */
export function Attachments({ parts, accountId }: { parts: readonly BodyPart[]; accountId: Id }) {
  const files = parts.filter((p) => p.blobId && !(p.cid && p.disposition === "inline"));
  if (!files.length) return null;
  const name = (part: BodyPart) => part.name || (part.type === "message/rfc822" ? t("attachment.message") : t("attachment.unnamed"));
  const saveAll = () => {
    for (const part of files) {
      const link = document.createElement("a");
      link.href = downloadUrl(accountId, part.blobId!, name(part), part.type);
      link.download = name(part);
      link.click();
    }
  };
  return (
    <section className="attachments" aria-label={t("attachment.label")}>
      <div className="attachments__head">
        <strong>{t("attachment.count", { count: files.length })}</strong>
        <span>{fileSize(files.reduce((sum, p) => sum + p.size, 0))}</span>
        {files.length > 1 && <Button variant="quiet" size="sm" icon="download" onClick={saveAll}>{t("attachment.saveAll")}</Button>}
      </div>
      <div className="attachments__grid">
        {files.map((part) => {
          const url = downloadUrl(accountId, part.blobId!, name(part), part.type), image = PREVIEW.test(part.type) && part.size < 8_000_000;
          return (
            <a key={part.blobId} className="file-card" href={url} download={name(part)}>
              <span className="file-card__preview"><Preview url={image ? url : null} icon={fileIcon(part.type)} /></span>
              <span className="file-card__foot">
                <Icon name={fileIcon(part.type)} />
                <span className="file-card__name" dir="auto">{name(part)}</span>
                <span className="file-card__size">{t("attachment.size", { kind: kind(name(part), part.type), size: fileSize(part.size) })}</span>
              </span>
            </a>
          );
        })}
      </div>
    </section>
  );
}

/** A small picture of a picture; an icon for the rest, and when the picture does not come. */
function Preview({ url, icon }: { url: string | null; icon: IconName }) {
  const [failed, fail] = useState(false);
  return url && !failed ? <img src={url} alt="" loading="lazy" onError={() => fail(true)} /> : <Icon name={icon} size="lg" />;
}

function kind(name: string, type: string): string {
  const extension = /\.([\p{L}\p{N}]{1,5})$/u.exec(name)?.[1];
  return (extension ?? type.split("/")[1] ?? type).toUpperCase();
}
