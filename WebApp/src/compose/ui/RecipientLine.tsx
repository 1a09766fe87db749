import { type ClipboardEvent, type KeyboardEvent, useId, useRef, useState } from "react";
import { Avatar, Icon, openMenu, toast } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";
import { rich } from "../../i18n/rich.tsx";
import { formatRecipient, formatRecipients, shortName } from "../recipients/format.ts";
import { parseRecipients } from "../recipients/parse.ts";
import { problemOf } from "../recipients/problem.ts";
import { distinct, type Recipient } from "../recipients/Recipient.ts";
import { Suggestions } from "./Suggestions.tsx";
import { type Correspondent, membersOf, useCorrection, useCorrespondents } from "./useCorrespondents.ts";

interface Props {
  line: "to" | "cc" | "bcc";
  value: Recipient[];
  known: ReadonlySet<string>;
  onChange: (value: Recipient[]) => void;
  /** Puts a person on another line. */
  onMove: (person: Recipient, to: "to" | "cc" | "bcc") => void;
  aside?: React.ReactNode;
}

const lines = ["to", "cc", "bcc"] as const;

/** One line of people: chips, and a field that completes from those one has written to. */
export function RecipientLine({ line, value, known, onChange, onMove, aside }: Props) {
  const [text, setText] = useState(""), [active, setActive] = useState(0), [focused, setFocused] = useState(false);
  const input = useRef<HTMLInputElement>(null), box = useRef<HTMLDivElement>(null);
  const id = useId();
  const found = useCorrespondents(focused ? text : "", value);
  const own = problemOf(text.trim(), known) === null;
  const chosen = found.length > 0 && !(own && active === 0) ? found[Math.min(active, found.length - 1)] : undefined;
  const problem = value.map((r) => ({ r, why: problemOf(r.email, known) })).find((p) => p.why !== null);
  const correction = useCorrection(problem?.why ? problem.r.email : null);

  const add = (people: Recipient[]) => {
    setText("");
    setActive(0);
    if (people.length > 0) onChange(distinct([...value, ...people]));
  };
  const valueNow = useRef(value);
  valueNow.current = value;
  // A group stands for its people, who come a moment later.
  const pick = (person: Correspondent) => {
    if (!person.group) return add([{ name: person.name, email: person.email }]);
    add([]);
    membersOf(person).then((people) => {
      if (people.length) onChange(distinct([...valueNow.current, ...people]));
      else toast({ text: t("compose.groupEmpty", { group: person.name ?? "" }), tone: "failure" });
    }, () => toast({ text: t("error.offline"), tone: "failure" }));
  };
  const commit = (): boolean => {
    if (chosen) pick(chosen);
    else if (text.trim() !== "") add(parseRecipients(text));
    else return false;
    return true;
  };
  const remove = (person: Recipient, focus: "before" | "input") => {
    const at = value.indexOf(person);
    onChange(value.filter((r) => r !== person));
    requestAnimationFrame(() => {
      const chips = box.current?.querySelectorAll<HTMLElement>(".recipient");
      (focus === "before" ? chips?.[Math.min(at, (chips?.length ?? 1) - 1)] ?? input.current : input.current)?.focus();
    });
  };
  const edit = (person: Recipient) => {
    onChange(value.filter((r) => r !== person));
    setText(formatRecipient(person));
    requestAnimationFrame(() => input.current?.focus());
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    const open = found.length > 0;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return void commit();
    if (event.key === "ArrowDown" && open) setActive((a) => Math.min(a + 1, found.length - 1));
    else if (event.key === "ArrowUp" && open) setActive((a) => Math.max(a - 1, 0));
    else if (event.key === "Escape" && text !== "") {
      event.stopPropagation();
      setText("");
    } else if (event.key === "Enter" || event.key === ";" || (event.key === "," && !insideName(text))) {
      if (!commit() && event.key !== "Enter") return;
    } else if (event.key === "Tab" && !event.shiftKey && text.trim() !== "") {
      commit();
      return; // the focus goes on
    } else if ((event.key === "Backspace" || event.key === "ArrowLeft") && text === "" && value.length > 0) {
      const chips = box.current?.querySelectorAll<HTMLElement>(".recipient");
      chips?.[chips.length - 1]?.focus();
    } else return;
    event.preventDefault();
  };
  const onPaste = (event: ClipboardEvent) => {
    const pasted = event.clipboardData.getData("text/plain");
    if (!/[@,;\n]/.test(pasted)) return;
    event.preventDefault();
    add(parseRecipients(text + pasted));
  };
  const chipKeys = (event: KeyboardEvent<HTMLButtonElement>, person: Recipient) => {
    const rtl = document.documentElement.dir === "rtl";
    const chips = Array.from(box.current?.querySelectorAll<HTMLElement>(".recipient") ?? []), at = chips.indexOf(event.currentTarget);
    if (event.key === "Backspace" || event.key === "Delete") remove(person, event.key === "Delete" ? "before" : "input");
    else if (event.key === (rtl ? "ArrowRight" : "ArrowLeft")) chips[at - 1]?.focus();
    else if (event.key === (rtl ? "ArrowLeft" : "ArrowRight")) (chips[at + 1] ?? input.current)?.focus();
    else return;
    event.preventDefault();
  };
  const menu = (el: HTMLElement, person: Recipient) =>
    openMenu(el, shortName(person), [
      { title: person.email },
      { label: t("compose.person.edit"), icon: "pencil", onSelect: () => edit(person) },
      { label: t("compose.person.copy"), icon: "copy", onSelect: () => void copy(person.email) },
      ...(value.length > 1 ? [{ label: t("compose.person.copyAll"), icon: "copy" as const, onSelect: () => void copy(formatRecipients(value)) }] : []),
      { separator: true },
      ...lines.filter((l) => l !== line).map((to) => ({ label: t("compose.person.move", { line: t(`compose.${to}`) }), onSelect: () => onMove(person, to) })),
      { separator: true },
      { label: t("compose.person.remove"), icon: "x", danger: true, onSelect: () => remove(person, "input") },
    ]);

  return (
    <div className="compose-line">
      <label className="compose-line__label" htmlFor={id}>{t(`compose.${line}`)}</label>
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions */}
      <div className="compose-line__body" ref={box} onClick={(event) => event.target === event.currentTarget && input.current?.focus()}>
        {value.map((person) => {
          const bad = problemOf(person.email, known) !== null;
          return (
            <button key={person.email} type="button" className="recipient" data-problem={bad ? "" : undefined} tabIndex={-1} data-tip={person.name ? person.email : undefined}
              aria-label={t("compose.person.menu", { name: formatRecipient(person) })} aria-haspopup="menu" onClick={(e) => menu(e.currentTarget, person)} onKeyDown={(e) => chipKeys(e, person)}>
              {bad ? <Icon name="circle-alert" size="sm" /> : <Avatar name={shortName(person)} address={person.email} size="xs" />}
              <span dir="auto">{shortName(person)}</span>
            </button>
          );
        })}
        <input ref={input} id={id} className="compose-line__input" value={text} dir="auto" name={line} autoComplete="off" autoCapitalize="none" spellCheck={false} enterKeyHint="done" placeholder=" "
          aria-label={`${t(`compose.${line}`)}: ${t("compose.addPerson")}`} role="combobox" aria-expanded={found.length > 0} aria-controls={`${id}l`} aria-autocomplete="list"
          aria-activedescendant={chosen ? `${id}o${found.indexOf(chosen)}` : undefined} aria-describedby={problem ? `${id}n` : undefined}
          onChange={(e) => { setText(e.target.value); setActive(0); }} onKeyDown={onKeyDown} onPaste={onPaste} onFocus={() => setFocused(true)}
          onBlur={() => { setFocused(false); if (own || !chosen) { if (text.trim() !== "") add(parseRecipients(text)); } else commit(); }} />
        {problem?.why && (
          <p className="compose-line__note" id={`${id}n`} role="status">
            {t(`compose.problem.${problem.why}`, { email: problem.r.email })}{" "}
            {correction && rich("compose.didYouMean", { email: correction }, {
              b: (email) => <button type="button" className="btn btn--link" onClick={() => onChange(value.map((r) => (r === problem.r ? { ...r, email } : r)))}>{email}</button>,
            })}
          </p>
        )}
      </div>
      {aside && <div className="compose-line__aside">{aside}</div>}
      <Suggestions id={id} list={found} text={text} active={chosen ? found.indexOf(chosen) : -1} onHover={setActive} onPick={(p) => { pick(p); input.current?.focus(); }} />
    </div>
  );
}

/** Whether a comma at the end of `text` would still be part of a name. */
export function insideName(text: string): boolean {
  const quotes = (text.replace(/\\./g, "").match(/"/g) ?? []).length;
  return quotes % 2 === 1 || text.lastIndexOf("<") > text.lastIndexOf(">");
}

async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  toast({ text: t("compose.copied") });
}
