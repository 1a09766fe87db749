import type { ReactNode } from "react";

const parts: Record<string, ReactNode> = {
  classic: (
    <>
      <rect className="a" width="20" height="64" opacity=".6" />
      <path className="d" d="M20.500 0v64" />
      <rect className="b" x="26" y="9" width="17" height="4" rx="1" />
      <rect className="b" x="26" y="20" width="22" height="4" rx="1" />
      <rect className="b" x="26" y="31" width="17" height="4" rx="1" />
      <rect className="b" x="26" y="42" width="22" height="4" rx="1" />
      <rect className="b" x="26" y="53" width="17" height="4" rx="1" />
      <path className="d" d="M54.500 0v64" />
      <rect className="c" x="61" y="10" width="24" height="4" rx="1" />
      <rect className="b" x="61" y="19" width="40" height="2.500" rx="1" />
      <rect className="b" x="61" y="25" width="40" height="2.500" rx="1" />
      <rect className="b" x="61" y="31" width="28" height="2.500" rx="1" />
    </>
  ),
  compact: (
    <>
      <rect className="a" width="18" height="64" opacity=".6" />
      <path className="d" d="M18.500 0v64" />
      <rect className="b" x="24" y="8" width="14" height="2.5" rx="1" />
      <rect className="b" x="24" y="14" width="18" height="2.5" rx="1" />
      <rect className="b" x="24" y="20" width="14" height="2.5" rx="1" />
      <rect className="b" x="24" y="26" width="18" height="2.5" rx="1" />
      <rect className="b" x="24" y="32" width="14" height="2.5" rx="1" />
      <rect className="b" x="24" y="38" width="18" height="2.5" rx="1" />
      <rect className="b" x="24" y="44" width="14" height="2.5" rx="1" />
      <rect className="b" x="24" y="50" width="18" height="2.5" rx="1" />
      <rect className="b" x="24" y="56" width="14" height="2.5" rx="1" />
      <path className="d" d="M48.500 0v64" />
      <rect className="c" x="55" y="10" width="28" height="4" rx="1" />
      <rect className="b" x="55" y="19" width="46" height="2.500" rx="1" />
      <rect className="b" x="55" y="25" width="46" height="2.500" rx="1" />
      <rect className="b" x="55" y="31" width="32" height="2.500" rx="1" />
    </>
  ),
  comfortable: (
    <>
      <rect className="a" width="20" height="64" opacity=".6" />
      <path className="d" d="M20.500 0v64" />
      <circle className="a" cx="29" cy="14" r="4" />
      <rect className="b" x="36" y="10" width="18" height="3" rx="1" />
      <rect className="b" x="36" y="15" width="22" height="2.500" rx="1" opacity=".5" />
      <circle className="a" cx="29" cy="32" r="4" />
      <rect className="b" x="36" y="28" width="18" height="3" rx="1" />
      <rect className="b" x="36" y="33" width="22" height="2.500" rx="1" opacity=".5" />
      <circle className="a" cx="29" cy="50" r="4" />
      <rect className="b" x="36" y="46" width="18" height="3" rx="1" />
      <rect className="b" x="36" y="51" width="22" height="2.500" rx="1" opacity=".5" />
      <path className="d" d="M62.500 0v64" />
      <rect className="c" x="68" y="10" width="20" height="4" rx="1" />
      <rect className="b" x="68" y="19" width="34" height="2.500" rx="1" />
      <rect className="b" x="68" y="25" width="34" height="2.500" rx="1" />
      <rect className="b" x="68" y="31" width="24" height="2.500" rx="1" />
    </>
  ),
  wide: (
    <>
      <rect className="a" width="7" height="64" opacity=".6" />
      <path className="d" d="M7.500 0v64" />
      <rect className="b" x="12" y="9" width="13" height="3" rx="1" />
      <rect className="b" x="12" y="17" width="16" height="3" rx="1" />
      <rect className="b" x="12" y="25" width="13" height="3" rx="1" />
      <rect className="b" x="12" y="33" width="16" height="3" rx="1" />
      <rect className="b" x="12" y="41" width="13" height="3" rx="1" />
      <rect className="b" x="12" y="49" width="16" height="3" rx="1" />
      <rect className="b" x="12" y="57" width="13" height="3" rx="1" />
      <path className="d" d="M34.500 0v64" />
      <rect className="c" x="48" y="10" width="28" height="4" rx="1" />
      <rect className="b" x="48" y="19" width="46" height="2.500" rx="1" />
      <rect className="b" x="48" y="25" width="46" height="2.500" rx="1" />
      <rect className="b" x="48" y="31" width="32" height="2.500" rx="1" />
    </>
  ),
  vertical: (
    <>
      <rect className="a" width="20" height="64" opacity=".6" />
      <path className="d" d="M20.500 0v64" />
      <rect className="b" x="26" y="7" width="49" height="2.5" rx="1" />
      <rect className="b" x="26" y="13" width="63" height="2.5" rx="1" />
      <rect className="b" x="26" y="19" width="49" height="2.5" rx="1" />
      <rect className="b" x="26" y="25" width="63" height="2.5" rx="1" />
      <path className="d" d="M20 33.500h88" />
      <rect className="c" x="26" y="39" width="37" height="4" rx="1" />
      <rect className="b" x="26" y="48" width="62" height="2.500" rx="1" />
      <rect className="b" x="26" y="54" width="62" height="2.500" rx="1" />
      <rect className="b" x="26" y="60" width="43" height="2.500" rx="1" />
    </>
  ),
  focused: (
    <>
      <rect className="b" x="6" y="9" width="13" height="3" rx="1" />
      <rect className="b" x="6" y="17" width="16" height="3" rx="1" />
      <rect className="b" x="6" y="25" width="13" height="3" rx="1" />
      <rect className="b" x="6" y="33" width="16" height="3" rx="1" />
      <rect className="b" x="6" y="41" width="13" height="3" rx="1" />
      <rect className="b" x="6" y="49" width="16" height="3" rx="1" />
      <rect className="b" x="6" y="57" width="13" height="3" rx="1" />
      <path className="d" d="M30.500 0v64" />
      <rect className="c" x="46" y="16" width="28" height="4" rx="1" />
      <rect className="b" x="46" y="25" width="46" height="2.500" rx="1" />
      <rect className="b" x="46" y="31" width="46" height="2.500" rx="1" />
      <rect className="b" x="46" y="37" width="32" height="2.500" rx="1" />
    </>
  ),
};

/** A layout in a few strokes: sidebar, list, reading pane. */
export function LayoutPicture({ name }: { name: string }) {
  return <svg className="layout-pic" viewBox="0 0 108 64" preserveAspectRatio="none" aria-hidden="true">{parts[name]}</svg>;
}
