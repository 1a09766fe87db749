import { useEffect, useRef } from "react";
import { Button, Empty, toast } from "../../components/index.ts";
import { has, t } from "../../i18n/index.ts";
import { locale } from "../../i18n/index.ts";
import type { LogLine } from "./plugin.ts";

/** The last lines a plugin, or the server about it, wrote: the newest at the foot, followed while the foot is in view. */
export function PluginLog({ name, lines }: { name: string; lines: readonly LogLine[] }) {
  const end = useRef<HTMLDivElement>(null), box = useRef<HTMLDivElement>(null), follows = useRef(true);
  useEffect(() => {
    const scroller = box.current?.closest<HTMLElement>(".drawer__scroll");
    if (!scroller) return;
    const seen = () => {
      follows.current = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 40;
    };
    scroller.addEventListener("scroll", seen, { passive: true });
    return () => scroller.removeEventListener("scroll", seen);
  }, []);
  useEffect(() => {
    if (follows.current) end.current?.scrollIntoView({ block: "end" });
  }, [lines]);
  const today = new Date().toDateString();
  const time = (iso: string) => {
    const at = new Date(iso);
    if (Number.isNaN(at.getTime())) return "";
    return new Intl.DateTimeFormat(locale(), { ...(at.toDateString() === today ? {} : { day: "numeric", month: "short" }), hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(at);
  };
  if (!lines.length) return <div ref={box}><Empty icon="scroll-text" title={t("admin.plugins.log.empty", { name })} text={t("admin.plugins.log.live")} /></div>;
  return (
    <div ref={box} className="plugin-log">
      <p className="plugin-log__head"><span className="muted">{t("admin.plugins.log.live")}</span>
        <Button size="sm" variant="quiet" icon="copy" onClick={() => void navigator.clipboard.writeText(lines.map((l) => `${l.at} ${l.level} ${l.line}`).join("\n")).then(() => toast({ text: t("admin.plugins.log.copied") }), () => undefined)}>{t("admin.plugins.log.copy")}</Button></p>
      <div role="log" aria-label={t("admin.plugins.log.of", { name })}>
        {lines.map((line, i) => {
          const level = `admin.plugins.level.${line.level}`;
          return (
            <p key={`${line.at} ${i}`} className="plugin-log__line" data-level={line.level}>
              <time dateTime={line.at}>{time(line.at)}</time>
              <span className="plugin-log__level">{has(level) ? t(level) : line.level}</span>
              <span className="plugin-log__text" dir="auto">{line.line}</span>
            </p>
          );
        })}
      </div>
      <div ref={end} />
    </div>
  );
}
