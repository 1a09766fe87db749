import { useEffect, useRef } from "react";
import { Icon, IconButton, type IconName } from "../../components/index.ts";
import { fileSize } from "../../i18n/dates.ts";
import { t } from "../../i18n/index.ts";
import type { DraftFile } from "../draft/Draft.ts";
import type { ComposeSession } from "../session/ComposeSession.ts";
import { secondsLeft, type Upload } from "../upload/UploadQueue.ts";

interface Props {
  session: ComposeSession;
  files: readonly DraftFile[];
  uploads: readonly Upload[];
}

/** The files of a message: those with the server, those on their way, those that did not arrive. */
export function Files({ session, files, uploads }: Props) {
  const attached = files.filter((f) => !f.cid);
  const moving = uploads.filter((u) => u.state !== "done" && (!u.cid || u.state === "failed"));
  if (attached.length + moving.length === 0) return null;
  return (
    <ul className="composer__files">
      {attached.map((file) => (
        <li key={file.blobId} className="upload" data-state="done">
          <Icon name={iconOf(file.type)} />
          <div className="grow"><p className="upload__name" dir="auto">{file.name || t("compose.file.unnamed")}</p><p className="upload__note">{fileSize(file.size)}</p></div>
          <IconButton icon="x" label={t("compose.file.remove", { name: file.name || t("compose.file.unnamed") })} onClick={() => session.removeFile(file)} />
        </li>
      ))}
      {moving.map((upload) => <Moving key={upload.id} session={session} upload={upload} />)}
    </ul>
  );
}

function Moving({ session, upload }: { session: ComposeSession; upload: Upload }) {
  const row = useRef<HTMLLIElement>(null);
  const percent = upload.size > 0 ? Math.round((upload.sent / upload.size) * 100) : 0;
  useEffect(() => {
    row.current?.style.setProperty("--done", `${percent}%`);
  }, [percent]);
  const again = upload.state === "failed" && upload.problem !== "tooLarge" && upload.problem !== "tooMuch";
  const bar = upload.state === "sending" ? { role: "progressbar", "aria-valuenow": percent, "aria-valuemin": 0, "aria-valuemax": 100, "aria-label": upload.name } : {};
  return (
    <li ref={row} className="upload" data-state={upload.state}>
      <Icon name={iconOf(upload.type)} />
      <div className="grow" {...bar}>
        <p className="upload__name" dir="auto">{upload.name}</p>
        <p className="upload__note" role={upload.state === "failed" ? "alert" : undefined}>{noteOf(upload, session)}</p>
      </div>
      <div className="upload__acts">
        {again && <IconButton icon="rotate-ccw" label={t("compose.file.retry", { name: upload.name })} onClick={() => session.retryUpload(upload.id)} />}
        <IconButton icon="x" label={t(upload.state === "failed" ? "compose.file.remove" : "compose.file.cancel", { name: upload.name })} onClick={() => session.removeUpload(upload.id)} />
      </div>
    </li>
  );
}

function noteOf(upload: Upload, session: ComposeSession): string {
  const size = fileSize(upload.size);
  if (upload.state === "waiting") return `${size}, ${t("compose.file.waiting")}`;
  if (upload.state === "sending") {
    const left = secondsLeft(upload), progress = t("compose.file.progress", { sent: fileSize(upload.sent), size });
    return left === null ? progress : `${progress}, ${t("compose.file.left", { seconds: left })}`;
  }
  if (upload.problem === "tooLarge") return t("compose.file.tooLarge", { size, limit: fileSize(session.limits.fileBytes) });
  if (upload.problem === "tooMuch") return t("compose.file.tooMuch", { size, limit: fileSize(session.limits.messageBytes) });
  return upload.message || t(`compose.file.${upload.problem ?? "refused"}`);
}

/** The icon of a kind of file. */
export function iconOf(type: string): IconName {
  if (type.startsWith("image/")) return "image";
  if (type.startsWith("video/")) return "file-play";
  if (type.startsWith("audio/")) return "file-music";
  if (/zip|tar|gzip|7z|rar|compress/.test(type)) return "file-archive";
  if (/sheet|excel|csv/.test(type)) return "file-spreadsheet";
  if (/html|xml|json|javascript/.test(type)) return "file-code";
  return /pdf|text|word|document/.test(type) ? "file-text" : "file";
}
