import { useState } from "react";
import { t } from "../../i18n/index.ts";
import { gridKeys } from "./grid.ts";
import { Pop } from "./Pop.tsx";

const side = 6;

/** How large a table is to be. */
export function TablePop({ anchor, onPick, onClose }: { anchor: HTMLElement; onPick: (rows: number, columns: number) => void; onClose: () => void }) {
  const [size, setSize] = useState({ rows: 3, columns: 3 });
  return (
    <Pop anchor={anchor} label={t("compose.format.table")} onClose={onClose}>
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div className="table-size" onKeyDown={(event) => gridKeys(event, side)}>
        {Array.from({ length: side * side }, (_, i) => {
          const rows = Math.floor(i / side) + 1, columns = (i % side) + 1;
          return (
            <button key={i} type="button" className="table-size__cell" data-on={rows <= size.rows && columns <= size.columns ? "" : undefined} data-first={rows === 3 && columns === 3 ? "" : undefined}
              aria-label={t("compose.table.size", { rows, columns })} onPointerEnter={() => setSize({ rows, columns })} onFocus={() => setSize({ rows, columns })}
              onClick={() => { onPick(rows, columns); onClose(); }} />
          );
        })}
      </div>
      <p className="menu__title" aria-hidden="true">{t("compose.table.size", size)}</p>
    </Pop>
  );
}
