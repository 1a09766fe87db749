"""Find words in TSX that are not in the catalogue: text between tags, and string attributes a person reads or hears.
Allow a line with a comment `// literal: why`.  Usage: python3 tools/literals.py src"""
import pathlib, re, sys

READ = r"(?:aria-label|title|alt|placeholder|label|text|hint|data-tip)"
ATTRIBUTE = re.compile(rf"\b{READ}=(?:\"([^\"]*)\"|\{{\s*[\"`]([^\"`$]*)[\"`]\s*\}})")
BETWEEN = re.compile(r"(?<![=\-])>([^<>{}]*\p)</".replace(r"\p", r""), re.S)
STRIP = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.S)
WORD = re.compile(r"[^\W\d_]{2,}")
KEYS = {"Ctrl", "Esc", "Tab"}
found = 0
for file in sorted(pathlib.Path(sys.argv[1]).rglob("*.tsx")):
    raw = file.read_text()
    allowed = {i for i, line in enumerate(raw.splitlines(), 1) if "// literal:" in line}
    source = STRIP.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), raw)
    hits = [(m.start(), next(g for g in m.groups() if g is not None)) for m in ATTRIBUTE.finditer(source)]
    # A closing tag follows JSX text; generics and comparisons are never followed by one.
    hits += [(m.start(1), m[1]) for m in BETWEEN.finditer(source)]
    for at, text in sorted(hits):
        line = source.count("\n", 0, at) + 1
        words = [w for w in WORD.findall(text) if w not in KEYS]
        if words and line not in allowed and not re.search(r"[;=]|=>|\breturn\b", text):
            print(f"{file}:{line}: {text.strip()!r} is not in the catalogue")
            found += 1
if found:
    sys.exit(f"literals: {found} found")
print("literals: none outside the catalogue")
