import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { Button, Empty, Icon } from "../../components/index.ts";
import { t } from "../../i18n/index.ts";
import { pageOf } from "../page.ts";
import { onPluginMessage } from "../pushed.ts";
import type { Slot } from "../shell.ts";
import { contextOf, onLook } from "./context.ts";
import { act } from "./deeds.ts";
import { type Context, FrameTalk, type Phase } from "./FrameTalk.ts";

interface Props {
  slot: Slot;
  /** The token of the surface it stands on. */
  surface: string;
  email?: Context["email"];
  draft?: Context["draft"];
  insert?: (text: string) => boolean;
  /** Fills its place and scrolls by itself, whatever height the page asks for. */
  fill?: boolean;
  /** The keyboard goes into the page once it is there. */
  focus?: boolean;
  onClose: () => void;
}

/** The page of a plugin in a frame of an origin of its own: no cookie, no storage, no way out but the five messages. */
export function PluginFrame({ slot, surface, email, draft, insert, fill, focus, onClose }: Props) {
  const frame = useRef<HTMLIFrameElement>(null), talk = useRef<FrameTalk | null>(null);
  const [phase, setPhase] = useState<Phase | "broken">("loading"), [height, setHeight] = useState<number | null>(null), [attempt, setAttempt] = useState(0), [slow, setSlow] = useState(false);
  const now = useRef({ email, draft, insert, onClose, surface, focus });
  now.current = { email, draft, insert, onClose, surface, focus };
  const src = pageOf(slot.plugin, slot.open);

  useLayoutEffect(() => {
    const made = new FrameTalk({
      // An opaque origin has no name to address; the window itself is the address.
      post: (message) => frame.current?.contentWindow?.postMessage(message, "*"),
      context: () => contextOf(slot.slot, now.current.surface, { ...(now.current.email ? { email: now.current.email } : {}), ...(now.current.draft ? { draft: now.current.draft } : {}) }),
      perform: (deed) => act({ plugin: slot.plugin, name: slot.name, ...(now.current.insert ? { insert: now.current.insert } : {}) }, deed),
      resize: setHeight,
      close: () => now.current.onClose(),
      phase: (next) => {
        setPhase(next);
        if (next === "ready" && now.current.focus) frame.current?.focus({ preventScroll: true });
      },
      later: (run, ms) => setTimeout(run, ms) as unknown as number,
      clear: (timer) => clearTimeout(timer),
      now: () => performance.now(),
    });
    talk.current = made;
    const hear = (event: MessageEvent) => {
      if (frame.current && event.source === frame.current.contentWindow) made.hear(event.data);
    };
    addEventListener("message", hear);
    const look = onLook(() => made.tell()), pushed = onPluginMessage((plugin, message) => plugin === slot.plugin && made.push(message));
    made.start();
    return () => {
      removeEventListener("message", hear);
      look();
      pushed();
      made.end();
    };
  }, [slot.slot, slot.plugin, slot.name, src, attempt]);
  useEffect(() => talk.current?.tell(), [email, draft]);
  // A page that is not there says so at once; one that is there and silent, when its time is over.
  useEffect(() => {
    setSlow(false);
    const stop = new AbortController(), timer = setTimeout(() => setSlow(true), 400);
    fetch(src, { credentials: "same-origin", signal: stop.signal }).then((answer) => {
      if (!answer.ok) setPhase("broken");
      void answer.body?.cancel();
    }).catch(() => undefined);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [src, attempt]);

  const again = () => {
    setPhase("loading");
    setHeight(null);
    setAttempt(attempt + 1);
  };
  const failed = phase === "silent" || phase === "broken";
  return (
    <div className={`plugin-frame${fill ? " plugin-frame--fill" : ""}`} data-phase={phase} aria-busy={phase === "loading" || undefined}>
      {phase === "loading" && slow && <p className="plugin-frame__wait" role="status"><Icon name="loader-circle" spin />{t("plugin.loading", { name: slot.name })}</p>}
      {failed && (
        <div role="alert">
          <Empty icon="puzzle" title={t(phase === "silent" ? "plugin.silent" : "plugin.broken", { name: slot.name })} text={t("plugin.brokenHint")}>
            <Button size="sm" onClick={again}>{t("action.tryAgain")}</Button>
          </Empty>
        </div>
      )}
      {!failed && (
        <iframe key={attempt} ref={frame} className="plugin-frame__page" title={t("plugin.frame", { label: slot.label, name: slot.name })} src={src} sandbox="allow-scripts allow-forms allow-popups"
          referrerPolicy="no-referrer" style={fill || height === null ? undefined : { blockSize: `${height}px` }} />
      )}
    </div>
  );
}
