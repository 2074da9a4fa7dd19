"""Verifies what a Quietkey server has signed about its operators, offline: the audit chain, its heads, and receipts.

The standard library and `cryptography`. The rules are those of client-sdk/AUDIT.md, and test/vectors/audit.json tests
them. `quietkey audit export` writes the leaves, and `quietkey key list` prints the keys:

    python3 quietkey_audit.py KEY CHAIN [FILE…]
    python3 quietkey_audit.py --receipt KEY FILE
    python3 quietkey_audit.py --lease ROOT_KEY PRODUCT KEY_SET_FILE LEASE_FILE
    python3 quietkey_audit.py --farewell ROOT_KEY PRODUCT FILE

KEY is the public receipt key, `qkreceipt_…`, and FILE has heads or receipts that were kept. The answer is JSON. The exit
code is 1 if the chain is not whole, does not have a head, or a text is not accepted, and 2 if the call is not one of these.
"""

import hashlib
import json
import re
import sys

from quietkey_verify import (
    Refused,
    base64url,
    kid_of,
    length_prefixed,
    read_farewell,
    read_key_set,
    read_lease,
    verify_token,
)

HEAD, RESTORED, RECEIPT = (f"quietkey-{name}+jwt" for name in ("audit-head", "audit-restored", "receipt"))
KINDS = ("look", "act", "restored")
TOKEN = re.compile(r"(?<![\w.-])eyJ[\w-]*\.[\w-]+\.[\w-]+(?![\w-]|\.[\w-])", re.ASCII)


def chain_hash(*fields):
    """SHA-256 over fields, each after its length, in base64url. An absent field is empty, a number is decimal."""
    texts = ["" if field is None else str(field) for field in fields]
    return base64url(hashlib.sha256(length_prefixed(*texts)).digest())


def record_commitment(record, salt):
    """The commitment to the record of an action: a dict with the names of AUDIT.md."""
    names = ("id", "hour", "actor", "action", "license", "purpose", "reason")
    return chain_hash("audit record v1", salt, *(record[name] for name in names))


def leaf_hash(previous, leaf):
    """The hash of a leaf. `previous` is the hash of the leaf before it, or an empty text."""
    return chain_hash("audit leaf v1", previous, leaf["commitment"], leaf["day"], leaf["kind"])


def verify_chain(leaves, key, heads=()):
    """Returns a list of faults: pairs of what is wrong and the number of a leaf, or of the leaves of a head.

    `heads` are what `read_head` returns. After a missing leaf nothing more is verified. Raises Refused: `leaves` is not
    a list of leaves.
    """
    faults, restores, hashes, previous = [], [], [], ""
    for number, leaf in enumerate(_leaves_of(leaves)):
        if leaf["number"] != number:
            return [*faults, ("leaf_missing" if leaf["number"] > number else "leaf_changed", number)]
        is_restored = leaf["kind"] == "restored"
        if leaf_hash(previous, leaf) != leaf["hash"] or (leaf["token"] is not None) != is_restored:
            faults.append(("leaf_changed", number))
        elif is_restored:
            claims = _restore_of(leaf, previous, key)
            if claims is None:
                faults.append(("restore_forged", number))
            else:
                restores.append(claims)
        previous = leaf["hash"]
        hashes.append(previous)
    for head in heads:
        faults.extend((relation, head["leaves"]) for relation in [relation_of(head, hashes, restores)] if relation)
    return faults


def relation_of(head, hashes, restores):
    """`None` if the chain has an earlier head or a restore explains why not, else `rolled_back` or `replaced`."""
    leaves = head["leaves"]
    has_leaf = 0 < leaves <= len(hashes)
    if leaves == 0 or (has_leaf and hashes[leaves - 1] == head["head"]):
        return None
    for restore in restores:
        lost = restore["lost"]
        if restore["leaf"] < leaves and head["iat"] <= restore["iat"] and (lost is None or leaves <= lost["leaves"]):
            return None
    return "replaced" if has_leaf else "rolled_back"


def read_head(token, key):
    """The number of leaves, the hash and the day (`iat`) of a signed head, or of a receipt with one. Raises Refused."""
    try:
        claims = state = _read(token, HEAD, key)
    except Refused:
        claims = read_receipt(token, key)
        state = claims.get("audit")
    return {**_state(state), "iat": _whole(claims.get("iat"))}


def read_receipt(token, key):
    """The claims of the receipt of a purge or an erasure. Raises Refused."""
    claims = _read(token, RECEIPT, key)
    counts = claims.get("counts")
    if claims.get("kind") not in ("purge", "erasure") or not isinstance(counts, dict):
        raise Refused("claims malformed")
    for count in (claims.get("iat"), *counts.values()):
        _whole(count)
    if "audit" in claims:
        _state(claims["audit"])
    return claims


def _restore_of(leaf, previous, key):
    """The claims of a restored leaf, or None if it is forged."""
    try:
        claims = _read(leaf["token"], RESTORED, key)
        _whole(claims.get("iat"))
        if claims["lost"] is not None:
            _state(claims["lost"])
    except (Refused, KeyError):
        return None
    fits = chain_hash("audit restored v1", leaf["token"]) == leaf["commitment"]
    return claims if fits and claims.get("leaf") == leaf["number"] and claims.get("previous") == previous else None


def _read(token, typ, key):
    x = key.removeprefix("qkreceipt_")
    kid = kid_of(x)
    return verify_token(token, typ, lambda named: x if named == kid else None)


def _leaves_of(leaves):
    """The leaves, each with the form of a leaf."""
    if not isinstance(leaves, list):
        raise Refused("not a list of leaves")
    for leaf in leaves:
        texts = [leaf.get(name) for name in ("kind", "commitment", "hash")] if isinstance(leaf, dict) else [None]
        if not all(isinstance(text, str) for text in texts) or leaf["kind"] not in KINDS:
            raise Refused("not a leaf")
        _whole(leaf.get("number")), _whole(leaf.get("day"))
        if not isinstance(leaf.setdefault("token", None), (str, type(None))):
            raise Refused("not a leaf")
    return leaves


def _state(value):
    if not isinstance(value, dict) or not isinstance(value.get("head"), str):
        raise Refused("no state of a chain")
    return {"leaves": _whole(value.get("leaves")), "head": value["head"]}


def _whole(value):
    if type(value) is not int or value < 0:  # True is an int in Python
        raise Refused("claims malformed")
    return value


def _chain(key, chain, *files):
    tokens = [token for path in files for token in TOKEN.findall(_text_of(path))]
    if files and not tokens:
        raise Refused("there is no head in the files")
    heads = [read_head(token, key) for token in dict.fromkeys(tokens)]
    leaves = json.loads(_text_of(chain))
    return {"leaves": len(leaves), "heads": len(heads), "faults": verify_chain(leaves, key, heads)}


def _lease(root_key, product, key_set, lease):
    return read_lease(_text_of(lease), read_key_set(_text_of(key_set), root_key), product)


CALLS = {
    "--receipt": lambda key, file: read_receipt(_text_of(file), key),
    "--lease": _lease,
    "--farewell": lambda root_key, product, file: read_farewell(_text_of(file), root_key, product),
}


def _text_of(path):
    with open(path, encoding="utf-8") as file:
        return file.read().strip()


def main(words):
    """Does what the words of a command line ask, and returns the exit code."""
    call, given = (CALLS[words[0]], words[1:]) if words and words[0] in CALLS else (_chain, words)
    wanted = call.__code__.co_argcount
    if len(given) < wanted or (len(given) > wanted and call is not _chain):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        answer = call(*given)
    except (Refused, ValueError, OSError) as error:  # ValueError: a file that is no JSON, or no text
        print(f"refused: {error}", file=sys.stderr)
        return 1
    print(json.dumps(answer))
    return 1 if answer.get("faults") else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
