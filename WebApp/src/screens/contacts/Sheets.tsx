import { type FormEvent, useState } from "react";
import { Button, Choice, Dialog, Notice, TextField, toast } from "../../components/index.ts";
import { asFailure } from "../../failure.ts";
import { t } from "../../i18n/index.ts";
import type { Id } from "../../jmap/types.ts";
import { sentence } from "../../store/actions.ts";
import { useSignal } from "../../store/use.ts";
import { setBook } from "../../contacts/actions.ts";
import { contacts } from "../../contacts/store.ts";
import { runExport } from "./commands.ts";
import { GroupSheet } from "./GroupSheet.tsx";
import { ImportSheet } from "./ImportSheet.tsx";
import { goTo, sheet } from "./state.ts";

const close = (): void => sheet.set(null);

/** The form that lies over the contacts, if any. */
export function Sheets() {
  const open = useSignal(sheet);
  switch (open?.name) {
    case "book": return <BookSheet id={open.id} />;
    case "group": return <GroupSheet id={open.id} people={open.people ?? []} />;
    case "import": return <ImportSheet files={open.files ?? []} />;
    case "export": return <ExportSheet ids={open.ids} book={open.book} title={open.title} />;
    default: return null;
  }
}

function BookSheet({ id }: { id: Id | null }) {
  const book = contacts.books.get().find((b) => b.id === id);
  const [name, setName] = useState(book?.name ?? ""), [wrong, setWrong] = useState<string | null>(null), [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const wanted = name.trim();
    if (!wanted) return setWrong(t("contacts.book.nameMissing"));
    if (contacts.books.get().some((b) => b.id !== id && b.name.toLowerCase() === wanted.toLowerCase())) return setWrong(t("contacts.book.nameTaken"));
    if (wanted === book?.name) return close();
    setBusy(true);
    try {
      const made = await setBook(book ? { update: { id: book.id, name: wanted } } : { create: { name: wanted } });
      close();
      if (book) toast({ text: t("contacts.done.renamed", { book: wanted }), undo: () => void setBook({ update: { id: book.id, name: book.name } }) });
      else if (made) goTo(made);
    } catch (error) {
      setWrong(sentence(asFailure(error)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog title={t(book ? "contacts.book.rename" : "contacts.book.new")} onClose={close}>
      <form className="sheet-form" noValidate onSubmit={(event) => void submit(event)}>
        <TextField label={t("contacts.book.name")} name="name" value={name} error={wrong} maxLength={255} dir="auto" autoComplete="off" onChange={(e) => { setName(e.target.value); setWrong(null); }} />
        <div className="dialog__foot"><Button onClick={close}>{t("action.cancel")}</Button><Button type="submit" variant="primary" busy={busy}>{t(book ? "action.save" : "contacts.book.make")}</Button></div>
      </form>
    </Dialog>
  );
}

function ExportSheet({ ids, book, title }: { ids: readonly Id[] | null; book: Id | null; title: string }) {
  const [version, setVersion] = useState<"3.0" | "4.0">("4.0"), [busy, setBusy] = useState(false), [wrong, setWrong] = useState<string | null>(null);
  const run = async () => {
    setBusy(true);
    try {
      await runExport({ ids, book, title }, version);
      close();
    } catch (error) {
      setWrong(sentence(asFailure(error)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog title={ids ? t("contacts.export.count", { count: ids.length }) : t("contacts.export.title", { name: title })} onClose={close} footer={<><Button onClick={close}>{t("action.cancel")}</Button><Button variant="primary" icon="download" busy={busy} onClick={() => void run()}>{t("contacts.export")}</Button></>}>
      {wrong && <Notice tone="danger" text={wrong} />}
      <fieldset>
        <legend className="field__label">{t("contacts.export.version")}</legend>
        <Choice kind="radio" name="version" label={t("contacts.export.4")} hint={t("contacts.export.4.hint")} checked={version === "4.0"} onChange={() => setVersion("4.0")} />
        <Choice kind="radio" name="version" label={t("contacts.export.3")} hint={t("contacts.export.3.hint")} checked={version === "3.0"} onChange={() => setVersion("3.0")} />
      </fieldset>
    </Dialog>
  );
}
