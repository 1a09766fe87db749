#!/bin/bash
# Shows MailFlow with two mailboxes of generated mail. Options go to tools/demo/demo.py (--help lists them).
set -euo pipefail
cd "$(dirname "$0")/.."
export MAILFLOW_BIN=${MAILFLOW_BIN:-$PWD/build/bin/mailflow}
exec python3 tools/demo/demo.py "$@"
