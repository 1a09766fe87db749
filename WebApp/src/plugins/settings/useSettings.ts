import { useCallback, useEffect, useState } from "react";
import { asFailure, type Failure } from "../../failure.ts";
import { rest } from "../../rest.ts";
import type { PluginSettings } from "./fields.ts";

/** The settings behind an address: `null` while they are on their way, without fields when the plugin has none. */
export function useSettings(path: string): { settings: PluginSettings | null; failure: Failure | null; put: (now: PluginSettings) => void; load: () => void } {
  const [settings, put] = useState<PluginSettings | null>(null), [failure, setFailure] = useState<Failure | null>(null);
  const load = useCallback(() => {
    setFailure(null);
    rest<PluginSettings>("GET", path).then(put, (error: unknown) => {
      const found = asFailure(error);
      if (found.kind === "notFound") put({ fields: {}, values: {}, checks: false });
      else setFailure(found);
    });
  }, [path]);
  useEffect(() => {
    put(null);
    load();
  }, [load]);
  return { settings, failure, put, load };
}
