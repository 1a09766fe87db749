import { Avatar } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";
import type { Correspondent } from "./useCorrespondents.ts";

interface Props {
  id: string;
  list: readonly Correspondent[];
  text: string;
  active: number;
  onHover: (index: number) => void;
  onPick: (person: Correspondent) => void;
}

/** The people offered under a recipient line; the field keeps the focus. */
export function Suggestions({ id, list, text, active, onHover, onPick }: Props) {
  return (
    <div className="menu suggest" id={`${id}l`} role="listbox" aria-label={t("compose.people")} hidden={list.length === 0}>
      {list.map((person, i) => (
        // The field has the keyboard; a press must not take its focus.
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
        <div key={person.group ?? person.email} id={`${id}o${i}`} className="menu__item" role="option" tabIndex={-1} aria-selected={i === active} data-active={i === active ? "" : undefined}
          onPointerMove={() => i !== active && onHover(i)} onPointerDown={(e) => e.preventDefault()} onClick={() => onPick(person)}>
          <Avatar name={person.name || person.email} address={person.email || person.group} size="sm" org={!!person.group} photo={person.photo} />
          <span className="menu__label suggest__two">
            <span dir="auto"><Marked text={person.name || person.email} find={text} /></span>
            {person.group ? <span className="muted">{t("compose.groupOf", { count: person.people ?? 0 })}</span> : person.name && <span className="muted" dir="ltr"><Marked text={person.email} find={text} /></span>}
          </span>
          {person.label && <span className="menu__aside">{person.label === "work" || person.label === "private" ? t(`compose.label.${person.label}`) : person.label}</span>}
          {!person.label && person.sent > 0 && <span className="menu__aside">{t("compose.sentCount", { count: person.sent })}</span>}
        </div>
      ))}
    </div>
  );
}

function Marked({ text, find }: { text: string; find: string }) {
  const at = find.trim() === "" ? -1 : text.toLowerCase().indexOf(find.trim().toLowerCase());
  if (at < 0) return <>{text}</>;
  const end = at + find.trim().length;
  return <>{text.slice(0, at)}<mark>{text.slice(at, end)}</mark>{text.slice(end)}</>;
}
