#!/usr/bin/env bash
# Perl's Crypt::JWT seals to an X25519 key through a wrapped key, and not directly.
# Versions: libcrypt-jwt-perl 0.034-1, libcryptx-perl 0.077-1+b1 (Debian 12), perl 5.36.
# Date: 2026-11-29.
# Expected: X25519 is among the keys that its manual names for ECDH-ES, so ECDH-ES and ECDH-ES+A256KW both work.
# What happens: ECDH-ES+A256KW works both ways; ECDH-ES alone dies, asking for a key on a NIST curve.
# For Quietkey: a mailer in Perl cannot open what our server seals (ECDH-ES, X25519, A256GCM); it belongs in the manual
# of the mailer.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq -o APT::Sandbox::User=root libcrypt-jwt-perl=0.034-1 libcryptx-perl=0.077-1+b1 \
  libjson-maybexs-perl=1.004004-1 >&2 || {
  echo 'The packages could not be downloaded; "apt-get update" may help.' >&2
  exit 2
}
for package in *.deb; do dpkg -x "$package" root; done

cat >see.pl <<'END'
use strict;
use warnings;
use Crypt::PK::X25519;
use Crypt::JWT qw(decode_jwt encode_jwt);

my $key = Crypt::PK::X25519->new->generate_key;
my @seen;
for my $alg ('ECDH-ES+A256KW', 'ECDH-ES') {
  my $opened = eval {
    my $sealed = encode_jwt(payload => 'a mail', alg => $alg, enc => 'A256GCM', key => $key);
    decode_jwt(token => $sealed, key => $key);
  };
  push @seen, defined $opened ? 'opened' : $@ =~ s/ at .*//sr;
  print "$alg: $seen[-1]\n";
}
exit($seen[0] eq 'opened' && $seen[1] =~ /no Crypt::PK::ECC/ ? 0 : 1);
END
perl -Iroot/usr/share/perl5 -Iroot/usr/lib/x86_64-linux-gnu/perl5/5.36 see.pl
