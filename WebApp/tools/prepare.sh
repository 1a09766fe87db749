# Sourced by build.sh and check.sh from the WebApp folder: a .venv with the pinned wheels, node_modules, build/gen.
export PATH="$PWD/.venv/bin:$PATH"
stamp=$(cat requirements-build.txt requirements-tools.txt tools/vendor.py | sha256sum | cut -c1-16)
if [ ! -e ".venv/ready-$stamp" ]; then
  python3 -m venv .venv
  .venv/bin/pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements-tools.txt
  rm -rf .venv/wheels
  .venv/bin/pip download -q --disable-pip-version-check --no-deps --require-hashes -d .venv/wheels -r requirements-build.txt
  python3 tools/vendor.py .venv/wheels
  rm -f .venv/ready-*
  touch ".venv/ready-$stamp"
elif [ ! -d node_modules/react ]; then
  python3 tools/vendor.py .venv/wheels
fi
python3 tools/generate.py .venv/wheels
