import { type FormEvent, useEffect, useRef, useState } from "react";
import { Button, confirm, IconButton, Notice, SelectField, TextArea, TextField } from "../../components/index.ts";
import { asFailure } from "../../failure.ts";
import { t } from "../../i18n/index.ts";
import type { Id } from "../../jmap/types.ts";
import { contactsPath, guardLeaving, navigate } from "../../router.ts";
import { sentence } from "../../store/actions.ts";
import { useSignal } from "../../store/use.ts";
import { createCard, freshCard, nameOf, saveCard } from "../../contacts/actions.ts";
import type { Card, CardPatch } from "../../contacts/Card.ts";
import { clash, differing } from "../../contacts/compare.ts";
import { type CardForm, formOf, isBlank, patchOf, sameForm } from "../../contacts/form.ts";
import { contacts } from "../../contacts/store.ts";
import { problemOf } from "../../compose/recipients/problem.ts";
import { Conflict } from "./Conflict.tsx";
import { Addresses, Dates, Emails, Links, Phones, Services } from "./EditRows.tsx";
import { PhotoField } from "./PhotoField.tsx";
import { at, editing, openCard } from "./state.ts";

interface Clash {
  theirs: Card;
  mine: CardPatch;
  etag: string | null;
}

/** The form of a card, new or known. Leaving it with changes asks; what somebody else saved meanwhile is shown beside one's own. */
export function Edit({ card, book }: { card: Card | null; book: Id | null }) {
  const books = useSignal(contacts.books);
  // The version the form was made from; pushes do not change a form under the hand.
  const [base, setBase] = useState(card), [form, setForm] = useState<CardForm>(() => formOf(card ?? {})), [start, setStart] = useState(form);
  const [into, setInto] = useState(book ?? books.find((b) => b.isDefault)?.id ?? books[0]?.id ?? "");
  const [more, showMore] = useState(!!(form.prefix || form.middle || form.suffix || form.department || form.role));
  const [busy, setBusy] = useState(false), [wrong, setWrong] = useState<string | null>(null), [rows, setRows] = useState<Record<string, string>>({}), [conflict, setConflict] = useState<Clash | null>(null);
  const etag = useRef<string | null>(null), box = useRef<HTMLFormElement>(null), leaving = useRef(false), uploading = useRef(0), typed = useRef(false);
  const dirty = !sameForm(form, start);
  const change = (part: Partial<CardForm>) => {
    typed.current = true;
    setForm((old) => ({ ...old, ...part }));
  };

  useEffect(() => {
    let here = true;
    if (card) {
      void freshCard(card.id).then((fresh) => {
        if (!here || !fresh) return;
        // Newer than what the cache had: the form begins with it, unless something was typed already.
        if (differing([card, fresh.card]).length) {
          const made = formOf(fresh.card);
          if (typed.current) return;
          setBase(fresh.card);
          setForm(made);
          setStart(made);
        }
        etag.current = fresh.etag;
      }, () => undefined);
    }
    if (!matchMedia("(pointer: coarse)").matches) box.current?.querySelector<HTMLInputElement>("input[name=given]")?.focus();
    return () => {
      here = false;
    };
    // The form is made once for a card.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  useEffect(() => {
    if (!dirty) return;
    const ask = () => (leaving.current ? Promise.resolve(true) : confirm({ title: t("contacts.leave.title"), text: t("contacts.leave.text"), action: t("contacts.leave.action"), destroy: true }));
    return guardLeaving(ask);
  }, [dirty]);
  const close = async () => {
    if (dirty && !leaving.current && !await confirm({ title: t("contacts.leave.title"), text: t("contacts.leave.text"), action: t("contacts.leave.action"), destroy: true })) return;
    leaving.current = true;
    editing.set(false);
    if (!card) openCard(null, { replace: true });
  };
  const closeNow = useRef(close);
  closeNow.current = close;
  useEffect(() => {
    const leave = () => void closeNow.current();
    document.addEventListener("mailflow:leave-form", leave);
    return () => document.removeEventListener("mailflow:leave-form", leave);
  }, []);

  const check = (): boolean => {
    const found: Record<string, string> = {};
    for (const row of form.emails) if (row.value.trim() && problemOf(row.value.trim())) found[row.key] = t("contacts.wrong.email");
    for (const row of form.dates) {
      const { year, month, day } = row, any = year || month || day, real = new Date(Date.UTC(Number(year) || 2000, Number(month) - 1, Number(day)));
      if (any && !(year && !month && !day) && (!month || !day || real.getUTCMonth() + 1 !== Number(month) || real.getUTCDate() !== Number(day))) found[row.key] = t("contacts.wrong.date");
    }
    setRows(found);
    const empty = isBlank(form);
    setWrong(empty ? t("contacts.wrong.empty") : null);
    if (Object.keys(found).length) requestAnimationFrame(() => box.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
    return !empty && !Object.keys(found).length;
  };
  const done = () => {
    leaving.current = true;
    editing.set(false);
  };
  const send = async (patch: CardPatch, tag: string | null): Promise<void> => {
    setBusy(true);
    setWrong(null);
    try {
      if (!base) {
        const id = await createCard({ ...patch, kind: "individual", addressBookIds: { [into]: true } });
        leaving.current = true;
        const { book: now } = at();
        return navigate(contactsPath(now, id), { replace: true });
      }
      if (!Object.keys(patch).length) return done();
      const saved = await saveCard(base, patch, tag);
      if (saved.saved) return done();
      if (!saved.conflict) return setWrong(sentence(saved.failure));
      const { clean, clashing } = clash(base, patch, saved.theirs);
      etag.current = saved.etag;
      // What others changed elsewhere on the card does not stand in the way.
      if (!clashing.length) {
        setBase(saved.theirs);
        const second = await saveCard(saved.theirs, clean, saved.etag);
        if (second.saved) return done();
      }
      setConflict({ theirs: saved.theirs, mine: patch, etag: saved.etag });
    } catch (error) {
      setWrong(sentence(asFailure(error)));
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (busy || uploading.current || !check()) return;
    void send(patchOf(base ?? {}, form), etag.current);
  };

  return (
    <form className="contact-form" ref={box} noValidate onSubmit={submit} onKeyDown={(event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(event);
    }}>
      <div className="reader__bar contact-form__bar">
        <IconButton icon="arrow-left" className="reader__back" label={t("action.cancel")} onClick={() => void close()} />
        <h1 className="contact-form__name" dir="auto">{base ? t("contacts.edit", { name: nameOf(base) }) : t("contacts.new")}</h1>
        <Button variant="quiet" onClick={() => void close()}>{t("action.cancel")}</Button>
        <Button type="submit" variant="primary" busy={busy}>{t("action.save")}</Button>
      </div>
      <div className="reader__scroll" tabIndex={-1}>
        <div className="contact-form__body">
          {wrong && <Notice tone="danger" text={wrong} />}
          <PhotoField card={base} photo={form.photo} name={[form.given, form.surname].filter(Boolean).join(" ") || form.organization || (base ? nameOf(base) : "?")} onChange={(photo) => change({ photo })} onBusy={(by) => void (uploading.current += by)} />
          <section className="form-grid">
            {more && <TextField label={t("contacts.prefix")} value={form.prefix} dir="auto" autoComplete="off" onChange={(e) => change({ prefix: e.target.value })} />}
            <TextField label={t("contacts.given")} name="given" value={form.given} dir="auto" autoComplete="off" onChange={(e) => change({ given: e.target.value })} />
            {more && <TextField label={t("contacts.middle")} value={form.middle} dir="auto" autoComplete="off" onChange={(e) => change({ middle: e.target.value })} />}
            <TextField label={t("contacts.surname")} name="surname" value={form.surname} dir="auto" autoComplete="off" onChange={(e) => change({ surname: e.target.value })} />
            {more && <TextField label={t("contacts.suffix")} value={form.suffix} dir="auto" autoComplete="off" onChange={(e) => change({ suffix: e.target.value })} />}
            <TextField label={t("contacts.nickname")} value={form.nickname} dir="auto" autoComplete="off" onChange={(e) => change({ nickname: e.target.value })} />
            <TextField label={t("contacts.organization")} name="organization" value={form.organization} dir="auto" autoComplete="off" onChange={(e) => change({ organization: e.target.value })} />
            {more && <TextField label={t("contacts.department")} value={form.department} dir="auto" autoComplete="off" onChange={(e) => change({ department: e.target.value })} />}
            <TextField label={t("contacts.jobTitle")} value={form.title} dir="auto" autoComplete="off" onChange={(e) => change({ title: e.target.value })} />
            {more && <TextField label={t("contacts.role")} value={form.role} dir="auto" autoComplete="off" onChange={(e) => change({ role: e.target.value })} />}
          </section>
          {!more && <Button variant="link" onClick={() => showMore(true)}>{t("contacts.moreNames")}</Button>}
          <Emails rows={form.emails} errors={rows} onChange={(emails) => change({ emails })} />
          <Phones rows={form.phones} errors={rows} onChange={(phones) => change({ phones })} />
          <Addresses rows={form.addresses} onChange={(addresses) => change({ addresses })} />
          <Dates rows={form.dates} errors={rows} onChange={(dates) => change({ dates })} />
          <Services rows={form.services} onChange={(services) => change({ services })} />
          <Links rows={form.links} onChange={(links) => change({ links })} />
          <TextArea label={t("contacts.notes")} value={form.notes} rows={4} dir="auto" onChange={(e) => change({ notes: e.target.value })} />
          <TextField label={t("contacts.keywords")} hint={t("contacts.keywords.hint")} value={form.keywords} dir="auto" autoComplete="off" onChange={(e) => change({ keywords: e.target.value })} />
          {!base && books.length > 1 && <SelectField label={t("contacts.book")} value={into} options={books.map((b) => ({ value: b.id, label: b.name }))} onChange={(e) => setInto(e.target.value)} />}
        </div>
      </div>
      {conflict && base && (
        <Conflict base={base} mine={conflict.mine} theirs={conflict.theirs}
          onClose={() => setConflict(null)}
          onTheirs={() => {
            leaving.current = true;
            setBase(conflict.theirs);
            setForm(formOf(conflict.theirs));
            setStart(formOf(conflict.theirs));
            setConflict(null);
            editing.set(false);
          }}
          onSave={(patch) => {
            setBase(conflict.theirs);
            setConflict(null);
            void saveCard(conflict.theirs, patch, conflict.etag).then((saved) => {
              if (saved.saved) done();
              else if (saved.conflict) setConflict({ theirs: saved.theirs, mine: patch, etag: saved.etag });
              else setWrong(sentence(saved.failure));
            });
          }} />
      )}
    </form>
  );
}
