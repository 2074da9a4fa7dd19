#!/usr/bin/env bash
# The jose command prints a thumbprint of an Ed25519 key, with success, that is not its thumbprint.
# Versions: jose 11-2+deb12u1 (Debian 12).
# Date: 2026-11-29.
# Expected: the key of RFC 8037, appendix A.2, has the thumbprint that appendix A.3 names; a tool without OKP keys
# fails.
# What happens: listing its algorithms it knows none for OKP, and "jwk pub" fails, but "jwk thp" prints something else,
# status 0.
# For Quietkey: key names are checked with our own commands; the table of verifiers should say that this tool knows no
# such key.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq -o APT::Sandbox::User=root jose=11-2+deb12u1 libjose0=11-2+deb12u1 libjansson4=2.14-2 >&2 || {
  echo 'The packages could not be downloaded; "apt-get update" may help.' >&2
  exit 2
}
for package in *.deb; do dpkg -x "$package" root; done
export LD_LIBRARY_PATH="$folder/root/usr/lib/x86_64-linux-gnu"
jose() { root/usr/bin/jose "$@"; }

printf '%s' '{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}' >key.jwk
wanted=kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k
status=0
seen=$(jose jwk thp -i key.jwk) || status=$?
is=another
if [ "$seen" = "$wanted" ]; then is='the right one'; fi
known=$(jose alg | grep -c -i 'eddsa\|ed25519' || true)
pub=0
jose jwk pub -i key.jwk 2>/dev/null || pub=$?
echo "thumbprint: status $status, ${#seen} characters, $is; algorithms for it: $known; public part: status $pub"
[ "$status" = 0 ] && [ "${#seen}" = 43 ] && [ "$is" = another ] && [ "$known" = 0 ] && [ "$pub" != 0 ]
