import { locale } from "../i18n/index.ts";

/** A text of a manifest: one string, or one a language. */
export type Label = string | Readonly<Record<string, string>>;

/** The text in a language, else in its base language, else in English, else in whatever there is. */
export function say(label: Label | null | undefined, language: string): string {
  if (typeof label === "string") return label;
  if (!label || typeof label !== "object") return "";
  const lower = language.toLowerCase(), base = lower.split("-")[0]!;
  const entries = Object.entries(label).filter((e): e is [string, string] => typeof e[1] === "string");
  const found = entries.find(([tag]) => tag.toLowerCase() === lower) ?? entries.find(([tag]) => tag.toLowerCase().split("-")[0] === base)
    ?? entries.find(([tag]) => tag.toLowerCase().split("-")[0] === "en") ?? entries[0];
  return found?.[1] ?? "";
}

/** The text in the reader's language. */
export const said = (label: Label | null | undefined): string => say(label, locale());
