#!/bin/bash
# Style and warnings: swift format, warnings as errors, the web app's checks, the plugin ABI's records, shell and Python syntax.
set -uo pipefail
cd "$(dirname "$0")/.."
failed=0
note() { echo "== $1"; }
note "swift format"
swift format lint --strict --recursive --parallel Package.swift Sources Plugins Tests || failed=1
note "warnings are errors"
MAILFLOW_LINT=1 swift build --build-tests || failed=1
if [ -f WebApp/check.sh ]; then note "web app"; bash WebApp/check.sh || failed=1; fi
note "catalogue of verbs"
python3 tools/verbs.py --check || failed=1
python3 tools/verbs-record.py || failed=1
note "abi, as advice"
bash tools/abi-advice.sh || true
note "shell"
while IFS= read -r file; do bash -n "$file" || failed=1; done < <(git ls-files '*.sh' .ci/run)
note "python"
git ls-files '*.py' | while IFS= read -r file; do python3 -c 'import ast, sys; ast.parse(open(sys.argv[1]).read(), sys.argv[1])' "$file" || exit 1; done || failed=1
[ $failed -eq 0 ] && echo "Clean."
exit $failed
