#!/usr/bin/env python3
"""Writes Sources/System/CSearch/FoldTable.inc: what each Unicode scalar is to the search index and what it folds to.

Classes: 0 separates words, 1 is part of a word, 2 is dropped (diacritics, zero-width), 3 belongs to a script written
without spaces and is indexed in pairs. Folding is compatibility form, case folded, diacritics removed.
"""
import unicodedata as u
from pathlib import Path

LETTERS = {"ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i", "ŋ": "n", "ĸ": "k", "ə": "e"}
PAIRED = [
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1100, 0x11FF), (0x1780, 0x17FF), (0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3031, 0x3035),
    (0x303B, 0x303C), (0x3041, 0x30FF), (0x3100, 0x318F), (0x31A0, 0x31BF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF),
    (0xA960, 0xA97F), (0xAC00, 0xD7FF), (0xF900, 0xFAFF), (0x1B000, 0x1B16F), (0x20000, 0x3FFFF),
]


def paired(c):
    return any(a <= c <= b for a, b in PAIRED)


def in_word(ch):
    category = u.category(ch)
    if category[0] in "LN":
        return True
    return category[0] == "M" and u.combining(ch) in (0, 7, 9) and not 0xFE00 <= ord(ch) <= 0xFE0F and ord(ch) not in (0x034F,) and not 0xE0100 <= ord(ch) <= 0xE01EF


def folded(ch):
    if 0xAC00 <= ord(ch) <= 0xD7A3:
        return ch
    text = u.normalize("NFD", u.normalize("NFKC", ch).casefold())
    text = "".join(LETTERS.get(x, x) for x in text)
    text = u.normalize("NFKC", text).casefold()
    return "".join(x for x in u.normalize("NFD", text) if in_word(x)) if not any(0xAC00 <= ord(x) <= 0xD7A3 for x in text) else text


def entry(c):
    """(class, folded scalars or None for itself)"""
    if 0xD800 <= c <= 0xDFFF:
        return 0, None
    ch = chr(c)
    category = u.category(ch)
    if category in ("Cf", "Mn", "Me", "Mc") and not in_word(ch):
        return 2, None
    if not in_word(ch):
        return 0, None
    text = folded(ch)
    if not text:
        return (2 if category[0] == "M" else 0), None
    kind = 3 if paired(ord(text[0])) else 1
    return kind, None if text == ch else text


records, values = {}, []
for c in range(0x110000):
    kind, text = entry(c)
    values.append(kind if text is None else records.setdefault((kind, text), 16 + len(records)))

blocks, index = {}, []
for start in range(0, 0x110000, 256):
    index.append(blocks.setdefault(tuple(values[start : start + 256]), len(blocks)))

pool, rows = [], []
for kind, text in records:
    rows.append((kind, len(text), len(pool)))
    pool += [ord(x) for x in text]


def array(kind, name, numbers):
    lines, line = [], ""
    for n in numbers:
        if len(line) > 130:
            lines.append(line)
            line = ""
        line += f"{n},"
    return f"static const {kind} {name}[] = {{\n" + "\n".join(lines + [line]) + "\n};\n"


out = f"// Made by tools/fold-table.py from Unicode {u.unidata_version}. Do not edit.\n"
out += array("uint16_t", "fold_index", index)
out += array("uint16_t", "fold_blocks", [v for block in blocks for v in block])
out += array("uint32_t", "fold_records", [kind << 28 | length << 20 | at for kind, length, at in rows])
out += array("uint32_t", "fold_pool", pool)
path = Path(__file__).resolve().parent.parent / "Sources/System/CSearch/FoldTable.inc"
path.write_text(out)
print(path, len(out), "bytes,", len(blocks), "blocks,", len(records), "records")
