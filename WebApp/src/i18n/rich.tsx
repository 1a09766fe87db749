import { Fragment, type ReactNode } from "react";
import { type Key, type Params, t } from "./index.ts";

/** A message with marked-up parts: `rich("x", {n}, { b: (words) => <strong>{words}</strong> })` for "… <b>words</b> …". */
export function rich(key: Key, params: Params, tags: Record<string, (children: string) => ReactNode>): ReactNode {
  const out: ReactNode[] = [];
  const text = t(key, params);
  let last = 0;
  for (const hit of text.matchAll(/<(\w+)>(.*?)<\/\1>/g)) {
    out.push(text.slice(last, hit.index));
    out.push(<Fragment key={hit.index}>{tags[hit[1]!]?.(hit[2]!) ?? hit[2]}</Fragment>);
    last = hit.index + hit[0].length;
  }
  out.push(text.slice(last));
  return <>{out}</>;
}
