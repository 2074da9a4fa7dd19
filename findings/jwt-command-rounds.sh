#!/usr/bin/env bash
# The jwt command signs another number than the one it was given.
# Versions: jwt 4.4.3-1+b4 (Debian 12; golang-jwt).
# Date: 2026-11-29.
# Expected: claims are signed as they stand in the file: Go has 64-bit integers, and JSON takes any.
# What happens: a number above 2^53, such as a mask of features or a serial number, is rounded without a word, then
# signed.
# For Quietkey: numbers of our tokens stay below 2^53 and both sides check it; a mask of features goes into a text.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq -o APT::Sandbox::User=root jwt=4.4.3-1+b4 >&2 || {
  echo 'The package could not be downloaded; "apt-get update" may help.' >&2
  exit 2
}
dpkg -x ./*.deb root
printf '%s' 'a secret of the test, and long enough' >secret
payload() { root/usr/bin/jwt -key secret -alg HS256 -sign - | cut -d . -f 2 | base64 -d 2>/dev/null || true; }
small=$(printf '{"serial":9007199254740991}' | payload)
large=$(printf '{"serial":9007199254740993}' | payload)
printf '9007199254740991 is signed as %s\n9007199254740993 is signed as %s\n' "$small" "$large"
[ "$small" = '{"serial":9007199254740991}' ] && [ "$large" = '{"serial":9007199254740992}' ]
