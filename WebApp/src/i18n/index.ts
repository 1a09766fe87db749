/**
 * Words of the app. `t("list.unread", { count })` gives a sentence of the catalogue in the reader's language.
 * English is the fallback key by key; other languages and lazy areas arrive on demand.
 */
import { areas, locales } from "../../build/gen/catalogue.ts";
import start from "../../build/gen/en-start.ts";
import type { Key } from "../../build/gen/keys.ts";
import { type Params, parse, pseudo, render } from "./format.ts";

export type { Key } from "../../build/gen/keys.ts";
export type { Params } from "./format.ts";

/** The languages of the app, each under its own name. */
export const LANGUAGES: Record<string, string> = {
  en: "English", fr: "Français", es: "Español", it: "Italiano", de: "Deutsch", ru: "Русский", "zh-CN": "简体中文",
};
const RTL = /^(ar|fa|he|ur)\b/;

const english: Record<string, string> = { ...start };
let translated: Record<string, string> = {};
let parsed = new Map<string, ReturnType<typeof parse>>();
let language = "en";
let formats = "en";
let version = 0;
const listeners = new Set<() => void>();

/** The best of the app's languages for what a browser asks for. */
export function match(wanted: readonly string[]): string {
  for (const tag of wanted) {
    if (tag in LANGUAGES) return tag;
    const base = tag.toLowerCase().split("-")[0]!;
    if (base === "zh") return "zh-CN";
    if (base in LANGUAGES) return base;
  }
  return "en";
}

/** The message in the reader's language; the key itself when no catalogue has it. */
export function t(key: Key, params: Params = {}): string {
  let parts = parsed.get(key);
  if (!parts) {
    const text = translated[key] ?? english[key];
    if (text === undefined) return key;
    parts = language === "qps" ? pseudo(parse(text)) : parse(text);
    parsed.set(key, parts);
  }
  return render(parts, params, language === "qps" ? "en" : formats);
}

/** Whether a catalogue holds the key; for words a server sends as codes. */
export function has(key: string): key is Key {
  return key in english;
}

/** Loads the English messages of a lazy area: done before its screen is shown. */
export async function loadArea(area: string): Promise<void> {
  const load = areas[area];
  if (!load) return;
  Object.assign(english, (await load()).default);
  parsed = new Map();
}

/** Changes the language; every subscriber is told once its words are there. `null` follows the browser. */
export async function setLanguage(wanted: string | null): Promise<void> {
  const forced = new URLSearchParams(location.search).get("locale");
  const next = forced ?? (wanted && (wanted in LANGUAGES || wanted === "qps") ? wanted : match(navigator.languages));
  translated = locales[next] ? (await locales[next]!()).default : {};
  language = next;
  formats = navigator.languages.find((tag) => tag.split("-")[0] === next.split("-")[0]) ?? (next === "qps" ? "en" : next);
  parsed = new Map();
  version++;
  document.documentElement.lang = next === "qps" ? "en" : next;
  document.documentElement.dir = new URLSearchParams(location.search).get("dir") ?? (RTL.test(next) ? "rtl" : "ltr");
  for (const listener of listeners) listener();
}

/** The locale dates and numbers are written in. */
export const locale = (): string => formats;
export const onLanguage = (listener: () => void): () => void => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
export const languageVersion = (): number => version;
