#!/usr/bin/env python3
"""Checks every theme in tokens.css against WCAG 2.2: text 4.5:1 (7:1 in high-contrast), marks and edges 3:1.

Usage: python3 tools/contrast.py [--list THEME]   exit 1 when a pair fails or a theme lacks a token.
"""
import math
import pathlib
import re
import sys

CSS = (pathlib.Path(__file__).parent.parent / "src/styles/tokens.css").read_text()
HUES = [int(h) for h in re.findall(r'\[data-hue="[a-z]+"\] \{ --hue: (\d+); \}', CSS)]
SURFACES = ["sunken", "base", "reader", "raised", "overlay", "hover", "well", "selected"]
TEXTS = ["text-strong", "text-primary", "text-secondary", "text-tertiary", "text-link",
         "accent-text", "danger-text", "success-text", "warning-text"]
MARKS = ["accent", "unread", "star", "focus-ring", "danger", "success", "warning"]


def linear(c):
    return c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4


def encoded(c):
    return 12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055


def luminance(colour):
    """Relative luminance of an (L, C, H) colour, clipped to sRGB and rounded to 8 bits as a browser shows it."""
    L, C, H = colour
    a, b = C * math.cos(math.radians(H)), C * math.sin(math.radians(H))
    l, m, s = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3, (L - 0.1055613458 * a - 0.0638541728 * b) ** 3, \
              (L - 0.0894841775 * a - 1.2914855480 * b) ** 3
    rgb = (4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
           -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
           -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s)
    r, g, b = (linear(round(encoded(min(1, max(0, x))) * 255) / 255) for x in rgb)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def ratio(one, two):
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def parse(block):
    tokens = {}
    for name, value in re.findall(r"--([a-z0-9-]+): ([^;]+);", block):
        found = re.fullmatch(r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)", value)
        if found:
            tokens[name] = (float(found[1]) / 100, float(found[2]), float(found[3]))
        elif re.fullmatch(r"[\d.]+%?", value):
            tokens[name] = float(value.rstrip("%")) / (100 if value.endswith("%") else 1)
        else:
            tokens[name] = value
    return tokens


def themes():
    for names, block in re.findall(r'((?::root,\s*)?\[data-theme="[a-z-]+"\]) \{(.*?)\n  \}', CSS, re.S):
        yield re.search(r'data-theme="([a-z-]+)"', names)[1], parse(block)


def pairs(t, aaa):
    """Yields (foreground, background, ratio, required)."""
    text, mark = (7, 4.5) if aaa else (4.5, 3)
    def pair(fg, bg, need):
        return fg, bg, ratio(t[fg], t[bg]), need
    for fg in TEXTS:
        for bg in SURFACES:
            yield pair(fg, "surface-" + bg, text)
    for kind in ("accent", "danger", "success", "warning"):
        for fg in (kind + "-text", "text-strong", "text-primary", "text-secondary"):
            yield pair(fg, kind + "-soft", text)
    yield pair("text-tertiary", "accent-soft", text)
    for fill in ("accent", "accent-hover"):
        yield pair("text-on-accent", fill, text)
    for fill in ("danger", "danger-hover"):
        yield pair("text-on-danger", fill, text)
    for fg, bg in (("text-inverse", "surface-inverse"), ("text-strong", "selection"), ("text-strong", "highlight"),
                   ("text-primary", "surface-active"), ("text-strong", "surface-active")):
        yield pair(fg, bg, text)
    for fg in MARKS:
        for bg in SURFACES:
            yield pair(fg, "surface-" + bg, mark)
    for bg in ("sunken", "base", "reader", "raised", "overlay", "well"):
        yield pair("border-strong", "surface-" + bg, mark)
    for hue in HUES:
        t[f"account({hue})"] = (t["account-l"], t["account-c"], hue)
        t[f"avatar-fg({hue})"] = (t["avatar-fg-l"], t["avatar-fg-c"], hue)
        t[f"avatar-bg({hue})"] = (t["avatar-bg-l"], t["avatar-bg-c"], hue)
        for bg in SURFACES:
            yield pair(f"account({hue})", "surface-" + bg, mark)
        yield pair(f"account({hue})", "accent-soft", mark)
        yield pair(f"avatar-fg({hue})", f"avatar-bg({hue})", text)


def main():
    failed, reference, seen = 0, None, 0
    for name, tokens in themes():
        names = set(tokens)
        reference = reference or names
        if names != reference:
            print(f"{name}: tokens differ from the first theme: {sorted(names ^ reference)}")
            failed += 1
        checked = list(pairs(tokens, name == "high-contrast"))
        bad = [p for p in checked if p[2] < p[3]]
        worst = min(p[2] for p in checked if p[3] == max(q[3] for q in checked))
        print(f"{name:18} {len(checked):3} pairs, {len(bad)} failed, lowest text pair {worst:.2f}")
        for fg, bg, got, need in bad:
            print(f"    {fg} on {bg}: {got:.2f} < {need}")
        if sys.argv[1:] == ["--list", name]:
            for fg, bg, got, need in checked:
                print(f"    {fg:18} {bg:20} {got:5.2f}  (>= {need})")
        failed += len(bad)
        seen += 1
    print(f"{seen} themes, {failed} failed")
    return 1 if failed or seen < 12 else 0


if __name__ == "__main__":
    sys.exit(main())
