"""Fill node_modules/ (git-ignored) from Debian's /usr/share/nodejs and from pinned PyPI wheels.
Usage: python3 tools/vendor.py .venv/wheels"""
import glob, json, pathlib, re, shutil, sys, zipfile

WHEELS, NM, DEB = pathlib.Path(sys.argv[1]), pathlib.Path("node_modules"), pathlib.Path("/usr/share/nodejs")


def wheel(name):
    (w,) = glob.glob(str(WHEELS / f"{name}-*.whl"))
    return zipfile.ZipFile(w)


def package(name, exports):
    d = NM / name
    d.mkdir(parents=True, exist_ok=True)
    (d / "package.json").write_text(json.dumps({"name": name, "type": "module", "exports": exports, "sideEffects": False}))
    return d


shutil.rmtree(NM, ignore_errors=True)
# 1. React 18 and its types: Debian
for p in ("react", "react-dom", "scheduler", "csstype", "prop-types"):
    shutil.copytree(DEB / p, NM / p)
    if (DEB / "@types" / p).exists():
        shutil.copytree(DEB / "@types" / p, NM / "@types" / p)
# 2. Tiptap 3, ProseMirror, floating-ui, linkifyjs: the original modules that the wheel's own source map carries
m = json.loads(wheel("django_prose_editor").read("django_prose_editor/static/django_prose_editor/editor.js.map"))
entry = {}
for src, text in zip(m["sources"], m["sourcesContent"]):
    if not src.startswith("node_modules/"):
        continue
    f = NM / src[len("node_modules/"):]
    f.parent.mkdir(parents=True, exist_ok=True)
    f.write_text(text)
    parts = src.split("/")
    pkg = "/".join(parts[1:3]) if parts[1].startswith("@") else parts[1]
    rel = src[len("node_modules/" + pkg) + 1:]
    if pkg not in entry or rel in ("dist/index.js", "index.js"):
        entry[pkg] = rel
entry["@floating-ui/utils"] = "dist/floating-ui.utils.mjs"
for pkg, rel in entry.items():
    ex = {".": "./" + rel}
    if pkg == "@floating-ui/utils":
        ex["./dom"] = "./dist/floating-ui.utils.dom.mjs"
    if pkg == "@tiptap/core":
        ex["./jsx-runtime"] = "./dist/jsx-runtime/jsx-runtime.js"
    package(pkg, ex)
for f in list(NM.rglob("*.js")):  # hash-named runtime helper, kept once by the bundler that made the map
    for rel in re.findall(r'from "(\./rolldown-runtime-[^"]+)"', f.read_text()):
        if not (f.parent / rel).exists():
            (f.parent / rel).write_text(next(NM.rglob(rel[2:])).read_text())
pm = {p.name[len("prosemirror-"):]: p.name for p in NM.glob("prosemirror-*")}
d = package("@tiptap/pm", {f"./{k}": f"./{k}.js" for k in pm})
for k, v in pm.items():
    (d / f"{k}.js").write_text(f'export * from "{v}"\n')
# every relative or bare import inside the unpacked modules must resolve: fail the build if a new wheel breaks that
for f in NM.rglob("*.js"):
    if not any(s in f.parts for s in ("@tiptap", "@floating-ui")) and not any(x.startswith("prosemirror-") for x in f.parts):
        continue
    for spec in re.findall(r'(?:from|import) "([^"]+)"', f.read_text()):
        ok = (f.parent / spec).exists() if spec.startswith(".") else (NM / "/".join(spec.split("/")[: 2 if spec[0] == "@" else 1])).exists()
        if not ok:
            sys.exit(f"vendor: {f}: {spec} is missing")
# 3. DOMPurify 3 (ES module)
d = package("dompurify", {".": "./purify.mjs"})
src = wheel("nicegui").read("nicegui/static/dompurify.mjs")
if b"DOMPurify 3." not in src[:200]:
    sys.exit("vendor: DOMPurify 3 expected")
(d / "purify.mjs").write_bytes(src)
# 4. emoji with names in the interface languages
z = wheel("emoji")
base = json.loads(z.read("emoji/unicode_codes/emoji.json"))
langs = ["es", "fr", "de", "pt", "it", "zh", "ja"]
L = {l: json.loads(z.read(f"emoji/unicode_codes/emoji_{l}.json")) for l in langs}
clean = lambda s: s.strip(":").replace("_", " ")
full = [e for e, v in base.items() if v.get("status") == 2 and not any(c in e for c in "\U0001F3FB\U0001F3FC\U0001F3FD\U0001F3FE\U0001F3FF")]
package("virtual-emoji", {f"./{l}": f"./{l}.js" for l in ["en", *langs]})
pick = lambda v: v if isinstance(v, str) else (v or {}).get("name", "")
for l in ["en", *langs]:
    rows = [[e, clean(base[e]["en"] if l == "en" else pick(L[l].get(e)) or base[e]["en"])] for e in full]
    (NM / f"virtual-emoji/{l}.js").write_text("export default " + json.dumps(rows, ensure_ascii=False, separators=(",", ":")))
print(f"vendor: {len(entry)} editor modules, {len(full)} emoji in {1 + len(langs)} languages")
