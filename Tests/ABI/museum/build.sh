#!/bin/bash
# Makes the plugin of every released ABI from that release's own header. Usage: build.sh FOLDER; writes FOLDER/VERSION.so.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=${1:?where the libraries go}
mkdir -p "$out"
for release in "$here"/*/; do
  release=${release%/}
  "${CC:-clang}" -std=c11 -Wall -Wextra -Wpedantic -Werror -g -fPIC -shared -fvisibility=hidden -I"$release/include" \
    -o "$out/${release##*/}.so" "$release/echo.c"
done
