#!/bin/sh
# Puts the plugins that come with the server where it looks for them: plugins/ID/ beside the executable, with plugins.conf,
# from which the server makes the one in its data folder at its first start, and mailflow-runner, which runs isolated plugins.
# usage: tools/plugins-install.sh BUILD_FOLDER [TARGET_FOLDER]
#   BUILD_FOLDER   where SwiftPM put libNAME.so, such as .build/release
#   TARGET_FOLDER  BUILD_FOLDER/plugins when not given
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
build=${1:?usage: plugins-install.sh BUILD_FOLDER [TARGET_FOLDER]}
target=${2:-$build/plugins}

for manifest in "$root"/Plugins/*/plugin.json; do
    folder=$(dirname "$manifest")
    id=$(sed -n 's/^ *"id": *"\([a-z0-9-]*\)".*/\1/p' "$manifest" | head -n 1)
    library=$(sed -n 's/^ *"library": *"\([A-Za-z0-9._-]*\)".*/\1/p' "$manifest" | head -n 1)
    [ -n "$id" ] && [ -n "$library" ] || { echo "$manifest names no id or library" >&2; exit 1; }
    [ -f "$build/$library" ] || { echo "$build/$library is not built" >&2; exit 1; }
    mkdir -p "$target/$id"
    cp "$manifest" "$target/$id/plugin.json.new" && mv "$target/$id/plugin.json.new" "$target/$id/plugin.json"
    # A new file, never the old one overwritten: a running server may have it mapped.
    cp "$build/$library" "$target/$id/$library.new" && mv "$target/$id/$library.new" "$target/$id/$library"
    if [ -d "$folder/web" ]; then
        rm -rf "$target/$id/web" && cp -R "$folder/web" "$target/$id/web"
        # The script that speaks with the shell is one for all pages.
        if grep -qs '/MailFlow.js"' "$folder"/web/*.js; then cp "$root/Sources/PluginAPI/Web/MailFlow.js" "$target/$id/web/"; fi
    fi
done
cp "$root/plugins.conf" "$(dirname "$target")/plugins.conf"
sh "$root/Sources/PluginAPI/Runner/build.sh" "$(dirname "$target")/mailflow-runner"
