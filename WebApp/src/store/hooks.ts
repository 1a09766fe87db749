/** React's view of the cache. */
import { useSyncExternalStore } from "react";
import { cache } from "./index.ts";

/** Paints the component again when a topic of the cache changes. */
export function useTopic(topic: string): number {
  return useSyncExternalStore((listener) => cache.topics.subscribe(topic, listener), () => cache.topics.version(topic));
}
