"""What a Quietkey client reads and writes: the state file and the network, as client-sdk/PROTOCOL.md has them."""

import contextlib
import hashlib
import http.client
import json
import os
import queue
import re
import secrets
import ssl
import stat
import threading
import time
import urllib.error
import urllib.request

import quietkey_verify as verify
from quietkey_verify import Refused

DAY_SECONDS = 86_400
# After so many days that go on behind the latest day, that day counts as a mistake of the clock.
DAYS_BEHIND_MAX = 7
STATE_BYTES_MAX = 1_000_000
COPIES = ("state-a.json", "state-b.json")
LOCK_DEAD_SECONDS, LOCK_WAIT_SECONDS = 5, 2
ANSWER_BYTES_MAX = 65_536
HEADERS = {
    "content-type": "application/json",
    "accept": "application/json, application/problem+json",
    "user-agent": "quietkey",
}
REFUSALS = set(
    "license_key_malformed license_key_unknown license_suspended license_revoked license_ended seats_taken "
    "username_required username_malformed username_unknown activation_unknown activation_forked proof_invalid "
    "release_too_soon release_limit_reached demo_full authorization_pending slow_down access_denied expired_token "
    "trial_not_offered trial_over seats_in_use".split()
)

# The forms of what a client reads: a type, a pattern, a dict of forms, [str] for a list of texts, a tuple of forms.
KEY = re.compile("[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]")  # 32 bytes in base64url
PLACE = {"activation": str, "epoch": int, "sequence": int}
PROOF = {**PLACE, "nonce": str, "tags": [str]}
FORMS = {
    "installId": str,
    "latestDay": int,
    "keySet": str,
    "holding": {**PLACE, "license": str, "secret": KEY, "tagKey": KEY},
    "lease": {"token": str, "keySet": str},
    "statement": {"token": str, "keySet": str},
    "activating": {
        "nonce": str,
        "tags": [str],
        "keyMark": str,
        "username": (str, type(None)),
        "held": ({**PLACE, "proof": str}, type(None)),
    },
    "renewing": PROOF,
    "releasing": PROOF,
    "asking": {"id": str, "until": int},
}
SENT = {"day": str, "path": str, "body": str}


class Failed(Exception):
    """A call that did not succeed. `code` is one of the errors in PROTOCOL.md; none takes a license away.

    `refusal` is the code of a server that refused, `remedy` a text for the person, `fault` a text for your support.
    """

    def __init__(self, code, detail="", refusal=None, remedy=None, fault=None):
        super().__init__(detail or code)
        self.code, self.refusal, self.remedy, self.fault = code, refusal, remedy, fault


def canonical_key(typed):
    """The license key that a person typed. Raises Failed."""
    try:
        return verify.canonical_key(typed)
    except Refused:
        raise Failed("license_key_malformed", "This license key has a typing error.") from None


def folded(username):
    """A username as it is sent; None without one. Raises Failed."""
    name = username and username.strip().lower()
    if username is not None and not re.fullmatch(r"[a-z0-9][a-z0-9._-]{1,31}", name):
        raise Failed("username_malformed", "The license server does not accept this username.")
    return name


def place_of(holding):
    """Which lease a stored request is about."""
    return {name: holding[name] for name in PLACE} if holding else None


def machine_of(plan):
    """What a request shows of the machine. A request of an old client does not say what its tags are made of."""
    return {name: plan[name] for name in ("tags", "identity") if name in plan}


def is_same_machine(tags, other_tags):
    """Whether two lists of tags have more than half of the shorter one in common, or are both empty."""
    return 2 * len(set(tags) & set(other_tags)) > min(len(tags), len(other_tags)) or not tags + other_tags


def substance(lease):
    """The claims by which a lease is the stored one again."""
    return {**lease, "tags": sorted(lease["tags"]), "key_set": None}


class Store:
    """The state file: two copies of one text in a folder, of which the older one is replaced."""

    def __init__(self, folder):
        self._folder, self._last = folder, None

    def read(self):
        """The state; what was read last if the disk fails. Raises OSError if nothing was read before."""
        try:
            self._last = parsed(self._copies()[0][2])[0]
        except OSError:
            if self._last is None:
                raise
        return self._last

    def change(self, change):
        """Changes the state that is stored now, and returns the new one. Raises OSError."""
        os.makedirs(self._folder, 0o700, exist_ok=True)
        with self._locked():
            state, unread = parsed(self._copies()[0][2])
            changed = change(state)
            if changed != state:
                kept = {name: value for name, value in unread.items() if changed[name] in (None, [])}
                self._write(to_json({**changed, **kept}))
        self._last = changed
        return changed

    def _copies(self):
        """Counter, name, text and whether it is torn, of both copies, the newest first."""
        return sorted((self._copy(name) for name in COPIES), key=lambda copy: -copy[0])

    def _copy(self, name):
        path = os.path.join(self._folder, name)
        try:
            if not stat.S_ISREG(os.stat(path).st_mode):
                return 0, name, None, True
            with open(path, "rb") as file:
                content = file.read(STATE_BYTES_MAX + 1)
        except FileNotFoundError:
            return 0, name, None, False
        head, _, text = content.partition(b"\n")
        words = head.split(b" ")
        try:
            if len(content) <= STATE_BYTES_MAX and words == [b"quietkey-state", words[1], _check(words[1], text)]:
                return int(words[1]), name, text.decode("utf-8"), False
        except (IndexError, ValueError):
            pass
        return 0, name, None, True

    def _write(self, text):
        (counter, *_), (_, name, _, is_torn) = self._copies()
        path = os.path.join(self._folder, name)
        number, content = b"%d" % (counter + 1), text.encode("utf-8")
        temporary = f"{path}.{secrets.token_hex(6)}.tmp"
        try:
            with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(b"quietkey-state %s %s\n%s" % (number, _check(number, content), content))
                file.flush()
                os.fsync(file.fileno())
            if is_torn:
                os.replace(path, f"{path}.torn")
            os.replace(temporary, path)
        except OSError:
            with contextlib.suppress(OSError):
                os.remove(temporary)
            raise
        if os.name == "posix":
            folder = os.open(self._folder, os.O_RDONLY)
            os.fsync(folder)
            os.close(folder)

    @contextlib.contextmanager
    def _locked(self):
        """Holds the lock, or goes on without it after two seconds. A lock of another time is a dead program's."""
        path, is_mine = os.path.join(self._folder, "state.lock"), False
        give_up_at = time.monotonic() + LOCK_WAIT_SECONDS
        while not is_mine and time.monotonic() < give_up_at:
            try:
                os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))
                is_mine = True
            except FileExistsError:
                with contextlib.suppress(FileNotFoundError):
                    if abs(time.time() - os.stat(path).st_mtime) > LOCK_DEAD_SECONDS:
                        os.remove(path)
                time.sleep(0.005)
        try:
            yield
        finally:
            if is_mine:
                with contextlib.suppress(FileNotFoundError):
                    os.remove(path)


def _check(number, text):
    return hashlib.sha256(number + b"\n" + text).hexdigest().encode("ascii")


def to_json(value):
    """JSON as JSON.stringify writes it."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return re.sub("[\ud800-\udfff]", lambda half: f"\\u{ord(half[0]):04x}", text)


def fits(value, form):
    """Whether a JSON value has a form."""
    if isinstance(form, dict):
        return isinstance(value, dict) and all(fits(value.get(name), kind) for name, kind in form.items())
    if isinstance(form, tuple):
        return any(fits(value, kind) for kind in form)
    if isinstance(form, re.Pattern):
        return isinstance(value, str) and form.fullmatch(value) is not None
    if isinstance(form, list):
        return isinstance(value, list) and all(fits(item, form[0]) for item in value)
    return isinstance(value, form) and not isinstance(value, bool)


def parsed(text):
    """The state that any version wrote, and those of its members that cannot be read, which are written back."""
    try:
        members = json.loads(text or "{}")
    except (ValueError, RecursionError):
        members = {}
    members = members if isinstance(members, dict) else {}
    state = {**members, "version": members["version"] if fits(members.get("version"), int) else 1}
    for name, form in FORMS.items():
        state[name] = members.get(name) if fits(members.get(name), form) else None
    if state["lease"] and not fits(state["lease"].get("otherMachine"), {"days": int, "lastDay": int}):
        state["lease"] = {name: value for name, value in state["lease"].items() if name != "otherMachine"}
    sent = members.get("sent")
    state["sent"] = [copy for copy in sent if fits(copy, SENT)] if isinstance(sent, list) else []
    return state, {name: members[name] for name in members if state[name] in (None, [])}


def noted_with(state, now, sight):
    """The state after a check: the day, and the days on which only other hardware was in sight."""
    state = with_day(state, now)
    day, copy = now - now % DAY_SECONDS, state["lease"]
    seen = copy.get("otherMachine", {"days": 0, "lastDay": -1})
    if sight == "same" and "otherMachine" in copy:
        return {**state, "lease": without(copy, "otherMachine")}
    if sight == "other" and state["latestDay"] == day and seen["lastDay"] < day:
        return {**state, "lease": {**copy, "otherMachine": {"days": seen["days"] + 1, "lastDay": day}}}
    return state


def with_day(state, now):
    """The state with the latest day seen. After seven days that go on behind it, that day was a mistake of the clock."""
    day, latest, counted = now - now % DAY_SECONDS, state["latestDay"], state.get("daysBehind")
    if latest is None or day > latest + 400 * DAY_SECONDS:
        return state
    if latest < day:
        return {**without(state, "daysBehind"), "latestDay": day}
    if latest <= now + DAY_SECONDS:
        return without(state, "daysBehind")
    if not fits(counted, {"days": int, "lastDay": int}):
        counted = {"days": 0, "lastDay": -1}
    if counted["lastDay"] == day:
        return state
    days = counted["days"] + 1 if counted["lastDay"] < day else 1
    if days >= DAYS_BEHIND_MAX:
        return {**without(state, "daysBehind"), "latestDay": day}
    return {**state, "daysBehind": {"days": days, "lastDay": day}}


def without(members, gone):
    return {name: value for name, value in members.items() if name != gone}


def judge(status, headers, body):
    """What a response is: the answer, or why it is none, whether that may pass, and the seconds to wait before."""
    kind = headers.get("content-type", "").split(";")[0].strip().lower()
    waits = re.fullmatch("[0-9]+", headers.get("retry-after", ""))
    wait = min(int(waits[0][:99]), 999_999_999) if waits else 0
    hints = (status in (429, 502, 503, 504), wait)
    intercepted = (None, Failed("proxy_or_captive_portal", f"status {status}"), False, 0)
    if 300 <= status < 400 or status in (407, 511) or len(body) > ANSWER_BYTES_MAX:
        return intercepted
    if kind not in ("application/json", "application/problem+json"):
        is_servers = status >= 500 or status == 429
        return (None, Failed("server_trouble", f"status {status}"), *hints) if is_servers else intercepted
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        value = None
    if 200 <= status < 300:
        return value, None, False, 0
    problem = {name: _safe(text) for name, text in value.items()} if isinstance(value, dict) else {}
    code, detail, remedy = (problem.get(name, "") for name in ("code", "detail", "remedy"))
    if status < 500 and status != 429 and code in REFUSALS:
        return None, Failed("license_refused", detail, code, remedy), *hints
    return None, Failed("server_trouble", detail, remedy=remedy), *hints


def _safe(text):
    """A text from an unsigned answer, safe to show."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f]+", " ", text)[:500] if isinstance(text, str) else ""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def send(url, body, seconds):
    """Sends one request, in a thread: a name server may take longer than the socket's timeout. Raises Failed."""
    direct = [urllib.request.ProxyHandler({})] if url.startswith("http:") else []
    request = urllib.request.Request(url, body.encode("utf-8"), HEADERS)
    results = queue.SimpleQueue()

    def exchange():
        try:
            try:
                response = urllib.request.build_opener(_NoRedirect, *direct).open(request, timeout=seconds)
            except urllib.error.HTTPError as refused:
                response = refused
            named = {name.lower(): value for name, value in response.headers.items()}
            results.put((response.status, named, response.read(ANSWER_BYTES_MAX + 1)))
        except Exception as error:
            results.put(getattr(error, "reason", error))

    threading.Thread(target=exchange, daemon=True).start()
    try:
        result = results.get(timeout=max(0, seconds))
    except queue.Empty:
        raise Failed("no_network", "no answer in time") from None
    if isinstance(result, tuple):
        return result
    is_cut = isinstance(result, (ConnectionError, http.client.IncompleteRead))
    is_foreign = isinstance(result, (ssl.SSLError, http.client.HTTPException)) or "Tunnel" in str(result)
    raise Failed("proxy_or_captive_portal" if is_foreign and not is_cut else "no_network", str(result)) from None
