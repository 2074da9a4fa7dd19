#!/usr/bin/env bash
# A license without end, "exp": null or no "exp", is taken, refused or a programming error, by library.
# Versions: jose 6.2.18, hono 4.13.19, @node-rs/jsonwebtoken 0.5.11 (Rust); Debian 12: python3-jwt 2.6.0-1+deb12u1,
# libcrypt-jwt-perl 0.034-1.
# Date: 2026-11-29.
# Expected: without "exp" a token has no end (RFC 7519 makes it optional), and null is refused as malformed.
# What happens: without it, the Rust library refuses by default. With null, Perl takes the token, jose calls it
# malformed,
# Hono says it is over, the Rust library says it is missing, and PyJWT raises a TypeError that is none of its own
# errors.
# For Quietkey: every lease has an "exp" in whole seconds; what may be null (license_end) has a name of its own.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
if ! { npm install --silent --no-audit --no-fund jose@6.2.18 hono@4.13.19 @node-rs/jsonwebtoken@0.5.11 >&2 &&
  apt-get download -qq -o APT::Sandbox::User=root python3-jwt=2.6.0-1+deb12u1 libcrypt-jwt-perl=0.034-1 \
    libcryptx-perl=0.077-1+b1 libjson-maybexs-perl=1.004004-1 >&2; }; then
  echo 'The packages could not be installed; "apt-get update" may help.' >&2
  exit 2
fi
for package in *.deb; do dpkg -x "$package" root; done

cat >see.mjs <<'END'
import { writeFileSync } from 'node:fs';
import { jwtVerify, SignJWT } from 'jose';
import { verify } from 'hono/jwt';
import rust from '@node-rs/jsonwebtoken';

const secret = 'a secret of the test, and long enough';
const bytes = new TextEncoder().encode(secret);
const readers = {
  jose: async (token) => jwtVerify(token, bytes),
  hono: async (token) => verify(token, secret, 'HS256'),
  rust: async (token) => rust.verify(token, secret),
};
for (const [name, claims] of Object.entries({ none: { sub: 'a' }, null: { sub: 'a', exp: null } })) {
  const token = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(bytes);
  writeFileSync(name, token);
  for (const [reader, read] of Object.entries(readers)) {
    const outcome = await read(token).then(() => 'taken', (error) => `${error.name}, ${error.message.replace(token, '…')}`);
    console.log(`${name}, ${reader}: ${outcome}`);
  }
}
END
cat >see.py <<'END'
import jwt
for name in ("none", "null"):
    try:
        jwt.decode(open(name).read(), "a secret of the test, and long enough", algorithms=["HS256"])
        print(f"{name}, PyJWT: taken")
    except Exception as error:
        print(f"{name}, PyJWT: {type(error).__name__}, its own: {isinstance(error, jwt.PyJWTError)}")
END
cat >see.pl <<'END'
use Crypt::JWT qw(decode_jwt);
for my $name ('none', 'null') {
  open my $file, '<', $name or die;
  my $taken = eval { decode_jwt(token => <$file>, key => 'a secret of the test, and long enough') };
  print "$name, Perl: ", $taken ? 'taken' : 'refused', "\n";
}
END
node see.mjs >seen
PYTHONPATH=root/usr/lib/python3/dist-packages /usr/bin/python3 see.py >>seen
perl -Iroot/usr/share/perl5 -Iroot/usr/lib/x86_64-linux-gnu/perl5/5.36 see.pl >>seen
cat seen
for line in 'none, jose: taken' 'none, hono: taken' 'none, rust: .*Missing required claim: exp' 'none, PyJWT: taken' \
  'none, Perl: taken' 'null, jose: JWTClaimValidationFailed' 'null, hono: JwtTokenExpired' \
  'null, rust: .*Missing required claim: exp' 'null, PyJWT: TypeError, its own: False' 'null, Perl: taken'; do
  grep -q "^$line" seen || {
    echo "No longer so: $line" >&2
    exit 1
  }
done
