#!/bin/sh
# Puts what authors of plugins need beside the server: mailflow-check, its child, and sdk/ with headers, bindings, beginnings and the pages for authors.
# usage: tools/sdk-install.sh BUILD_FOLDER TARGET_FOLDER
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
build=${1:?usage: sdk-install.sh BUILD_FOLDER TARGET_FOLDER}
target=${2:?usage: sdk-install.sh BUILD_FOLDER TARGET_FOLDER}
install -m 755 "$build/mailflow-check" "$target/mailflow-check"
sh "$root/Sources/PluginAPI/Check/build-child.sh" "$target/mailflow-check-child"
rm -rf "$target/sdk"
mkdir -p "$target/sdk/Check"
cp "$root/Sources/PluginAPI/verbs.json" "$target/sdk/"
for part in C Swift Bindings Web Check/Templates; do cp -R "$root/Sources/PluginAPI/$part" "$target/sdk/$part"; done
sh "$root/tools/sdk-docs.sh" "$target/sdk"
