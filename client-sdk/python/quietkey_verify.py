"""Verifies what a Quietkey server signs, offline: key sets, leases, statements and farewells.

A sample for apps in Python: the standard library and `cryptography`. The rules are those of client-sdk/VERIFYING.md, and
test/vectors/tokens.json tests them. It sends and stores nothing, and does not look for the machine's adapters: give
`sight_of` their addresses, or do not use the `tags` of a lease. quietkey.py is a whole client with it.
"""

import base64
import hashlib
import hmac
import json
import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

DAY_SECONDS = 86_400
TOKEN_CHARACTERS_MAX = 4096
SECONDS_MAX = 253_402_300_799  # the last second of the year 9999
LEASE_SECONDS_MAX = 400 * DAY_SECONDS
MACHINE_DAYS_IF_ABSENT = 14

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TEXT = re.compile(r"[A-Za-z0-9_-]+")
_JTI = re.compile(r"([A-Za-z0-9_-]{1,64})\.(0|[1-9][0-9]{0,14})")


class Refused(Exception):
    """A token that is not accepted. The text says why; show it to nobody but your support."""


def jwk_of(entry):
    """The JWK of an entry of the key set, for a library that wants one. It names no `alg`: libraries disagree on it."""
    return {"kty": "OKP", "crv": "Ed25519", "x": entry["x"], "kid": entry["kid"], "use": "sig"}


def read_key_set(token, root_key, issuer=None, minimum_version=0, held=None):
    """Returns the claims of a key set that the pinned root key signed. `root_key` is `qkroot_` and 43 characters.

    `held` is the token of the key set that the app has stored, if any: an older one never replaces it.
    """
    root = root_key.removeprefix("qkroot_")
    root_kid = kid_of(root)
    claims = verify_token(token, "quietkey-key-set+jwt", lambda kid: root if kid == root_kid else None)
    if claims.get("iss") != (issuer or f"quietkey:{root_kid}"):
        raise Refused("wrong issuer")
    version = _number(claims, "version", 2**31)
    if held not in (None, token):
        minimum_version = max(minimum_version, read_key_set(held, root_key, issuer)["version"] + 1)
    if version < minimum_version:
        raise Refused("key set too old")
    if _number(claims, "issued") >= _number(claims, "expires"):
        raise Refused("claims malformed")
    entries = _list(claims, "keys", 16)
    kids = [_text(entry, "kid") for entry in entries]
    if len(set(kids)) < len(kids) or any(not _text(entry, "use") for entry in entries):
        raise Refused("claims malformed")
    for entry in entries:  # an entry with a later version's use may have other members
        if entry["use"] in ("lease", "statement") and kid_of(_text(entry, "x")) != entry["kid"]:
            raise Refused("claims malformed")
    return claims


def read_lease(token, key_set, product):
    """Returns the claims of a lease for the product. `state_of` says whether it is still valid."""
    claims = _read(token, "lease", key_set, product)
    iat, nbf, exp = (_number(claims, name) for name in ("iat", "nbf", "exp"))
    if max(iat, nbf) > exp or exp - iat > LEASE_SECONDS_MAX:
        raise Refused("claims malformed")
    _number(claims, "refresh_after"), _number(claims, "key_set"), _text(claims, "sub")
    _number(claims, "grace", LEASE_SECONDS_MAX)
    for name in ("license_end", "updates_until"):
        if name not in claims or claims[name] is not None:
            _number(claims, name)
    claims.setdefault("machine_days", MACHINE_DAYS_IF_ABSENT)
    _number(claims, "machine_days", 366)
    if any(len(decode_exact(tag)) != 16 for tag in _texts(claims, "tags", 4)):
        raise Refused("claims malformed")
    if "trial" in claims and claims["trial"] not in ("machine", "install"):
        raise Refused("claims malformed")
    names = _texts(claims, "entitlements", 64)
    ends = _list(claims, "entitlement_ends", 64) if "entitlement_ends" in claims else [None] * len(names)
    if len(ends) != len(names) or any(end is not None and not _is_number(end, SECONDS_MAX) for end in ends):
        raise Refused("claims malformed")
    if not _JTI.fullmatch(_text(claims, "jti")):
        raise Refused("claims malformed")
    return claims


def read_statement(token, key_set, product):
    """Returns the claims of a statement, which ends leases (see `ends`). Of a floating seat its kind is `returned`."""
    claims = _read(token, "statement", key_set, product)
    _text(claims, "license"), _text(claims, "activation")
    _number(claims, "sequence", 2**53 - 1), _number(claims, "effective")
    claims.setdefault("notice", 0)
    _number(claims, "notice", LEASE_SECONDS_MAX)
    if _text(claims, "kind") not in ("released", "suspended", "revoked"):
        raise Refused("claims malformed")
    if claims["kind"] == "released" and claims.get("returned") is True:
        claims["kind"] = "returned"
    return claims


def read_farewell(token, root_key, product, issuer=None):
    """Returns the claims of a farewell, which ends all license checks of the product from `effective` on. The root signs
    it, so that it needs no key set.
    """
    root = root_key.removeprefix("qkroot_")
    root_kid = kid_of(root)
    claims = verify_token(token, "quietkey-farewell+jwt", lambda kid: root if kid == root_kid else None)
    if _text(claims, "iss") != (issuer or f"quietkey:{root_kid}"):
        raise Refused("wrong issuer")
    if _text(claims, "aud") != product:
        raise Refused("wrong product")
    _number(claims, "effective"), _texts(claims, "entitlements", 64)
    return claims


def refresh_time(lease):
    """When a renewal is due: at `refresh_after`, and of a lease that counts in days in its third quarter at the latest."""
    if lease.get("floating") in ("checked_out", "borrowed"):
        return lease["refresh_after"]
    return min(lease["refresh_after"], lease["iat"] + (lease["exp"] - lease["iat"]) * 3 // 4)


def entitlements_of(lease, now):
    """The entitlements of a lease at `now`, if `state_of` is `licensed` or `stale`. One whose end is in the lease ends
    after the lease's grace; an end after that of the lease decides nothing.
    """
    ends = lease.get("entitlement_ends") or [None] * len(lease["entitlements"])
    time = max(now, lease["nbf"], lease["iat"])
    is_over = lambda end: end is not None and end <= lease["exp"] and time >= end + lease["grace"]
    return [name for name, end in zip(lease["entitlements"], ends) if not is_over(end)]


def ends(statement, lease):
    """Whether a statement ends a lease: the same activation, and a sequence that is not below the lease's."""
    activation, sequence = lease["jti"].split(".")
    return statement["activation"] == activation and statement["sequence"] >= int(sequence)


def state_of(lease, now, latest_seen=0, sight="same", days=0, key_removed=False, statement=None):
    """What the app may do at `now` (seconds since 1970): `licensed`, `stale`, `limited` or `unlicensed`, and why.

    `latest_seen` is the latest day that this machine has seen (its first second), and `statement` the latest one, which
    the app stores. Each end is exclusive: at `exp` the lease is no longer valid. Grace is added here; a leeway of a
    library would also let a lease begin too early. `sight` is what `sight_of` finds, `days` on how many days it found
    `other`; `key_removed` whether the newest key set does not have the key of the lease.
    """
    given = max(lease["nbf"], lease["iat"])
    time = max(now, given)
    ending = statement is not None and ends(statement, lease)
    if ending and max(0, time - statement["effective"]) >= statement["notice"]:
        return "unlicensed", statement["kind"]
    license_end, grace = lease["license_end"], lease["grace"]
    # an end after that of the lease decides nothing: the license may have been prolonged since
    has_ended = license_end is not None and license_end <= lease["exp"] and time >= license_end
    if has_ended and time >= license_end + grace:
        return "unlicensed", "license_ended"
    if time >= lease["exp"] + grace:
        return "limited", "grace_ended"
    if sight == "other" and 0 < lease["machine_days"] <= days:
        return "limited", "wrong_machine"
    if ending:
        return "stale", statement["kind"]
    if now + DAY_SECONDS < max(latest_seen, given):  # up to a day behind is accepted
        return "stale", "clock_behind"
    if has_ended:
        return "stale", "license_in_grace"
    if time >= lease["exp"]:
        return "stale", "lease_ended"
    if key_removed:
        return "stale", "key_removed"
    if sight == "other":
        return "stale", "wrong_machine"
    return "licensed", "lease_valid" if sight == "same" else "machine_unconfirmed"


def mac_tag(license_key, address):
    """The device tag of an adapter's hardware address, with two hex digits a byte. `license_key` is in canonical form:
    the 30 symbols in upper case, without prefix and dashes.
    """
    return device_tag(tag_key_of(license_key), "mac", re.sub(r"[:.-]", "", address).lower())


def install_tag(license_key, install_id):
    """The device tag of a machine without an own adapter. `install_id` is the random text that the app has stored."""
    return device_tag(tag_key_of(license_key), "install", install_id)


def tag_key_of(license_key):
    """The key of the device tags of a license key in canonical form: 32 bytes."""
    extracted = hmac.digest(b"\0" * 32, license_key.encode("utf-8"), "sha256")  # HKDF (RFC 5869) without salt
    return hmac.digest(extracted, b"quietkey device v1\1", "sha256")


def device_tag(tag_key, kind, value):
    """The device tag of a value. `kind` is `mac`, with an address of 12 lower-case hex digits, or `install`."""
    return base64url(hmac.digest(tag_key, length_prefixed(kind, value), "sha256")[:16])


def own_tags(tag_key, adapters, leased=()):
    """The tags that a request shows of the adapters, at most four; `leased` are those of the stored lease. `adapters`
    are pairs of an address and `own`, `foreign` or `unknown`.
    """
    tags = _tags(tag_key, adapters, "own") or [tag for tag in _tags(tag_key, adapters, "foreign") if tag in leased]
    return sorted(sorted(tags, key=lambda tag: tag not in leased)[:4])


def trial_tags(product, adapters, install_id):
    """What a trial shows: slow hashes of at most four own addresses, or of the install id if there is none."""
    kind, values = ("mac", _addresses(adapters, "own")[:4])
    if not values:
        kind, values = ("install", [install_id])
    salt, cost = length_prefixed("quietkey trial v1", product), {"n": 32768, "r": 8, "p": 1, "maxmem": 2**26, "dklen": 16}
    return [base64url(hashlib.scrypt(length_prefixed(kind, value), salt=salt, **cost)) for value in values]


def sight_of(tag_key, leased, adapters):
    """Whether the machine of a lease with these tags is in sight: `same`, `other` or `none`. The list is complete."""
    if set(leased) & set(_tags(tag_key, adapters, "own", "foreign")):
        return "same"
    return "other" if leased and _tags(tag_key, adapters, "own") else "none"


def _tags(tag_key, adapters, *classes):
    """The tags of adapters of some classes, lowest address first."""
    return [device_tag(tag_key, "mac", address) for address in _addresses(adapters, *classes)]


def _addresses(adapters, *classes):
    """The addresses of adapters of some classes, lowest first. Those of groups and of nothing do not count."""
    addresses = {re.sub(r"[:.\-\s]", "", address).lower() for address, of in adapters if of in classes}
    single = re.compile(r"(?!0{12})[0-9a-f][02468ace][0-9a-f]{10}")
    return [address for address in sorted(addresses) if single.fullmatch(address)]


def canonical_key(typed):
    """The 30 symbols of the license key that a person typed. Raises Refused: a typing error."""
    symbols = re.sub(r"[\s-]", "", typed).upper().translate(str.maketrans("OIL", "011"))[-30:]
    values = [_ALPHABET.find(symbol) for symbol in symbols]
    if len(values) < 30 or min(values) < 0:
        raise Refused("not a license key")
    rest = [0, 0, 0]
    for value in values[:27]:
        factor = value ^ rest[0]
        rest = [old ^ _times(factor, number) for old, number in zip([*rest[1:], 0], (14, 29, 10))]
    if [value ^ offset for value, offset in zip(rest, (23, 19, 1))] != values[27:]:
        raise Refused("not a license key")
    return symbols


def _times(one, other):
    """The product of two elements of GF(32)."""
    product = 0
    for bit in (16, 8, 4, 2, 1):
        product = (product << 1) ^ (0b100101 if product & 16 else 0) ^ (one if other & bit else 0)
    return product


def length_prefixed(*fields):
    """The bytes of texts, each after its length in four bytes, big-endian."""
    encoded = [field.encode("utf-8") for field in fields]
    return b"".join(len(field).to_bytes(4, "big") + field for field in encoded)


def _read(token, use, key_set, product):
    entries = {entry["kid"]: entry for entry in key_set["keys"]}

    def find(kid):
        entry = entries.get(kid)
        return entry["x"] if entry and entry["use"] == use else None

    claims = verify_token(token, f"quietkey-{use}+jwt", find)
    if _text(claims, "iss") != key_set["iss"]:
        raise Refused("wrong issuer")
    if _text(claims, "aud") != product:
        raise Refused("wrong product")
    return claims


def kid_of_token(token):
    """The name of the key that signed a verified token."""
    return _object(decode_exact(token.split(".")[0]))["kid"]


def verify_token(token, typ, find):
    """The claims of a compact JWS of one type. The signature is checked before the claims are parsed."""
    if not isinstance(token, str) or len(token) > TOKEN_CHARACTERS_MAX or token.count(".") != 2:
        raise Refused("not a token")
    head, body, signature = token.split(".")
    header = _object(decode_exact(head))
    if set(header) != {"alg", "typ", "kid"} or header["alg"] not in ("EdDSA", "Ed25519"):
        raise Refused("header not accepted")
    if header["typ"] != typ:
        raise Refused("wrong type")
    x = find(header["kid"]) if isinstance(header["kid"], str) else None
    if x is None:
        raise Refused("unknown key")
    try:
        Ed25519PublicKey.from_public_bytes(decode_exact(x)).verify(decode_exact(signature), f"{head}.{body}".encode("ascii"))
    except (InvalidSignature, ValueError):
        raise Refused("bad signature") from None
    return _object(decode_exact(body))


def kid_of(x):
    """The name of a key: the first 22 characters of base64url(SHA-256(its 32 bytes))."""
    raw = decode_exact(x)
    if len(raw) != 32:
        raise Refused("claims malformed")
    return base64url(hashlib.sha256(raw).digest())[:22]


def _object(raw):
    """A JSON object in canonical form: no name twice, no spaces, no needless escapes."""
    try:
        text = raw.decode("utf-8")
        value = json.loads(text, parse_constant=lambda word: None)
        if isinstance(value, dict) and json.dumps(value, separators=(",", ":"), ensure_ascii=False) == text:
            return value
    except (ValueError, RecursionError):
        pass
    raise Refused("malformed")


def decode_exact(text):
    """The bytes of a base64url text without padding, in canonical form."""
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)) if _TEXT.fullmatch(text) and len(text) % 4 != 1 else b""
    if base64url(raw) != text or not raw:
        raise Refused("malformed")
    return raw


def base64url(raw):
    """Bytes in base64url, without padding."""
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def _number(claims, name, most=SECONDS_MAX):
    if not _is_number(claims.get(name), most):
        raise Refused("claims malformed")
    return claims[name]


def _is_number(value, most):
    return type(value) is int and 0 <= value <= most  # True is an int in Python


def _text(claims, name):
    value = claims.get(name) if isinstance(claims, dict) else None
    if not isinstance(value, str) or not 0 < len(value) <= 256:
        raise Refused("claims malformed")
    return value


def _list(claims, name, most):
    values = claims.get(name)
    if not isinstance(values, list) or len(values) > most:
        raise Refused("claims malformed")
    return values


def _texts(claims, name, most):
    values = _list(claims, name, most)
    if any(not isinstance(value, str) or not 0 < len(value) <= 256 for value in values):
        raise Refused("claims malformed")
    if len(set(values)) < len(values):
        raise Refused("claims malformed")
    return values
