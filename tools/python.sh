#!/bin/bash
# Prints the Python of the tests' own environment, made when missing or when its requirements changed.
set -euo pipefail
cd "$(dirname "$0")/.."
stamp=$(cat Tests/requirements.txt | sha256sum | cut -c1-16)
if [ ! -e "build/venv/ready-$stamp" ]; then
  python3 -m venv build/venv >&2
  build/venv/bin/pip install -q --disable-pip-version-check -r Tests/requirements.txt >&2
  rm -f build/venv/ready-*
  touch "build/venv/ready-$stamp"
fi
echo "$PWD/build/venv/bin/python"
