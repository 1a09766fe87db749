"""Write build/gen/ (git-ignored): icons, the message catalogue and its key type.

Icons:    src/icons/AREA.txt names Lucide icons, one a line.  `start.txt` is in the first load, the rest lazy.
Messages: src/i18n/LOCALE/AREA.json.  Areas in START are in the first load; every other locale is one lazy file.
A message a locale lacks is taken from English, key by key, at run time.
Usage: python3 tools/generate.py .venv/wheels"""
import glob, io, json, pathlib, re, sys, zipfile

START = ("common", "list", "reader")
ROOT = pathlib.Path(__file__).resolve().parent.parent
SRC, GEN = ROOT / "src", ROOT / "build/gen"
GEN.mkdir(parents=True, exist_ok=True)


def write(name, text):
    """Touch a file only when it changes, so that watchers stay quiet."""
    f = GEN / name
    if not f.exists() or f.read_text() != text:
        f.write_text(text)


def icons(wheels):
    (wheel,) = glob.glob(f"{wheels}/lucide-*.whl")
    archive = zipfile.ZipFile(io.BytesIO(zipfile.ZipFile(wheel).read("lucide/lucide.zip")))
    names, start = [], set()
    for area in sorted((SRC / "icons").glob("*.txt"), key=lambda p: (p.stem != "start", p.stem)):
        own = {}
        for name in area.read_text().split():
            if name in start or name in own:
                continue
            try:
                svg = archive.read(f"{name}.svg").decode()
            except KeyError:
                sys.exit(f"generate: {area.name}: Lucide has no icon {name!r}")
            own[name] = re.sub(r"\s+", " ", re.search(r"<svg[^>]*>(.*)</svg>", svg, re.S)[1]).strip().replace("> <", "><")
        names += own
        # Lazy areas arrive one without the other: each has all it names but the first load's.
        if area.stem == "start":
            start = set(own)
        write(f"icons-{area.stem}.ts", "// Icons: Lucide (ISC).\nexport default " + json.dumps(own, indent=0) + " as Record<string, string>;\n")
    write("icon-names.ts", "export type IconName =\n" + "\n".join(f"  | {json.dumps(n)}" for n in sorted(set(names))) + ";\n")
    return len(set(names))


def catalogue():
    areas, keys, owner = {}, set(), {}
    for file in sorted((SRC / "i18n/en").glob("*.json")):
        messages = json.loads(file.read_text())
        for key in messages:
            if key in owner:
                sys.exit(f"generate: {key!r} is in {owner[key]} and in {file.name}")
            owner[key] = file.name
        areas[file.stem] = messages
        keys |= messages.keys()
    ts = lambda m: "export default " + json.dumps(m, ensure_ascii=False, indent=0) + " as Record<string, string>;\n"
    write("en-start.ts", ts({k: v for a in START for k, v in areas.get(a, {}).items()}))
    lazy = sorted(a for a in areas if a not in START)
    for area in lazy:
        write(f"en-{area}.ts", ts(areas[area]))
    write("keys.ts", "export type Key =\n" + "\n".join(f"  | {json.dumps(k)}" for k in sorted(keys)) + ";\n")
    locales = []
    for folder in sorted(p for p in (SRC / "i18n").iterdir() if p.is_dir() and p.name != "en"):
        merged = {}
        for file in sorted(folder.glob("*.json")):
            merged |= json.loads(file.read_text())
        for key in merged.keys() - keys:
            sys.exit(f"generate: {folder.name}: {key!r} is not an English key")
        write(f"{folder.name}.ts", ts(merged))
        locales.append(folder.name)
    imports = lambda names, prefix: "".join(f'  {json.dumps(n)}: () => import("./{prefix}{n}.ts"),\n' for n in names)
    loader = "() => Promise<{ default: Record<string, string> }>"
    write("catalogue.ts", f"export const areas: Record<string, {loader}> = {{\n{imports(lazy, 'en-')}}};\n"
          f"export const locales: Record<string, {loader}> = {{\n{imports(locales, '')}}};\n")
    return len(keys), locales


n = icons(sys.argv[1])
k, locales = catalogue()
print(f"generate: {n} icons, {k} messages, also {' '.join(locales) or 'no other locale'}")
