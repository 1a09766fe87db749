#!/bin/bash
# Installs the Debian packages named in tools/packages/NAME.txt, those that are missing. No package may start a daemon meanwhile.
# usage: packages.sh build [run] [test] [bench]
set -euo pipefail
cd "$(dirname "$0")/packages"
missing=()
for name in $(cat "${@/%/.txt}" | sort -u); do
  dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing+=("$name")
done
[ ${#missing[@]} -eq 0 ] && exit 0
echo "Installing Debian packages: ${missing[*]}"
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "These packages are missing, and neither root nor sudo is at hand to install them." >&2; exit 1; }
  as_root=(sudo)
fi
policy=/usr/sbin/policy-rc.d
kept=""
if [ -e "$policy" ]; then kept=$("${as_root[@]}" mktemp); "${as_root[@]}" cp -p "$policy" "$kept"; fi
restore() {
  if [ -n "$kept" ]; then "${as_root[@]}" mv -f "$kept" "$policy"; else "${as_root[@]}" rm -f "$policy"; fi
}
trap restore EXIT
printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
"${as_root[@]}" chmod 755 "$policy"
install() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=900 install -y -q --no-install-recommends "${missing[@]}" >/dev/null
}
install || { "${as_root[@]}" apt-get update -q >/dev/null && install; }
