import { Icon } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";
import { gridKeys } from "./grid.ts";
import { Pop } from "./Pop.tsx";

const names = ["grey", "red", "orange", "yellow", "green", "cyan", "blue", "violet"] as const;
/** Colours of mail text: readable on white, which is what most readers see, and on the dark of those who do not. */
const inks = ["#6b7280", "#c0392b", "#b45309", "#8a6d00", "#2e7d32", "#0e7490", "#1d5fbf", "#7c3aed"];
const marks = ["#e5e7eb", "#fecaca", "#fed7aa", "#fef08a", "#bbf7d0", "#a5f3fc", "#bfdbfe", "#ddd6fe"];

interface Props {
  anchor: HTMLElement;
  label: string;
  kind: "ink" | "mark";
  value: string | null;
  onPick: (colour: string | null) => void;
  onClose: () => void;
}

/** Eight colours and none. */
export function Colours({ anchor, label, kind, value, onPick, onClose }: Props) {
  const list = kind === "ink" ? inks : marks;
  const pick = (colour: string | null) => {
    onPick(colour);
    onClose();
  };
  return (
    <Pop anchor={anchor} label={label} onClose={onClose}>
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div className="colours" onKeyDown={(event) => gridKeys(event, 9)}>
        {list.map((colour, i) => (
          <button key={colour} type="button" className="colour" aria-label={t(`compose.colour.${names[i]!}`)} data-tip={t(`compose.colour.${names[i]!}`)} aria-pressed={same(value, colour)}
            ref={(el) => { if (el) el.style.setProperty("--swatch", colour); }} onClick={() => pick(colour)} />
        ))}
        <button type="button" className="colour colour--none" aria-label={t("compose.format.noColour")} data-tip={t("compose.format.noColour")} onClick={() => pick(null)}><Icon name="x" size="sm" /></button>
      </div>
    </Pop>
  );
}

function same(value: string | null, colour: string): boolean {
  if (!value) return false;
  if (value.toLowerCase() === colour) return true;
  const match = /^rgb\((\d+), ?(\d+), ?(\d+)\)$/.exec(value);
  return match !== null && `#${match.slice(1).map((n) => Number(n).toString(16).padStart(2, "0")).join("")}` === colour;
}
