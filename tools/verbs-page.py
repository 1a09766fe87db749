#!/usr/bin/env python3
"""Writes docs/authors/verbs.md from Sources/PluginAPI/verbs.json. With --check: fails when the page is not what it would write."""
import json
import pathlib
import sys

root = pathlib.Path(__file__).resolve().parent.parent
catalogue = json.loads((root / "Sources/PluginAPI/verbs.json").read_text())
page = root / "docs/authors/verbs.md"


def size(count):
    return f"{count >> 20} MiB" if count >= 1 << 20 else f"{count >> 10} KiB"


def entry(verb):
    lines = [f"### `{verb['verb']}`", "", verb["does"], ""]
    lines += ["| | |", "|---|---|"]
    for number, argument in enumerate(verb["arguments"]):
        lines.append(f"| argument {number}: {argument['name']} | {argument['is']} |")
    lines.append(f"| answer | {verb['answer']} |")
    if verb.get("grant"):
        lines.append(f"| grant | {', '.join(f'`{word}`' for word in verb['grant'].split())} |")
    if verb.get("deadline"):
        lines.append(f"| deadline | {verb['deadline']} s |")
        lines.append(f"| at most | {size(verb['limit'])} |")
    if verb.get("fails"):
        lines.append(f"| fails with | {', '.join(f'`{status}`' for status in verb['fails'])} |")
    lines.append(f"| header | `mailflow/{verb['header']}` |")
    lines.append(f"| since | ABI {verb['since']} |")
    return lines + [""]


limits = catalogue["limits"]
lines = [
    "# The verbs", "",
    "Made by `tools/verbs-page.py` from `Sources/PluginAPI/verbs.json`; change that, not this.", "",
    f"An argument has at most {size(limits['argument'])}, a whole answer {size(limits['answer'])}, a piece is best kept to {size(limits['piece'])}. "
    f"At most {limits['calls']} calls may be pending at once. Any call may also fail with `MF_INVALID`, `MF_UNSUPPORTED`, `MF_CANCELLED` or `MF_FAILED`.", "",
    "## What the host offers", "",
]
for verb in catalogue["host"]:
    lines += entry(verb)
lines += ["## What a plugin answers", ""]
for verb in catalogue["plugin"]:
    lines += entry(verb)
text = "\n".join(lines).rstrip() + "\n"
if "--check" in sys.argv:
    sys.exit(0 if page.exists() and page.read_text() == text else f"{page.relative_to(root)} is old: run tools/verbs-page.py")
page.write_text(text)
