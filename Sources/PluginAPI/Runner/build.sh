#!/bin/sh
# Builds mailflow-runner with nothing but a C compiler and libc.
# usage: build.sh TARGET_FILE
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=${1:?usage: build.sh TARGET_FILE}
"${CC:-clang}" -std=c11 -O2 -Wall -Wextra -Wpedantic -Wno-gnu-statement-expression -Werror -fPIE -pie -fstack-protector-strong -D_FORTIFY_SOURCE=2 \
    -pthread -Wl,-z,relro,-z,now -I"$here/../C/include" -o "$target.new" "$here"/*.c -ldl
mv "$target.new" "$target"
