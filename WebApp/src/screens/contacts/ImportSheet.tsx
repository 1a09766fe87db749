import { useEffect, useRef, useState } from "react";
import { Button, Dialog, Icon, Notice, Progress, SelectField, toast } from "../../components/index.ts";
import { asFailure } from "../../failure.ts";
import { t } from "../../i18n/index.ts";
import { sentence } from "../../store/actions.ts";
import { useSignal } from "../../store/use.ts";
import { deleteCards } from "../../contacts/actions.ts";
import { contacts } from "../../contacts/store.ts";
import { type Imported, importCards } from "../../contacts/transfer.ts";
import { decode } from "../../contacts/vcards.ts";
import { at, sheet } from "./state.ts";

type Step = { step: "choose" } | { step: "running"; state: Imported | null } | { step: "done"; state: Imported; stopped: string | null };

/** vCards from files: which book, how far it is, and in the end what came in and what did not, with its line and reason. */
export function ImportSheet({ files: dropped }: { files: readonly File[] }) {
  const books = useSignal(contacts.books);
  const [files, setFiles] = useState<readonly File[]>(dropped), [book, setBook] = useState(books.find((b) => b.id === at().book)?.id ?? books.find((b) => b.isDefault)?.id ?? books[0]?.id ?? "");
  const [now, setNow] = useState<Step>({ step: "choose" }), input = useRef<HTMLInputElement>(null), control = useRef<AbortController | null>(null);
  const [over, setOver] = useState(false);
  useEffect(() => () => control.current?.abort(), []);
  const run = async () => {
    control.current = new AbortController();
    let total: Imported = { total: 0, done: 0, created: [], updated: [], failed: [] }, stopped: string | null = null;
    setNow({ step: "running", state: null });
    for (const file of files) {
      const before = total;
      const sum = (part: Imported): Imported => ({
        total: before.total + part.total, done: before.done + part.done, created: [...before.created, ...part.created], updated: [...before.updated, ...part.updated],
        failed: [...before.failed, ...part.failed.map((f) => (files.length > 1 ? { ...f, description: `${file.name}: ${f.description}` } : f))],
      });
      try {
        total = sum(await importCards(decode(new Uint8Array(await file.arrayBuffer())), book, (part) => setNow({ step: "running", state: sum(part) }), control.current.signal));
      } catch (error) {
        const part = (error as { imported?: Imported }).imported;
        if (part) total = sum(part);
        stopped = asFailure(error).kind === "cancelled" ? t("contacts.import.cancelled") : sentence(asFailure(error));
        break;
      }
    }
    control.current = null;
    setNow({ step: "done", state: total, stopped });
    if (total.created.length) toast({ text: t("contacts.done.imported", { count: total.created.length }), undo: () => void deleteCards(total.created) });
  };
  const close = () => {
    if (now.step === "running") control.current?.abort();
    else sheet.set(null);
  };
  const take = (list: FileList | null) => list?.length && setFiles([...list]);
  return (
    <Dialog className="dialog--import" title={t("contacts.import")} onClose={close} footer={
      now.step === "choose" ? <><Button onClick={close}>{t("action.cancel")}</Button><Button variant="primary" icon="upload" disabled={!files.length} onClick={() => void run()}>{t("contacts.import.run")}</Button></>
        : now.step === "running" ? <Button onClick={close}>{t("contacts.import.stop")}</Button>
        : <Button variant="primary" onClick={close}>{t("action.close")}</Button>
    }>
      {now.step === "choose" && (
        <>
          {/* Dropping is a convenience; the button does the same. */}
          {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
          <div className="drop-field" data-over={over || undefined}
            onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)}
            onDrop={(event) => { event.preventDefault(); setOver(false); take(event.dataTransfer.files); }}>
            <Icon name="file-user" />
            <p>{files.length ? files.map((file) => file.name).join(", ") : t("contacts.import.drop")}</p>
            <Button size="sm" onClick={() => input.current?.click()}>{t(files.length ? "contacts.import.other" : "contacts.import.choose")}</Button>
            <input ref={input} type="file" accept=".vcf,.vcard,text/vcard,text/x-vcard,text/directory" multiple hidden aria-label={t("contacts.import.choose")} onChange={(event) => take(event.target.files)} />
          </div>
          {books.length > 1 && <SelectField label={t("contacts.book")} value={book} options={books.map((b) => ({ value: b.id, label: b.name }))} onChange={(event) => setBook(event.target.value)} />}
        </>
      )}
      {now.step === "running" && <Progress label={t("contacts.import")} done={now.state && now.state.total ? now.state.done / now.state.total : null}>{now.state && <span>{t("account.progress", { done: now.state.done, total: now.state.total })}</span>}</Progress>}
      {now.step === "done" && <Result state={now.state} stopped={now.stopped} />}
    </Dialog>
  );
}

function Result({ state, stopped }: { state: Imported; stopped: string | null }) {
  const nothing = !state.created.length && !state.updated.length && !state.failed.length;
  return (
    <>
      {stopped && <Notice tone="danger" text={stopped} />}
      <div role="status"><ul className="import-result">
        {nothing && !stopped && <li><Icon name="info" />{t("contacts.import.nothing")}</li>}
        {state.created.length > 0 && <li><Icon name="circle-check" />{t("contacts.import.created", { count: state.created.length })}</li>}
        {state.updated.length > 0 && <li><Icon name="refresh-cw" />{t("contacts.import.updated", { count: state.updated.length })}</li>}
        {state.failed.length > 0 && <li><Icon name="triangle-alert" />{t("contacts.import.failed", { count: state.failed.length })}</li>}
      </ul></div>
      {state.failed.length > 0 && (
        // Keys can scroll it.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className="import-failed" role="group" aria-label={t("contacts.import.failed", { count: state.failed.length })} tabIndex={0}>
          <ul>{state.failed.map((failed, i) => <li key={i}><span className="muted tabular">{t("contacts.import.line", { line: failed.line })}</span><span dir="auto">{failed.description || t("error.unexpected")}</span></li>)}</ul>
        </div>
      )}
    </>
  );
}
