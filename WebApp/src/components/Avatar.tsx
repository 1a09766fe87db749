export const HUES = ["red", "orange", "amber", "green", "teal", "cyan", "blue", "indigo", "violet", "pink"] as const;
export type Hue = (typeof HUES)[number];

/** The hue of a person: the same for an address everywhere. */
export function hueOf(address: string): Hue {
  let h = 2166136261;
  for (const c of address.toLowerCase()) h = Math.imul(h ^ c.codePointAt(0)!, 16777619);
  return HUES[(h >>> 0) % HUES.length]!;
}

/** One or two letters that stand for a name. */
export function initials(name: string): string {
  const words = name.replace(/<.*>|["'()[\]]/g, " ").trim().split(/[\s._@-]+/u).filter((w) => /[\p{L}\p{N}]/u.test(w));
  const first = words[0] ? [...words[0].replace(/^[^\p{L}\p{N}]+/u, "")][0] ?? "" : "";
  if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(first)) return first;
  const last = words.length > 1 && !name.includes("@") ? [...words[words.length - 1]!.replace(/^[^\p{L}\p{N}]+/u, "")][0] ?? "" : "";
  return (first + last).toLocaleUpperCase() || "?";
}

/** A person (round) or an organisation (square), with a picture where there is one; decoration, so hidden from assistive technology. */
export function Avatar({ name, address, hue, size, org, photo }: { name: string; address?: string; hue?: string; size?: "xs" | "sm" | "lg" | "xl"; org?: boolean; photo?: string }) {
  return (
    <span className={`avatar${size ? ` avatar--${size}` : ""}${org ? " avatar--org" : ""}`} data-hue={hue ?? hueOf(address || name)} aria-hidden="true">
      {size === "xs" ? initials(name).slice(0, 2) : initials(name)}
      {photo && <img className="avatar__photo" src={photo} alt="" loading="lazy" decoding="async" draggable={false} onError={(event) => event.currentTarget.remove()} />}
    </span>
  );
}

/** The dot in an account's colour. */
export const AccountDot = ({ hue, large }: { hue?: string; large?: boolean }) => <span className={`account-dot${large ? " account-dot--lg" : ""}`} data-hue={hue} />;
