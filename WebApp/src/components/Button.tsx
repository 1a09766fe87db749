import { type ButtonHTMLAttributes, forwardRef } from "react";
import { Icon, type IconName, Kbd } from "./Icon.tsx";

type Native = ButtonHTMLAttributes<HTMLButtonElement>;
const join = (...names: (string | false | undefined)[]) => names.filter(Boolean).join(" ");

export interface ButtonProps extends Native {
  variant?: "plain" | "primary" | "quiet" | "danger" | "destroy" | "link" | "compose";
  size?: "sm" | "lg";
  icon?: IconName;
  kbd?: string;
  /** Work is under way: the button keeps its width and words, turns a wheel and cannot be pressed again. */
  busy?: boolean;
  block?: boolean;
}

/** A button with words. One primary a view. */
export const Button = forwardRef<HTMLButtonElement, ButtonProps>(function Button(
  { variant = "plain", size, icon, kbd, busy, block, className, children, disabled, ...rest }, ref) {
  return (
    <button ref={ref} type="button" {...rest} disabled={disabled} aria-disabled={busy || undefined} aria-busy={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : rest.onClick}
      className={join("btn", variant !== "plain" && `btn--${variant}`, size && `btn--${size}`, block && "btn--block", className)}>
      {busy ? <Icon name="loader-circle" spin size={size === "sm" ? "sm" : undefined} /> : icon && <Icon name={icon} size={size === "sm" ? "sm" : undefined} />}
      {children !== undefined && <span>{children}</span>}
      {kbd && <Kbd>{kbd}</Kbd>}
    </button>
  );
});

export interface IconButtonProps extends Native {
  icon: IconName;
  /** The accessible name; also the tooltip. */
  label: string;
  kbd?: string;
  size?: "sm";
  tone?: "danger" | "starred";
  solid?: boolean;
  pressed?: boolean;
  busy?: boolean;
}

/** A button that is only an icon; its name stands in a tooltip. */
export const IconButton = forwardRef<HTMLButtonElement, IconButtonProps>(function IconButton(
  { icon, label, kbd, size, tone, solid, pressed, busy, className, ...rest }, ref) {
  return (
    <button ref={ref} type="button" aria-label={label} data-tip={label} data-tip-kbd={kbd} aria-pressed={pressed} aria-busy={busy || undefined} {...rest}
      className={join("icon-btn", size && `icon-btn--${size}`, tone && `icon-btn--${tone}`, className)}>
      <Icon name={busy ? "loader-circle" : icon} spin={busy} solid={solid} />
    </button>
  );
});
