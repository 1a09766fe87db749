import { useState } from "react";
import { Button, Dialog, TextField } from "../../components/index.ts";
import { asFailure } from "../../failure.ts";
import { t } from "../../i18n/index.ts";
import { sentence } from "../../store/actions.ts";
import { mailboxName } from "../names.ts";
import { answerFolder, type FolderQuestion, folderQuestion } from "./folders.ts";

/** Asks for the name of a folder. What the server refuses is said under the field, and what was typed stays. */
export default function FolderDialog({ question }: { question: FolderQuestion }) {
  const [name, setName] = useState(question.kind === "rename" ? question.box.name : ""), [error, setError] = useState<string | null>(null), [busy, setBusy] = useState(false);
  const rename = question.kind === "rename", close = () => folderQuestion.set(null);
  const submit = async () => {
    const given = name.trim();
    if (!given) return setError(t("folder.name.missing"));
    setBusy(true);
    try {
      await answerFolder(question, given);
      close();
    } catch (failure) {
      setError(sentence(asFailure(failure)));
      setBusy(false);
    }
  };
  return (
    <Dialog onClose={close} title={rename ? t("folder.rename.title", { name: mailboxName(question.box) }) : question.parent ? t("folder.create.in", { name: mailboxName(question.parent) }) : t("folder.create.title")}>
      <form className="folder-form" noValidate onSubmit={(event) => { event.preventDefault(); if (!busy) void submit(); }}>
        {/* The one field of a dialog that was asked for. */}
        {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
        <TextField label={t("folder.name")} value={name} error={error} maxLength={200} dir="auto" autoFocus autoComplete="off" onChange={(e) => { setName(e.target.value); setError(null); }} />
        <div className="dialog__foot"><Button onClick={close}>{t("action.cancel")}</Button><Button type="submit" variant="primary" busy={busy}>{t(rename ? "folder.rename.action" : "folder.create.action")}</Button></div>
      </form>
    </Dialog>
  );
}
