#!/bin/bash
# Makes the plugins of every released ABI from that release's own headers. Usage: build.sh FOLDER
# Writes FOLDER/VERSION.so from echo.c, and FOLDER/VERSION/NAME/ with library and manifest from every NAME.c beside a NAME.json.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=${1:?where the libraries go}
mkdir -p "$out"
make() {
  "${CC:-clang}" -std=c11 -Wall -Wextra -Wpedantic -Werror -g -fPIC -shared -fvisibility=hidden -I"$release/include" -o "$1" "$2"
}
for release in "$here"/*/; do
  release=${release%/}
  version=${release##*/}
  make "$out/$version.so" "$release/echo.c"
  for manifest in "$release"/*.json; do
    name=$(basename "$manifest" .json)
    mkdir -p "$out/$version/$name"
    make "$out/$version/$name/lib$name.so" "$release/$name.c"
    cp "$manifest" "$out/$version/$name/plugin.json"
  done
done
