#!/bin/bash
# Runs every test: Swift, the web app, then the real thing with real mail servers and a real browser. Ends with each runner's own summary.
set -uo pipefail
cd "$(dirname "$0")/.."
mkdir -p build
log=$PWD/build/test.log
: > "$log"
failed=()
shaky=()
# Runs a step. Real servers on a busy machine miss deadlines now and then, so a step that fails runs once more, and the summary names it.
step() {
  local name=$1
  shift
  echo "== $name"
  if "$@" 2>&1 | tee -a "$log"; then
    echo "   $name: passed"
  elif echo "   $name: failed, once more" && "$@" 2>&1 | tee -a "$log"; then
    shaky+=("$name")
    echo "   $name: passed at the second try"
  else
    failed+=("$name")
    echo "   $name: FAILED"
  fi
}
summary() { grep -hE '(Test run with|[0-9]+ (passed|failed|error)|^ok \||^FAILED \|)' "$log" | sed 's/\x1b\[[0-9;]*m//g'; }

# The walks of a file build on each other, so the second try takes whole files: those in which anything failed.
end_to_end() {
  local cache=build/pytest again=(Tests/EndToEnd)
  if [ -s "$cache/v/cache/lastfailed" ]; then
    mapfile -t again < <("$python" -c 'import json, sys; print(*sorted({name.split("::")[0] for name in json.load(open(sys.argv[1]))}), sep="\n")' "$cache/v/cache/lastfailed")
  fi
  "$python" -m pytest -q -rf -o cache_dir="$PWD/$cache" "${again[@]}"
}

bash tools/packages.sh build run test || exit 1
step "swift build" swift build --build-tests
# One room after the other: all at once they fight for the cores, and what waits on a real server runs out of time.
for room in Tests/*Tests; do
  room=$(basename "$room")
  step "$room" swift test --skip-build --filter "^$room\\."
done
[ ! -f WebApp/check.sh ] || step "web app" bash WebApp/check.sh
step "server for the tests" bash tools/build.sh
step "examples" make -C Examples/Remind check MAILFLOW_CHECK="$PWD/build/bin/mailflow-check"
step "bundled plugins" bash tools/check-plugins.sh
if python=$(bash tools/python.sh); then
  step "composer in a browser" env PATH="$PWD/WebApp/.venv/bin:$PATH" "$python" -m pytest -q -rf WebApp/test/browser
  rm -rf build/pytest
  MAILFLOW_BIN=$PWD/build/bin/mailflow step "end to end" end_to_end
else
  failed+=("python environment")
fi
echo
echo "Summary"
summary
[ ${#shaky[@]} -eq 0 ] || printf 'Passed at the second try only, look at it: %s\n' "${shaky[@]}"
if [ ${#failed[@]} -gt 0 ]; then
  printf 'FAILED: %s\n' "${failed[@]}"
  exit 1
fi
echo "All passed."
