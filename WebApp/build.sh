#!/bin/bash
# Leaves the production app in dist/ (git-ignored). Needs Debian's esbuild, node-react, node-react-dom, node-csstype,
# node-prop-types and python3-venv; everything else is pinned by hash and fetched into .venv.
set -euo pipefail
cd "$(dirname "$0")"
source tools/prepare.sh
rm -rf dist
mkdir -p dist build
esbuild src/main.tsx src/boot.ts src/styles/app.css src/styles/lazy.css --bundle --minify --sourcemap=linked --format=esm --splitting --jsx=automatic \
  --target=es2022 --define:process.env.NODE_ENV='"production"' --entry-names='assets/[name]-[hash]' --chunk-names='assets/[name]-[hash]' \
  --legal-comments=none --log-level=warning --metafile=build/meta.json --outdir=dist
python3 tools/bundle.py build/meta.json dist
