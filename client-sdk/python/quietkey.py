"""A whole client of a Quietkey server: activate, start a trial, check offline, renew, release. See client-sdk/PROTOCOL.md.

It needs the standard library, `cryptography`, and the two files beside it. It shares its folder with the SDK for
Node.js byte for byte, so an app can change its language and keep its seat.

    client = Client("https://license.example.com", "sonar", "qkroot_…", "/absolute/folder/of/this/app/and/person")
    check = client.keep_fresh()                    # at every start and every few hours; never raises
    if check.state == "unlicensed":
        check = client.activate(typed_key)         # raises Failed

Times are in seconds since 1970.
"""

import contextlib
import hmac
import os
import re
import secrets
import time
import urllib.parse
from typing import NamedTuple

import quietkey_verify as verify
from quietkey_io import KEY, PLACE, Failed, Store, canonical_key, fits, folded, is_same_machine, judge, machine_of
from quietkey_io import noted_with, place_of, send as send_directly, substance, to_json, without
from quietkey_verify import DAY_SECONDS, Refused, base64url, decode_exact

WRONG_TOKENS = {"wrong product": "wrong_product", "wrong issuer": "wrong_issuer"}
KEY_IN_COPIES = "(the license key you typed)"
CALL_SECONDS, ATTEMPT_SECONDS, ATTEMPTS_MAX = 30, 10, 3


class Check(NamedTuple):
    """What the app may do now. `lease` has the claims of the stored lease, if it was accepted. `entitlements` are those of
    now: none in the states `limited` and `unlicensed`.
    """

    state: str
    reason: str
    refresh_due: bool
    lease: "dict | None" = None
    entitlements: "list | tuple" = ()


class Client:
    """The license of one app on one machine.

    `adapters` returns all network adapters of the machine, as pairs of an address and `own`, `foreign` or `unknown`
    (MACHINES.md). Without it the machine is known by its install id. `send` replaces the network: it gets URL, body and
    seconds, and returns the status, the headers (a dict of lower-case names) and the body.
    """

    def __init__(self, server, product, root_key, folder, *, adapters=None, identity=None, issuer=None,
                 minimum_key_set_version=0, clock=time.time, random=secrets.token_bytes, send=None):
        url = urllib.parse.urlsplit(server)
        is_local = url.scheme == "http" and re.fullmatch(r"localhost|::1|127(\.\d+){3}", url.hostname or "")
        if not (url.scheme == "https" or is_local) or url.query or url.fragment or url.username:
            raise ValueError("server must be an https URL; http is for this machine only")
        if not os.path.isabs(folder):
            raise ValueError("folder must be an absolute path")
        self._server, self._product, self._root, self._issuer = server.rstrip("/"), product, root_key, issuer
        self._identity = identity or ("adapters" if adapters else "install")
        self._adapters = adapters if adapters and self._identity == "adapters" else list
        self._minimum, self._clock, self._random = minimum_key_set_version, clock, random
        self._send, self._store = send or send_directly, Store(folder)
        self._draft = {"installId": None, "activating": None}  # the request that `preview` has shown
        self._trial = None  # that of `preview_trial`: the install id and the tag key

    # The calls

    def check(self):
        """Decides offline what the app may do now. Never raises for what is stored."""
        now = int(self._clock())
        try:
            state = self._store.read()
        except OSError:
            return Check("unlicensed", "state_unreadable", False)
        farewell = self._farewell_or_none(state)
        parted = _parted(farewell, now, state["latestDay"])
        if not state["holding"] or not state["lease"]:
            return parted or self._ended(self._statement(state))
        try:
            lease = self._lease(state)
        except Refused as fault:
            return parted or Check("unlicensed", WRONG_TOKENS.get(str(fault), "lease_untrusted"), True)
        token, sight = state["lease"]["token"], self._sight(state, lease)
        noted = noted_with(state, now, sight)
        if noted != state:
            with contextlib.suppress(Failed):
                self._change(lambda s: noted_with(s, now, sight) if (s["lease"] or {}).get("token") == token else s)
        parted = _parted(farewell, now, noted["latestDay"], lease)
        if parted:
            return parted
        statement, copy = self._statement(state), noted["lease"]
        days, is_key_removed = copy.get("otherMachine", {"days": 0})["days"], self._is_key_removed(state)
        name, reason = verify.state_of(lease, now, noted["latestDay"] or 0, sight, days, is_key_removed, statement)
        granted = verify.entitlements_of(lease, now) if name in ("licensed", "stale") else ()
        if reason in ("revoked", "released") or "trial" in lease:
            return Check(name, reason, False, lease, granted)
        is_due = now >= verify.refresh_time(lease)
        is_confirmed = reason == "lease_valid" or copy.get("givenUnseen") is True
        return Check(name, reason, name != "licensed" or is_due or not is_confirmed, lease, granted)

    def preview(self, typed_key, username=None):
        """The path and the body of the request that `activate` sends for the same input. Stores and sends nothing."""
        key = canonical_key(typed_key)
        state = self._with_activation(self._read(), key, folded(username))
        self._draft = {name: state[name] for name in self._draft}
        return self._activation(key, state["activating"])

    def activate(self, typed_key, username=None):
        """Takes a seat, or keeps the one that this machine has. Raises Failed."""
        key, username = canonical_key(typed_key), folded(username)
        is_repeated = self._read()["activating"] is not None

        def planned(state):
            state = self._with_activation(state, key, username)
            return self._with_copy(state, *self._activation(KEY_IN_COPIES, state["activating"]))

        plan = self._change(planned)["activating"]
        answer = self._post(*self._activation(key, plan))
        with self._reading("activating"):
            grant = self._grant(answer, plan["tags"], self._read())
        self._draft = dict.fromkeys(self._draft)
        self._change(lambda state: self._keep_grant(state, grant, verify.tag_key_of(key)))
        return self._up_to_date(is_repeated)

    def preview_trial(self):
        """The path and the body of the request that `start_trial` sends. Stores and sends nothing. Raises Failed."""
        path, body, _, *self._trial = self._trial_request()
        return path, body

    def start_trial(self):
        """Starts a trial, or keeps that of this machine; a license or a running trial stays. Raises Failed."""
        found, holding = self.check(), self._read()["holding"]
        if found.state in ("licensed", "stale") or (holding and holding.get("trial") is not True):
            return found
        path, body, tags, install_id, tag_key = self._trial_request()
        self._change(lambda s: self._with_copy({**s, "installId": s["installId"] or install_id}, path, body))
        answer = self._post(path, body)
        with self._reading("activating"):
            grant = self._grant(answer, tags, self._read())
        self._change(lambda state: self._keep_grant(state, grant, tag_key))
        self._trial = None
        return self.check()

    def accept_farewell(self, text):
        """Keeps the vendor's farewell, a text that a person has: the app runs for ever. Sends nothing. Raises Failed."""
        token = text.strip()
        try:
            farewell = verify.read_farewell(token, self._root, self._product, self._issuer)
        except Refused as fault:
            raise Failed("farewell_refused", fault=WRONG_TOKENS.get(str(fault), "damaged")) from None
        if self._clock() < farewell["effective"]:
            raise Failed("farewell_refused", fault="early")
        self._change(lambda state: {**state, "farewell": token})
        return self.check()

    def renew(self):
        """Renews the lease. A signed end of the license is a result too, and the check shows it. Raises Failed."""
        is_repeated = self._read()["renewing"] is not None
        self._prove("renew", "renewing")
        return self._up_to_date(is_repeated)

    def release(self):
        """Gives the seat back. Raises Failed."""
        state = self._read()
        if state["holding"] and state["renewing"] and not state["releasing"]:
            try:
                if self._prove("renew", "renewing").get("kind") == "released":
                    return self.check()
            except Failed as failed:
                if failed.refusal is None:
                    raise
        self._prove("release", "releasing")
        return self.check()

    def keep_fresh(self):
        """Renews the lease if that is due. One program at a time asks the server. Never raises Failed."""
        give_up_at = time.monotonic() + CALL_SECONDS
        with contextlib.suppress(Failed, OSError):
            while self.check().refresh_due and self._read()["holding"] and time.monotonic() < give_up_at:
                if self._ask_alone():
                    break
                time.sleep(0.05)
        return self.check()

    # What a request shows, and its bytes

    def _with_activation(self, state, key, username):
        """The state with the request of an activation: the one that was shown or stored if it fits, or a new one."""
        state = self._with_install_id({**state, "installId": state["installId"] or self._draft["installId"]})
        tag_key, holding = verify.tag_key_of(key), state["holding"]
        mark = base64url(hmac.digest(tag_key, b"key", "sha256"))
        shown = self._shown(state, tag_key)
        for kept in (self._draft["activating"], state["activating"]):
            if kept and (kept["keyMark"], kept["username"]) == (mark, username):
                if place_of(kept["held"]) == place_of(holding) and is_same_machine(kept["tags"], shown["tags"]):
                    return {**state, "activating": kept}
        held = holding and {**place_of(holding), "proof": _proof("activate", holding, {**place_of(holding), **shown})}
        plan = {name: shown[name] for name in ("nonce", "tags", "identity")}
        return {**state, "activating": {**plan, "username": username, "held": held, "keyMark": mark}}

    def _with_install_id(self, state):
        if self._identity == "none":
            return {**state, "installId": None}
        return state if state["installId"] else {**state, "installId": self._value()}

    def _shown(self, state, tag_key):
        """What a new request shows of the machine, and its nonce."""
        leased = (self._lease_or_none(state) or {"tags": []})["tags"]
        identity, tags = "adapters", verify.own_tags(tag_key, self._adapters(), leased)
        if self._identity == "none":
            identity = "none"
        elif not tags:
            identity, tags = "install", [verify.device_tag(tag_key, "install", state["installId"])]
        return {"identity": identity, "tags": tags, "nonce": self._value()}

    def _trial_request(self):
        """Path and body of the start of a trial, the tags in it, the install id and the tag key."""
        if self._identity == "none":
            raise Failed("options_malformed", "A trial needs the identity adapters or install.")
        install_id, tag_key = self._trial or (None, None)
        install_id = self._read()["installId"] or install_id or self._value()
        tag_key, adapters = tag_key or self._random(32), self._adapters()
        tags = verify.own_tags(tag_key, adapters)
        shown, identity = verify.trial_tags(self._product, adapters, install_id), "adapters" if tags else "install"
        tags = tags or [verify.device_tag(tag_key, "install", install_id)]
        body = {"product": self._product, "trialTags": shown, "tags": tags, "identity": identity}
        return "/v1/trials", to_json(body), tags, install_id, tag_key

    def _value(self):
        return base64url(self._random(16))

    def _activation(self, key, plan):
        """The path and the body of an activation."""
        named = {} if plan["username"] is None else {"username": plan["username"]}
        held = {"held": plan["held"]} if plan["held"] else {}
        body = {"product": self._product, "licenseKey": key, **named, **machine_of(plan), "nonce": plan["nonce"], **held}
        return "/v1/activations", to_json(body)

    def _with_copy(self, state, path, body):
        first, day = (time.strftime("%Y-%m-%d", time.gmtime(self._clock() - days * DAY_SECONDS)) for days in (90, 0))
        kept = [copy for copy in state["sent"] if copy["day"] >= first]
        return {**state, "sent": [*kept, {"day": day, "path": path, "body": body}][-500:]}

    def _read(self):
        try:
            return self._store.read()
        except OSError as reason:
            raise Failed("state_unwritable", str(reason)) from reason

    def _change(self, change):
        try:
            return self._store.change(change)
        except OSError as reason:
            raise Failed("state_unwritable", str(reason)) from reason

    # Asking the server

    def _prove(self, verb, member):
        """Renews or releases. Returns the claims of the statement, or of the lease."""

        def proven(holding, plan):
            fields = {name: plan[name] for name in ("epoch", "sequence", "nonce")}
            path = f"/v1/activations/{urllib.parse.quote(plan['activation'], safe='')}/"
            body = {**fields, **machine_of(plan), "proof": _proof(verb, holding, plan)}
            return path + ("lease" if verb == "renew" else "release"), to_json(body)

        def planned(state):
            holding = state["holding"]
            if not holding or holding.get("trial") is True:
                raise Failed("not_activated")
            state, kept = self._with_install_id(state), state[member]
            shown = self._shown(state, decode_exact(holding["tagKey"]))
            if not kept or place_of(kept) != place_of(holding) or not is_same_machine(kept["tags"], shown["tags"]):
                kept = {**place_of(holding), **shown}
            return self._with_copy({**state, member: kept}, *proven(holding, kept))

        if not self._read()["holding"]:
            raise Failed("not_activated")
        state = self._change(planned)
        holding, plan = state["holding"], state[member]
        answer = self._post(*proven(holding, plan))
        with self._reading(member):
            now = {**self._read(), "holding": holding}
            if verb == "release" or (isinstance(answer, dict) and "statement" in answer):
                ending = self._ending(answer, holding, now)
                self._change(lambda state: self._keep_ending(state, ending))
                return ending["claims"]
            grant = self._grant(answer, plan["tags"], now)
            lease = grant["claims"]
            if lease["sub"] != holding["license"]:
                raise Refused("wrong_license")
            stored = self._lease_or_none(now)
            if grant["activation"] != holding["activation"] and stored and lease["iat"] < stored["iat"]:
                raise Refused("old_answer")
        concerned = (holding["activation"], grant["activation"])
        tag_key = decode_exact(holding["tagKey"])
        self._change(
            lambda s: self._keep_grant(s, grant, tag_key) if (s["holding"] or {}).get("activation") in concerned else s
        )
        return lease

    def _post(self, path, body):
        """The JSON of the answer. The same bytes are sent again after a failure that may pass. Raises Failed."""
        give_up_at = time.monotonic() + CALL_SECONDS
        explained = None
        for attempt in range(ATTEMPTS_MAX):
            seconds = min(ATTEMPT_SECONDS, give_up_at - time.monotonic())
            try:
                answer, failed, is_passing, wait = judge(*self._send(self._server + path, body, seconds))
            except Failed as reason:
                failed, is_passing, wait = reason, reason.code == "no_network", 0
            if failed is None:
                return answer
            explained = failed if failed.code != "no_network" else explained or failed
            pause = secrets.randbelow(1000) / 1000 * min(5, 0.5 * 2**attempt) + wait
            if not is_passing or attempt + 1 == ATTEMPTS_MAX or time.monotonic() + pause >= give_up_at:
                raise explained
            time.sleep(pause)

    def _up_to_date(self, is_repeated):
        """Renews once more if the answer to a repeated request was an old one."""
        if is_repeated and self.check().refresh_due:
            self._prove("renew", "renewing")
        return self.check()

    def _ask_alone(self):
        """Renews, unless another program asks now. Returns whether it is done."""
        now = int(self._clock())
        mine = {"id": self._value(), "until": now + CALL_SECONDS}

        def claimed(state):
            is_taken = state["asking"] and now < state["asking"]["until"] <= now + 600
            return state if is_taken else {**state, "asking": mine}

        if self._change(claimed)["asking"] != mine:
            return False
        try:
            if self.check().refresh_due:
                self.renew()
            return True
        finally:
            self._change(lambda state: {**state, "asking": None} if state["asking"] == mine else state)

    # Reading an answer

    @contextlib.contextmanager
    def _reading(self, member):
        try:
            yield
        except Refused as fault:
            if str(fault) == "outside_key_set":
                self._change(lambda state: {**state, member: None})
            raise Failed("answer_untrusted", fault=str(fault)) from None

    def _grant(self, answer, tags, state):
        """A verified grant: the answer, with the claims of its lease. Raises Refused."""
        is_whole = fits(answer, {**PLACE, "secret": KEY, "lease": str})
        if not is_whole or not all(0 <= answer[name] < 2**53 for name in ("epoch", "sequence")):
            raise Refused("answer_malformed")
        key_set = self._accepted(answer.get("keySet"), state)
        lease = verify.read_lease(answer["lease"], key_set, self._product)
        if lease["jti"] != f"{answer['activation']}.{answer['sequence']}":
            raise Refused("wrong_activation")
        holding = state["holding"]
        if holding and holding["activation"] == answer["activation"]:
            if answer["sequence"] < holding["sequence"] or answer["epoch"] < holding["epoch"]:
                raise Refused("old_answer")
        stored = self._lease_or_none(state)
        if stored is None or substance(stored) != substance(lease):
            if sorted(lease["tags"]) != sorted(tags):
                raise Refused("wrong_machine")
            if not key_set["issued"] <= lease["iat"] < key_set["expires"]:
                raise Refused("outside_key_set")
        return {**answer, "claims": lease}

    def _ending(self, answer, holding, state):
        """A verified ending: the answer, with the claims of its statement. Raises Refused."""
        if not fits(answer, {"statement": str}):
            raise Refused("answer_malformed")
        key_set = self._accepted(answer.get("keySet"), state)
        claims = verify.read_statement(answer["statement"], key_set, self._product)
        if claims["activation"] != holding["activation"]:
            raise Refused("wrong_activation")
        if claims["license"] != holding["license"]:
            raise Refused("wrong_license")
        if claims["sequence"] < holding["sequence"]:
            raise Refused("old_answer")
        return {**answer, "claims": claims}

    def _accepted(self, token, state):
        held = state["keySet"] if self._key_set_or_none(state["keySet"]) else None
        return verify.read_key_set(token, self._root, self._issuer, self._minimum, held)

    # Keeping an answer

    def _keep_grant(self, state, grant, tag_key):
        lease, holding, statement = grant["claims"], state["holding"], self._statement(state)
        trial = {"trial": True} if "trial" in lease else {}
        if trial and holding and holding.get("trial") is not True:
            return state
        has_farewell = self._farewell_or_none(grant) is not None
        farewell = {"farewell": grant["farewell"]} if has_farewell else {}
        state = {**state, "keySet": self._newest(state, grant), "activating": None, **farewell}
        is_older = holding and holding["activation"] == grant["activation"] and holding["sequence"] > grant["sequence"]
        if is_older or (statement and verify.ends(statement, lease)):
            return state
        is_unseen = self._identity == "adapters" and verify.sight_of(tag_key, lease["tags"], self._adapters()) == "none"
        place = {"activation": grant["activation"], "license": lease["sub"], "epoch": grant["epoch"]}
        secret = {"sequence": grant["sequence"], "secret": grant["secret"], "tagKey": base64url(tag_key), **trial}
        copy = {"token": grant["lease"], "keySet": grant["keySet"], **({"givenUnseen": True} if is_unseen else {})}
        ended = {"statement": None, "renewing": None, "releasing": None}
        state = without(state, "daysBehind")
        return {**state, "latestDay": lease["iat"], "holding": {**place, **secret}, "lease": copy, **ended}

    def _keep_ending(self, state, ending):
        claims, holding = ending["claims"], state["holding"]
        state = {**state, "keySet": self._newest(state, ending)}
        is_of = holding and holding["activation"] == claims["activation"] and claims["sequence"] >= holding["sequence"]
        if not is_of:
            return state
        statement = {"token": ending["statement"], "keySet": ending["keySet"]}
        state = {**state, "statement": statement, "renewing": None, "releasing": None}
        if claims["kind"] == "released":
            return {**state, "holding": None, "lease": None, "activating": None}
        return {**state, "holding": {**holding, "sequence": claims["sequence"]}}

    def _newest(self, state, answer):
        stored, given = (self._key_set_or_none(token) for token in (state["keySet"], answer["keySet"]))
        return state["keySet"] if stored and stored["version"] > given["version"] else answer["keySet"]

    # Reading what is stored

    def _key_set_or_none(self, token):
        try:
            return verify.read_key_set(token, self._root, self._issuer)
        except Refused:
            return None

    def _farewell_or_none(self, members):
        try:
            return verify.read_farewell(members.get("farewell"), self._root, self._product, self._issuer)
        except Refused:
            return None

    def _lease(self, state):
        copy = state["lease"]
        key_set = verify.read_key_set(copy["keySet"], self._root, self._issuer)
        lease = verify.read_lease(copy["token"], key_set, self._product)
        if lease["jti"].split(".")[0] != state["holding"]["activation"]:
            raise Refused("wrong activation")
        return lease

    def _lease_or_none(self, state):
        try:
            return self._lease(state) if state["holding"] and state["lease"] else None
        except Refused:
            return None

    def _statement(self, state):
        copy = state["statement"]
        key_set = copy and self._key_set_or_none(copy["keySet"])
        try:
            return verify.read_statement(copy["token"], key_set, self._product) if key_set else None
        except Refused:
            return None

    def _sight(self, state, lease):
        """Whether the machine of a lease is in sight: `same`, `other` or `none`."""
        tag_key = decode_exact(state["holding"]["tagKey"])
        of_install = verify.device_tag(tag_key, "install", state["installId"] or "")
        if self._identity != "adapters" or not lease["tags"] or of_install in lease["tags"]:
            return "same"
        return verify.sight_of(tag_key, lease["tags"], self._adapters())

    def _ended(self, statement):
        kind = statement["kind"] if statement else "no_activation"
        return Check("unlicensed", kind, kind == "suspended")

    def _is_key_removed(self, state):
        newest = self._key_set_or_none(state["keySet"])
        kid = verify.kid_of_token(state["lease"]["token"])
        is_there = newest and any((key["kid"], key["use"]) == (kid, "lease") for key in newest["keys"])
        return not is_there or newest["version"] < self._minimum


def _parted(farewell, now, latest_day, lease=None):
    """The check from the day of a farewell on; None before. No entitlement of the lease ends any more."""
    if farewell is None or max(now, latest_day or 0, lease["iat"] if lease else 0) < farewell["effective"]:
        return None
    names = [*(lease["entitlements"] if lease else ()), *farewell["entitlements"]]
    return Check("licensed", "farewell", False, lease, list(dict.fromkeys(names)))


def _proof(verb, holding, plan):
    fields = [verb, plan["activation"], str(plan["epoch"]), str(plan["sequence"]), plan["nonce"], *plan["tags"]]
    return base64url(hmac.digest(decode_exact(holding["secret"]), verify.length_prefixed(*fields), "sha256"))
