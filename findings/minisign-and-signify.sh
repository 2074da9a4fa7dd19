#!/usr/bin/env bash
# minisign and signify share keys and a format, and read each other hardly.
# Versions: minisign 0.11-1, signify-openbsd 31-3 (Debian 12).
# Date: 2026-11-29.
# Expected: both sign with Ed25519 in the same two-line format, so a vendor signs license files with either.
# What happens: signify reads a minisign signature only where -l made it; minisign reads no signature of signify.
# For Quietkey: a license file for both is signed with "minisign -l".
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq -o APT::Sandbox::User=root minisign=0.11-1 signify-openbsd=31-3 libbsd0=0.11.7-2 \
  libmd0=1.0.4-2 libsodium23=1.0.18-1+deb12u1 >&2 || {
  echo 'The packages could not be downloaded; "apt-get update" may help.' >&2
  exit 2
}
for package in *.deb; do dpkg -x "$package" root; done
export LD_LIBRARY_PATH="$folder/root/usr/lib/x86_64-linux-gnu"
minisign() { root/usr/bin/minisign "$@"; }
signify() { root/bin/signify-openbsd "$@"; }

echo '{"license":"license-1"}' >license
minisign -G -W -p mini.pub -s mini.key >/dev/null
minisign -S -s mini.key -m license -x default.sig >/dev/null
minisign -S -l -s mini.key -m license -x legacy.sig >/dev/null
signify -G -n -p signify.pub -s signify.sec
signify -S -s signify.sec -m license -x signify.sig

outcome() { if "$@" >/dev/null 2>error; then echo verified; else echo "refused: $(head -n 1 error)"; fi; }
seen=$(
  echo "signify reads minisign: $(outcome signify -V -p mini.pub -m license -x default.sig)"
  echo "signify reads minisign -l: $(outcome signify -V -p mini.pub -m license -x legacy.sig)"
  echo "minisign reads signify: $(outcome minisign -V -p signify.pub -m license -x signify.sig)"
  echo "minisign reads minisign -l: $(outcome minisign -V -p mini.pub -m license -x legacy.sig)"
)
printf '%s\n' "$seen"
[ "$(grep -o 'verified\|refused' <<<"$seen" | tr '\n' ' ')" = 'refused verified refused verified ' ]
