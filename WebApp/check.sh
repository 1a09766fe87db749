#!/bin/bash
# Every check of the browser app: types, lint, unit tests, contrast of all themes, literals outside the catalogue.
set -euo pipefail
cd "$(dirname "$0")"
source tools/prepare.sh
deno check --quiet src/main.tsx src/boot.ts $(find test -name "*.ts")
oxlint --quiet --react-plugin --jsx-a11y-plugin -A react/react-in-jsx-scope -D react-hooks/exhaustive-deps src test
python3 tools/contrast.py
python3 tools/literals.py src
deno test --quiet --no-check test
