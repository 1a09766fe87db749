import { useEffect } from "react";
import { useSignal } from "../store/use.ts";
import { composeWindows } from "./open.ts";
import { sessionOf } from "./session/sessions.ts";
import { Composer } from "./ui/Composer.tsx";

const room = 680, narrow = 768;

/** The windows of messages being written, side by side from the end edge; where they do not fit, the older ones are minimised. */
export default function ComposeHost() {
  const windows = useSignal(composeWindows);
  const newest = windows.at(-1)?.key;
  useEffect(() => {
    if (newest === undefined) return;
    const fit = Math.max(1, Math.floor((innerWidth - 48) / room));
    const open = composeWindows.get().filter((w) => sessionOf(w).state.get().size !== "small");
    for (const w of open.slice(0, Math.max(0, open.length - fit))) if (w.key !== newest) sessionOf(w).size("small");
    const last = composeWindows.get().find((w) => w.key === newest);
    if (last && sessionOf(last).state.get().size === "small") sessionOf(last).size("window");
  }, [newest, windows.length]);
  const shown = innerWidth < narrow ? windows.slice(-1) : windows;
  return (
    <div className="windows">
      {shown.map((w) => <Composer key={w.key} session={sessionOf(w)} />)}
    </div>
  );
}
