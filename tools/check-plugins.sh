#!/bin/bash
# Tries every plugin that came with the server against every rule.
set -uo pipefail
cd "$(dirname "$0")/.."
failed=0
for folder in build/bin/plugins/*/; do
  echo "== $folder"
  build/bin/mailflow-check check "$folder" || failed=1
done
exit $failed
