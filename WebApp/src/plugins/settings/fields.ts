/** The settings of a plugin, as its manifest describes them: what is typed, what of it changed, what is wrong with it. */
import type { Label } from "../label.ts";

export interface FieldSpec {
  type: "text" | "multiline" | "secret" | "number" | "boolean" | "choice" | "url" | "email";
  label: Label;
  help?: Label | null;
  default?: unknown;
  required?: boolean;
  min?: number;
  max?: number;
  maxLength?: number;
  choices?: { value: string; label: Label }[];
}

/** `GET …/settings`: a secret's value is only whether it is set. */
export interface PluginSettings {
  fields: Readonly<Record<string, FieldSpec>>;
  /** The keys as the manifest writes them. */
  order?: readonly string[];
  values: Readonly<Record<string, unknown>>;
  checks: boolean;
}

/** What stands in the form. A secret is `undefined` while it is kept, `null` when it is to go, a text when it is replaced. */
export type Draft = Readonly<Record<string, string | boolean | null | undefined>>;

/** Whether the server keeps this secret. */
export const isSet = (value: unknown): boolean => typeof value === "object" && value !== null && (value as { set?: unknown }).set === true;

/** The fields in the order of the manifest. */
export function fieldsOf({ fields, order = [] }: PluginSettings): [string, FieldSpec][] {
  const known = order.filter((key) => Object.hasOwn(fields, key));
  return [...known, ...Object.keys(fields).filter((key) => !known.includes(key))].map((key) => [key, fields[key]!]);
}

/** What the form starts with. */
export function draftOf({ fields, values }: PluginSettings): Draft {
  return Object.fromEntries(Object.entries(fields).map(([key, spec]) => {
    const value = values[key] ?? spec.default;
    if (spec.type === "secret") return [key, undefined];
    if (spec.type === "boolean") return [key, value === true];
    return [key, typeof value === "string" ? value : typeof value === "number" ? String(value) : ""];
  }));
}

/** The values that differ from what the server has, ready to be sent: an emptied field is `null`. */
export function changesOf(settings: PluginSettings, draft: Draft): Record<string, unknown> {
  const before = draftOf(settings), out: Record<string, unknown> = {};
  for (const [key, spec] of Object.entries(settings.fields)) {
    const now = draft[key];
    if (spec.type === "secret") {
      if (typeof now === "string" && now !== "") out[key] = now;
      else if (now === null && isSet(settings.values[key])) out[key] = null;
    } else if (now !== before[key]) {
      out[key] = spec.type === "boolean" ? now === true : now === "" || now == null ? null : spec.type === "number" ? numberOf(String(now)) : typeof now === "string" && spec.type !== "multiline" ? now.trim() : now;
    }
  }
  return out;
}

/** A number as people type it; NaN when it is none. */
export function numberOf(text: string): number {
  const plain = text.trim().replace(/[\s\u00a0\u202f']/g, "").replace(",", ".");
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : NaN;
}

/** What is wrong with a field, by name; null when it may be sent. The server has the last word. */
export function problemOf(spec: FieldSpec, value: Draft[string], kept: unknown): { name: "missing" | "number" | "least" | "most" | "long" | "url" | "email"; limit?: number } | null {
  if (spec.type === "boolean") return null;
  if (spec.type === "secret") {
    if (value === undefined ? isSet(kept) || !spec.required : value !== null && value !== "" || !spec.required) return tooLong(spec, value);
    return { name: "missing" };
  }
  const text = typeof value === "string" ? value.trim() : "";
  if (!text) return spec.required ? { name: "missing" } : null;
  if (spec.type === "number") {
    const n = numberOf(text);
    if (Number.isNaN(n)) return { name: "number" };
    if (spec.min !== undefined && n < spec.min) return { name: "least", limit: spec.min };
    if (spec.max !== undefined && n > spec.max) return { name: "most", limit: spec.max };
    return null;
  }
  if (spec.type === "url") {
    try {
      if (!/^https?:$/.test(new URL(text).protocol)) return { name: "url" };
    } catch {
      return { name: "url" };
    }
  }
  if (spec.type === "email" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) return { name: "email" };
  return tooLong(spec, value);
}
const tooLong = (spec: FieldSpec, value: Draft[string]) => (spec.maxLength !== undefined && typeof value === "string" && [...value].length > spec.maxLength ? { name: "long" as const, limit: spec.maxLength } : null);

/** Whether anything is kept that a person would lose: the plugin counts as connected. */
export const isConnected = ({ fields, values }: PluginSettings): boolean => Object.entries(fields).some(([key, spec]) => (spec.type === "secret" ? isSet(values[key]) : false));
