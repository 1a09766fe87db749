/**
 * When a draft is saved: a state machine without clock or network. `step` takes what happened and returns the new state with what to
 * do. A save always writes a new copy first; the older copy is named for destruction only when the newer one is stored, so at every
 * moment the server holds the last text it acknowledged.
 */
export interface Autosave {
  /** Counts edits; the copy on the server has `stored`. */
  revision: number;
  stored: number;
  /** The revision on its way, or null. */
  inFlight: number | null;
  /** The copy on the server. */
  emailId: string | null;
  /** Copies that a newer one has replaced and that are still there. */
  superseded: string[];
  savedAt: number | null;
  failures: number;
  /** Why the last attempt failed, in words, until one succeeds. */
  reason: string | null;
  /** The server refused the content itself: trying again without an edit is useless. */
  refused: boolean;
  ended: boolean;
}

export type AutosaveEvent =
  | { type: "edited" }
  | { type: "timer" }
  | { type: "flush" }
  | { type: "stored"; emailId: string; at: number }
  | { type: "failed"; reason: string; refused: boolean }
  | { type: "removed"; ids: readonly string[] }
  | { type: "online" }
  | { type: "ended" };

export type AutosaveEffect =
  | { do: "wait"; milliseconds: number }
  | { do: "stopWaiting" }
  | { do: "save"; revision: number }
  | { do: "remove"; ids: readonly string[] };

/** How long after the last key press a draft is saved. */
export const quietMilliseconds = 1000;

/** The state of a draft that was just opened; `emailId` when it came from the server. */
export function autosave(emailId: string | null = null, savedAt: number | null = null): Autosave {
  return {
    revision: 0, stored: 0, inFlight: null, emailId, superseded: [], savedAt, failures: 0, reason: null, refused: false, ended: false,
  };
}

/** Whether something was written that the server does not have. */
export function isDirty(s: Autosave): boolean {
  return s.revision > s.stored;
}

/** What the head of the window says. */
export function phaseOf(s: Autosave): "empty" | "saved" | "unsaved" | "saving" | "failed" {
  if (s.reason !== null && isDirty(s)) return "failed";
  if (s.inFlight !== null) return "saving";
  if (isDirty(s)) return "unsaved";
  return s.savedAt === null ? "empty" : "saved";
}

/** The state after `event`, and what has to be done about it. */
export function step(s: Autosave, event: AutosaveEvent): [Autosave, AutosaveEffect[]] {
  if (s.ended && event.type !== "stored" && event.type !== "removed") return [s, []];
  switch (event.type) {
    case "edited":
      return [{ ...s, revision: s.revision + 1, refused: false }, [{ do: "wait", milliseconds: quietMilliseconds }]];
    case "timer":
    case "online":
      return s.refused ? [s, []] : save(s, []);
    case "flush":
      return save({ ...s, refused: false }, [{ do: "stopWaiting" }]);
    case "stored":
      return stored(s, event);
    case "failed": {
      const failures = s.failures + 1, next = { ...s, inFlight: null, failures, reason: event.reason, refused: event.refused };
      return [next, event.refused ? [] : [{ do: "wait", milliseconds: backOff(failures) }]];
    }
    case "removed":
      return [{ ...s, superseded: s.superseded.filter((id) => !event.ids.includes(id)) }, []];
    case "ended":
      return [{ ...s, ended: true }, [{ do: "stopWaiting" }]];
  }
}

function save(s: Autosave, effects: AutosaveEffect[]): [Autosave, AutosaveEffect[]] {
  if (!isDirty(s) || s.inFlight !== null) return [s, effects];
  return [{ ...s, inFlight: s.revision }, [...effects, { do: "save", revision: s.revision }]];
}

function stored(s: Autosave, event: { emailId: string; at: number }): [Autosave, AutosaveEffect[]] {
  const older = s.emailId !== null && s.emailId !== event.emailId ? [s.emailId] : [];
  const superseded = [...s.superseded, ...older];
  const next: Autosave = {
    ...s, stored: s.inFlight ?? s.stored, inFlight: null, emailId: event.emailId, superseded, savedAt: event.at, failures: 0, reason: null,
  };
  const effects: AutosaveEffect[] = superseded.length > 0 ? [{ do: "remove", ids: superseded }] : [];
  if (isDirty(next) && !next.ended) effects.push({ do: "wait", milliseconds: quietMilliseconds });
  return [next, effects];
}

/** 2, 4, 8 … seconds, at most a minute. */
export function backOff(failures: number): number {
  return Math.min(60_000, 1000 * 2 ** Math.min(failures, 6));
}
