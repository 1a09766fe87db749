import { t } from "../../i18n/index.ts";

/** What is wrong with a new password, in words, or null. Passwords hold 8 characters to 1,024 bytes. */
export function newPasswordProblem(password: string, username = ""): string | null {
  const characters = [...password].length;
  if (characters < 8) return t("auth.password.short", { count: 8 - characters });
  if (new TextEncoder().encode(password).length > 1024) return t("auth.password.long");
  if (username !== "" && password.toLowerCase() === username.toLowerCase()) return t("auth.password.same");
  return null;
}
