#!/bin/sh
# Builds mailflow-check-child with nothing but a C compiler and libc, so that a plugin finds nothing in its process that it did not bring.
# usage: build-child.sh TARGET_FILE
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=${1:?usage: build-child.sh TARGET_FILE}
"${CC:-clang}" -std=gnu11 -O2 -Wall -Wextra -Werror -fPIE -pie -pthread -I"$here/Puppet" -I"$here/Puppet/include" -I"$here/../C/include" \
    -o "$target.new" "$here"/Puppet/*.c "$here"/Child/main.c -ldl
mv "$target.new" "$target"
