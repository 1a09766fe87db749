import { type ReactNode, useEffect, useRef } from "react";
import { Button, Icon, IconButton } from "../../components/index.ts";
import { locale, type Key, t } from "../../i18n/index.ts";
import { type AddressRow, type DateRow, emptyRow, FEATURES, newKey, type PhoneRow, type Row, type ServiceRow, type ValueRow } from "../../contacts/form.ts";

type Errors = Readonly<Record<string, string>>;
interface ListProps<R> {
  name: Key;
  add: Key;
  rows: R[];
  make: () => R;
  onChange: (rows: R[]) => void;
  children: (row: R, set: (part: Partial<R>) => void, n: number) => ReactNode;
  /** Where one entry may be liked best. */
  ranked?: boolean;
  errors?: Errors;
}

/** Lines of one kind: each can be changed, labelled, preferred and taken away; a button adds one and puts the cursor there. */
function Rows<R extends { key: string; pref?: boolean }>({ name, add, rows, make, onChange, children, ranked, errors }: ListProps<R>) {
  const box = useRef<HTMLFieldSetElement>(null), added = useRef<string | null>(null);
  useEffect(() => {
    if (!added.current) return;
    box.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(added.current)}"] :is(input, select)`)?.focus();
    added.current = null;
  });
  const set = (row: R, part: Partial<R>) => onChange(rows.map((r) => (r === row ? { ...r, ...part } : r)));
  const remove = (row: R, at: number) => {
    onChange(rows.filter((r) => r !== row));
    requestAnimationFrame(() => (box.current?.querySelectorAll<HTMLElement>(".edit-row .icon-btn--danger")[Math.max(0, at - 1)] ?? box.current?.querySelector<HTMLElement>(".edit-rows__add"))?.focus());
  };
  return (
    <fieldset className="edit-rows" ref={box}>
      <legend>{t(name)}</legend>
      {rows.map((row, i) => (
        <div key={row.key} className="edit-row" data-key={row.key} role="group" aria-label={`${t(name)} ${i + 1}`}>
          {children(row, (part) => set(row, part), i + 1)}
          {ranked && rows.length > 1 && (
            <IconButton icon="star" {...(row.pref ? { tone: "starred" as const, solid: true } : {})} pressed={!!row.pref} label={t("contacts.prefer")} onClick={() => onChange(rows.map((r) => ({ ...r, pref: r === row ? !row.pref : false })))} />
          )}
          <IconButton icon="minus" tone="danger" label={t("contacts.removeRow", { what: t(name), n: i + 1 })} onClick={() => remove(row, i)} />
          {errors?.[row.key] && <p className="field__error" role="alert" id={`${row.key}e`}><Icon name="circle-alert" size="sm" /><span>{errors[row.key]}</span></p>}
        </div>
      ))}
      <Button size="sm" variant="quiet" icon="plus" className="edit-rows__add" onClick={() => {
        const row = make();
        added.current = row.key;
        onChange([...rows, row]);
      }}>{t(add)}</Button>
    </fieldset>
  );
}

const CONTEXTS = ["", "private", "work", "other"] as const;

/** Home, work, or words of one's own. */
function LabelField({ row, what, set }: { row: Row; what: string; set: (part: Partial<Row>) => void }) {
  return (
    <>
      <span className="input-wrap edit-row__label">
        <select className="input select" aria-label={t("contacts.labelOf", { what })} value={row.context} onChange={(e) => set({ context: e.target.value })}>
          {CONTEXTS.map((c) => <option key={c} value={c}>{t(c === "" ? "contacts.label.none" : `contacts.label.${c}`)}</option>)}
        </select>
        <Icon name="chevron-down" size="sm" />
      </span>
      {row.context === "other" && <input className="input edit-row__label" aria-label={t("contacts.label.own")} placeholder={t("contacts.label.own")} value={row.label} dir="auto" onChange={(e) => set({ label: e.target.value })} />}
    </>
  );
}

function Value({ row, label, type, mode, errors, set, dir = "ltr" }: { row: ValueRow; label: string; type?: string; mode?: "email" | "tel" | "url"; errors?: Errors | undefined; set: (part: Partial<ValueRow>) => void; dir?: "ltr" | "auto" }) {
  return <input className="input edit-row__value" type={type ?? "text"} inputMode={mode} aria-label={label} value={row.value} dir={dir} autoComplete="off" autoCapitalize="none" spellCheck={false} aria-invalid={errors?.[row.key] ? true : undefined} aria-describedby={errors?.[row.key] ? `${row.key}e` : undefined} onChange={(e) => set({ value: e.target.value })} />;
}
const valueRow = (): ValueRow => ({ key: newKey(), ...emptyRow });

export const Emails = ({ rows, errors, onChange }: { rows: ValueRow[]; errors: Errors; onChange: (rows: ValueRow[]) => void }) => (
  <Rows name="contacts.emails" add="contacts.emails.add" rows={rows} ranked errors={errors} make={valueRow} onChange={onChange}>
    {(row, set) => <><Value row={row} label={t("contacts.email")} mode="email" errors={errors} set={set} /><LabelField row={row} what={t("contacts.email")} set={set} /></>}
  </Rows>
);
export const Phones = ({ rows, errors, onChange }: { rows: PhoneRow[]; errors: Errors; onChange: (rows: PhoneRow[]) => void }) => (
  <Rows name="contacts.phones" add="contacts.phones.add" rows={rows} ranked errors={errors} make={() => ({ ...valueRow(), feature: "mobile" })} onChange={onChange}>
    {(row, set) => (
      <>
        <Value row={row} label={t("contacts.phone")} type="tel" mode="tel" set={set} />
        <span className="input-wrap edit-row__label">
          <select className="input select" aria-label={t("contacts.phone.kind")} value={row.feature} onChange={(e) => set({ feature: e.target.value })}>
            {["", ...FEATURES].map((f) => <option key={f} value={f}>{t(f === "" ? "contacts.phone.any" : `contacts.phone.${f as (typeof FEATURES)[number]}`)}</option>)}
          </select>
          <Icon name="chevron-down" size="sm" />
        </span>
        <LabelField row={row} what={t("contacts.phone")} set={set} />
      </>
    )}
  </Rows>
);
const PARTS = ["street", "postcode", "locality", "region", "country"] as const;
export const Addresses = ({ rows, onChange }: { rows: AddressRow[]; onChange: (rows: AddressRow[]) => void }) => (
  <Rows name="contacts.addresses" add="contacts.addresses.add" rows={rows} onChange={onChange} make={() => ({ key: newKey(), context: "", label: "", pref: false, street: "", postcode: "", locality: "", region: "", country: "" })}>
    {(row, set) => (
      <div className="edit-address">
        {PARTS.map((part) => <input key={part} className={`input edit-address__${part}`} aria-label={t(`contacts.address.${part}`)} placeholder={t(`contacts.address.${part}`)} value={row[part]} dir="auto" autoComplete="off" onChange={(e) => set({ [part]: e.target.value })} />)}
        <LabelField row={row} what={t("contacts.address")} set={set} />
      </div>
    )}
  </Rows>
);
export const Services = ({ rows, onChange }: { rows: ServiceRow[]; onChange: (rows: ServiceRow[]) => void }) => (
  <Rows name="contacts.services" add="contacts.services.add" rows={rows} onChange={onChange} make={() => ({ ...valueRow(), service: "" })}>
    {(row, set) => (
      <>
        <input className="input edit-row__label edit-row__label--first" aria-label={t("contacts.service")} placeholder={t("contacts.service")} value={row.service} dir="auto" autoComplete="off" onChange={(e) => set({ service: e.target.value })} />
        <Value row={row} label={t("contacts.service.user")} set={set} dir="auto" />
      </>
    )}
  </Rows>
);
export const Links = ({ rows, onChange }: { rows: ValueRow[]; onChange: (rows: ValueRow[]) => void }) => (
  <Rows name="contacts.links" add="contacts.links.add" rows={rows} make={valueRow} onChange={onChange}>
    {(row, set) => <><Value row={row} label={t("contacts.link")} type="url" mode="url" set={set} /><LabelField row={row} what={t("contacts.link")} set={set} /></>}
  </Rows>
);

const KINDS = ["birth", "wedding", "death"];
const month = (n: number): string => new Intl.DateTimeFormat(locale(), { month: "long", timeZone: "UTC" }).format(new Date(Date.UTC(2000, n - 1, 1)));
export const Dates = ({ rows, errors, onChange }: { rows: DateRow[]; errors: Errors; onChange: (rows: DateRow[]) => void }) => (
  <Rows name="contacts.dates" add="contacts.dates.add" rows={rows} errors={errors} onChange={onChange} make={() => ({ key: newKey(), kind: rows.some((r) => r.kind === "birth") ? "wedding" : "birth", year: "", month: "", day: "" })}>
    {(row, set) => (
      <>
        <span className="input-wrap edit-row__label edit-row__label--first">
          <select className="input select" aria-label={t("contacts.date.kind")} value={row.kind} onChange={(e) => set({ kind: e.target.value })}>
            {(KINDS.includes(row.kind) ? KINDS : [...KINDS, row.kind]).map((kind) => <option key={kind} value={kind}>{KINDS.includes(kind) ? t(`contacts.date.${kind}` as Key) : kind}</option>)}
          </select>
          <Icon name="chevron-down" size="sm" />
        </span>
        <input className="input edit-row__day" inputMode="numeric" maxLength={2} aria-label={t("contacts.date.day")} placeholder={t("contacts.date.day")} value={row.day} aria-invalid={errors[row.key] ? true : undefined} onChange={(e) => set({ day: e.target.value.replace(/\D/g, "") })} />
        <span className="input-wrap edit-row__month">
          <select className="input select" aria-label={t("contacts.date.month")} value={row.month} onChange={(e) => set({ month: e.target.value })}>
            <option value="">{t("contacts.date.month")}</option>
            {Array.from({ length: 12 }, (_, i) => <option key={i} value={String(i + 1)}>{month(i + 1)}</option>)}
          </select>
          <Icon name="chevron-down" size="sm" />
        </span>
        <input className="input edit-row__year" inputMode="numeric" maxLength={4} aria-label={t("contacts.date.year")} placeholder={t("contacts.date.year")} value={row.year} onChange={(e) => set({ year: e.target.value.replace(/\D/g, "") })} />
      </>
    )}
  </Rows>
);
