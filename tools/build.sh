#!/bin/bash
# Builds the server, its plugins and the web app for use, as far as anything changed. Leaves them in build/bin:
# mailflow, mailflow-runner, plugins/ID/{plugin.json,*.so}, plugins.conf, web/; for authors mailflow-check, mailflow-check-child, sdk/.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v swift >/dev/null || { echo "MailFlow needs a Swift 6.2 toolchain or newer on the PATH; https://www.swift.org/install/ has one." >&2; exit 1; }
plugins=()
for manifest in Plugins/*/plugin.json; do plugins+=("$(basename "$(dirname "$manifest")")"); done
sources=$(find Package.swift Sources Plugins plugins.conf -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum)
if [ ! -x build/bin/mailflow ] || [ "$(cat build/swift.stamp 2>/dev/null)" != "$sources" ]; then
  echo "Building the server. The first time takes some minutes."
  for product in mailflow mailflow-check; do swift build -c release --disable-index-store --product "$product"; done
  for product in "${plugins[@]}"; do
    swift build -c release --disable-index-store --product "$product" -Xlinker "--version-script=$PWD/Plugins/exports.map"
  done
  out=$(swift build -c release --show-bin-path)
  rm -rf build/bin.new
  mkdir -p build/bin.new/plugins
  install -m 755 "$out/mailflow" build/bin.new/mailflow
  sh tools/plugins-install.sh "$out" build/bin.new/plugins
  sh tools/sdk-install.sh "$out" build/bin.new
  [ ! -d build/bin/web ] || mv build/bin/web build/bin.new/web
  rm -rf build/bin
  mv build/bin.new build/bin
  echo "$sources" > build/swift.stamp
fi
sh tools/sdk-docs.sh build/bin/sdk
app=$(find WebApp -path '*/.venv' -prune -o -path '*/node_modules' -prune -o -path '*/dist' -prune -o -path '*/build' -prune -o -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum)
if [ ! -f build/bin/web/index.html ] || [ "$(cat build/web.stamp 2>/dev/null)" != "$app" ]; then
  echo "Building the web app."
  bash WebApp/build.sh
  rm -rf build/bin/web
  cp -r WebApp/dist build/bin/web
  echo "$app" > build/web.stamp
fi
