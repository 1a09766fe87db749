import { type FormEvent, useRef, useState } from "react";
import { asFailure, type Failure } from "../../failure.ts";
import { t } from "../../i18n/index.ts";

/** What a form shows: words under fields by name, words over the whole form, and whether it is on its way. */
export interface Submission {
  errors: Record<string, string>;
  general: string | null;
  busy: boolean;
  form: React.RefObject<HTMLFormElement>;
  clear(field: string): void;
  submit(event: FormEvent): void;
}

/**
 * Runs a form: `check` names what is wrong before anything is sent, `send` does it, `explain` puts a failure into words.
 * The first field that is wrong gets the focus, and what was typed stays.
 */
export function useSubmit(check: () => Record<string, string>, send: () => Promise<void>, explain: (failure: Failure) => { field?: string; words: string } | null): Submission {
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [general, setGeneral] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const show = (found: Record<string, string>) => {
    setErrors(found);
    const first = Object.keys(found)[0];
    if (first) requestAnimationFrame(() => form.current?.querySelector<HTMLElement>(`[name="${CSS.escape(first)}"]`)?.focus());
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setGeneral(null);
    const found = check();
    show(found);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    send().catch((error: unknown) => {
      const failure = asFailure(error), said = explain(failure) ?? { field: failure.extra.field, words: wordsOf(failure) };
      if (said.field && form.current?.elements.namedItem(said.field)) show({ [said.field]: said.words });
      else setGeneral(said.words);
    }).finally(() => setBusy(false));
  };
  const clear = (field: string) => setErrors((old) => {
    if (!(field in old)) return old;
    const { [field]: _, ...rest } = old;
    return rest;
  });
  return { errors, general, busy, form, clear, submit };
}

/** A failure that has no better words. */
export function wordsOf(failure: Failure): string {
  if (failure.kind === "rateLimited") return t("auth.rateLimited", { minutes: Math.max(1, Math.ceil((failure.extra.retryAfter ?? 60) / 60)) });
  return failure.detail || t(failure.passing ? "error.offline" : "error.unexpected");
}
