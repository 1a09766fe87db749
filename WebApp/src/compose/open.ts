/** The only door to the composer: everything behind it is a lazy chunk. */
import { signal } from "../store/signal.ts";

export interface ComposeRequest {
  mode: "new" | "reply" | "replyAll" | "forward" | "draft";
  emailId?: string;
  accountId?: string;
  /** A mailto: address, as a link or as the browser's protocol handler gives it. */
  mailto?: string;
  /** What the quick reply already holds. */
  text?: string;
}

export interface ComposeWindow extends ComposeRequest {
  /** Made here, one a window. */
  key: number;
}

/** The windows that are open, oldest first. */
export const composeWindows = signal<ComposeWindow[]>([]);
let next = 1;

/** Opens a composer window; the same draft is opened once only. */
export function openCompose(request: ComposeRequest): void {
  composeWindows.set((open) => {
    const same = request.mode === "draft" ? open.find((w) => w.mode === "draft" && w.emailId === request.emailId) : undefined;
    return same ? [...open.filter((w) => w !== same), same] : [...open, { ...request, key: next++ }];
  });
}

/** Takes a window away; what it held is the composer's business. */
export function closeCompose(key: number): void {
  composeWindows.set((open) => open.filter((w) => w.key !== key));
}
