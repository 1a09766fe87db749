#!/bin/bash
# What abidiff says about today's plugin.h beside that of the newest release, for whoever reviews a change. It exits differently for any
# change, an addition too, so it is advice; Tests/ABI/layout.expected is the gate.
set -euo pipefail
cd "$(dirname "$0")/.."
if ! command -v abidiff >/dev/null; then echo "abidiff is not here (Debian: abigail-tools); nothing to advise."; exit 0; fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bash Tests/ABI/museum/build.sh "$work/then" >/dev/null
newest=$(basename "$(find "$work/then" -maxdepth 1 -name '*.so' | sort -V | tail -1)" .so)
"${CC:-clang}" -std=c11 -g -fPIC -shared -fvisibility=hidden -ISources/PluginAPI/C/include -o "$work/now.so" "Tests/ABI/museum/$newest/echo.c"
if abidiff "$work/then/$newest.so" "$work/now.so"; then echo "Nothing of ABI $newest has changed."; else echo "Something has changed since ABI $newest; see above."; fi
