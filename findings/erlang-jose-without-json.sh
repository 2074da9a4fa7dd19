#!/usr/bin/env bash
# Erlang's jose starts, and fails at the first key, where no JSON library was installed beside it.
# Versions: erlang-jose 1.11.5-1 on erlang-base 1:25.2.3+dfsg-1+deb12u4, erlang-jiffy 1.1.1-1 (Debian 12).
# Date: 2026-11-29.
# Expected: the package and what it depends on read a JWK; a missing part stops the start of the application.
# What happens: the application starts; the first JWK raises unsupported_json_module, until a JSON library is there.
# For Quietkey: an Erlang or Elixir reader of leases names its JSON library; it belongs in the table of verifiers.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq -o APT::Sandbox::User=root erlang-base=1:25.2.3+dfsg-1+deb12u4 erlang-crypto=1:25.2.3+dfsg-1+deb12u4 \
  erlang-asn1=1:25.2.3+dfsg-1+deb12u4 erlang-public-key=1:25.2.3+dfsg-1+deb12u4 erlang-jose=1.11.5-1 \
  erlang-jiffy=1.1.1-1 >&2 || {
  echo 'The packages could not be downloaded; "apt-get update" may help.' >&2
  exit 2
}
for package in *.deb; do
  if [[ $package == erlang-jiffy* ]]; then dpkg -x "$package" json; else dpkg -x "$package" root; fi
done
export ROOTDIR="$folder/root/usr/lib/erlang" EMU=beam PROGNAME=erl
export BINDIR="$ROOTDIR/erts-13.1.5/bin" ERL_CRASH_DUMP_BYTES=0
export PATH="$BINDIR:$PATH"

cat >see.txt <<'END'
Started = element(1, application:ensure_all_started(jose)),
Text = <<"{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}">>,
Key = try jose_jwk:thumbprint(jose_jwk:from_binary(Text)) catch error:Reason -> Reason end,
io:format("start ~p, key ~p~n", [Started, Key]), halt().
END
read_key() { ERL_LIBS="$1" erlexec -noshell -eval "$(cat see.txt)"; }
alone=$(read_key "$ROOTDIR/lib")
beside=$(read_key "$ROOTDIR/lib:$(dirname "$(find json -type d -name 'jiffy-*' | head -n 1)")")
printf 'alone:  %s\nbeside: %s\n' "$alone" "$beside"
[ "$alone" = 'start ok, key unsupported_json_module' ]
[ "$beside" = 'start ok, key <<"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k">>' ]
