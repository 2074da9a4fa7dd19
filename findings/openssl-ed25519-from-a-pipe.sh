#!/usr/bin/env bash
# openssl signs and verifies with Ed25519 from a file, and not from a pipe.
# Versions: openssl 3.0.22-1~deb12u2 (Debian 12).
# Date: 2026-11-29.
# Expected: "pkeyutl -rawin" takes what a pipe brings, as it does for an RSA key.
# What happens: for Ed25519 it asks for the size of the input first and gives up where there is none.
# For Quietkey: a lease is checked in a shell by writing its signed part to a file first.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq -o APT::Sandbox::User=root openssl=3.0.22-1~deb12u2 libssl3=3.0.22-1~deb12u2 >&2 || {
  echo 'The packages could not be downloaded; "apt-get update" may help.' >&2
  exit 2
}
for package in *.deb; do dpkg -x "$package" root; done
export LD_LIBRARY_PATH="$folder/root/usr/lib/x86_64-linux-gnu"
openssl() { root/usr/bin/openssl "$@"; }

printf 'header.claims' >signed
for kind in ed25519 rsa; do
  openssl genpkey -algorithm $kind -out $kind.pem 2>/dev/null
  openssl pkeyutl -sign -inkey $kind.pem -rawin -in signed -out $kind.sig
done
outcome() { if "$@" >/dev/null 2>error; then echo verified; else echo "failed: $(head -n 1 error)"; fi; }
verify() { openssl pkeyutl -verify -inkey "$1.pem" -rawin -sigfile "$1.sig" "${@:2}"; }
from_pipe() { printf 'header.claims' | verify "$1"; }
seen=$(
  echo "rsa, pipe: $(outcome from_pipe rsa)"
  echo "ed25519, file: $(outcome verify ed25519 -in signed)"
  echo "ed25519, pipe: $(outcome from_pipe ed25519)"
)
printf '%s\n' "$seen"
[ "$seen" = 'rsa, pipe: verified
ed25519, file: verified
ed25519, pipe: failed: Error: unable to determine file size for oneshot operation' ]
