"""Put dist/ together after esbuild: index.html with the hashed names, gzip siblings, and the size of the first load.
Fails when what index.html loads before the list stands is over the limit.
Usage: python3 tools/bundle.py build/meta.json dist"""
import gzip, json, pathlib, shutil, sys

GOAL, LIMIT = 120_000, 150_000
meta, dist = json.load(open(sys.argv[1])), pathlib.Path(sys.argv[2])
root = dist.parent
entry = {o["entryPoint"]: name for name, o in meta["outputs"].items() if o.get("entryPoint")}


def static(name, seen):
    """The chunk and everything it imports without `import()`."""
    if name not in seen:
        seen.append(name)
        for i in meta["outputs"][name]["imports"]:
            if i["kind"] == "import-statement":
                static(i["path"], seen)
    return seen


main, css, boot, lazy_css = (entry[f"src/{n}"] for n in ("main.tsx", "styles/app.css", "boot.ts", "styles/lazy.css"))
url = lambda name: "/" + str(pathlib.Path(name).relative_to(dist.name))
shutil.copy(root / "src/mark.svg", dist / "assets/mark.svg")
chunks = static(main, [])
html = (root / "index.html").read_text()
preloads = "\n    ".join(f'<link rel="modulepreload" href="{url(c)}">' for c in chunks[1:])
for key, value in {"boot": url(boot), "css": url(css), "main": url(main), "lazy": url(lazy_css), "preloads": preloads}.items():
    html = html.replace("{" + key + "}", value)
(dist / "index.html").write_text("\n".join(l for l in html.splitlines() if l.strip()) + "\n")
for f in dist.rglob("*"):
    if f.suffix in (".js", ".css", ".html", ".svg"):
        (f.parent / (f.name + ".gz")).write_bytes(gzip.compress(f.read_bytes(), 9, mtime=0))
first = [dist / "index.html", *(root / c for c in [boot, css, *chunks])]
sizes = {str(f.relative_to(dist)): (f.stat().st_size, (f.parent / (f.name + ".gz")).stat().st_size) for f in first}
for name, (raw, packed) in sizes.items():
    print(f"  {packed / 1000:7.1f} kB  {raw / 1000:8.1f} kB raw  {name}")
total = sum(p for _, p in sizes.values())
lazy = [(root / n).stat().st_size for n in meta["outputs"] if n.endswith(".js") and root / n not in first]
print(f"first load {total / 1000:.1f} kB gzip (goal {GOAL // 1000}, limit {LIMIT // 1000}); {len(lazy)} lazy chunks, {sum(lazy) / 1000:.0f} kB raw")
if total > LIMIT:
    sys.exit("bundle: the first load is over its limit")
