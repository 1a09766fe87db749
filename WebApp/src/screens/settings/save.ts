import { toast } from "../../components/index.ts";
import { asFailure } from "../../failure.ts";
import { t } from "../../i18n/index.ts";
import type { Preference } from "../../jmap/index.ts";
import { setPreference } from "../../store/index.ts";
import { wordsOf } from "../auth/useSubmit.ts";

/** Changes preferences at once; what the server refuses goes back, with its reason. */
export function save(patch: Partial<Preference>): void {
  setPreference(patch).catch((error: unknown) => toast({ tone: "failure", text: t("settings.failed", { reason: wordsOf(asFailure(error)) }), action: { label: t("action.tryAgain"), run: () => save(patch) } }));
}
