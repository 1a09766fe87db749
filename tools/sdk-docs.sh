#!/bin/sh
# Puts the pages for authors, and those they lead to, into the SDK, where whoever has only the binaries finds them.
# usage: tools/sdk-docs.sh SDK_FOLDER
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
target=${1:?usage: sdk-docs.sh SDK_FOLDER}/docs
rm -rf "$target"
mkdir -p "$target/admins" "$target/contributors"
cp -R "$root/docs/authors" "$target/authors"
cp "$root/docs/admins/plugins.md" "$root/docs/admins/plugins-apart.md" "$target/admins/"
cp "$root/docs/contributors/api.md" "$target/contributors/"
