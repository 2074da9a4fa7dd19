"""Drives the client in Python for a test: reads one JSON request a line, and answers each with one line."""

import base64
import json
import os
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
import quietkey
import quietkey_io as io
import quietkey_verify as verify

CALLS = {
    "keepFresh": "keep_fresh",
    "acceptFarewell": "accept_farewell",
    "startTrial": "start_trial",
    "previewTrial": "preview_trial",
}


def call(client, request):
    name, key, username = request["call"], request.get("licenseKey"), request.get("username")
    method = getattr(client, CALLS.get(name, name))
    given = (key, username) if name in ("preview", "activate") else (request["text"],) if "text" in request else ()
    try:
        found = method(*given)
    except quietkey.Failed as failed:
        return {"error": failed.code, **({"refusal": failed.refusal} if failed.refusal else {})}
    if name in ("preview", "previewTrial"):
        return {"preview": found}
    granted = [name for name in request.get("asks", []) if name in found.entitlements]
    asked = {"entitlements": granted} if "asks" in request else {}
    return {"state": found.state, "reason": found.reason, "refreshDue": found.refresh_due, **asked}


def client_of(request, **options):
    adapters = [(adapter["mac"], adapter["class"]) for adapter in request["adapters"]]
    where = (request["server"], request["product"], request["rootKey"], request["folder"])
    return quietkey.Client(
        *where, adapters=lambda: adapters, identity=request["identity"], clock=lambda: request["now"], **options
    )


def run_call(request):
    return call(client_of(request), request)


def run_step(request):
    """One step of the vectors, on a folder of its own."""
    exchanges, answers = [], list(request["answers"])
    values = [base64.urlsafe_b64decode(value + "==") for value in request["random"]]

    def send(url, body, seconds):
        exchanges.append({"path": url.removeprefix(request["server"]), "body": body})
        answer = answers.pop(0)
        return answer["status"], answer["headers"], answer["body"].encode("utf-8")

    def random(count):
        return values.pop(0) if values else os.urandom(count)

    with tempfile.TemporaryDirectory() as folder:
        store = io.Store(folder)
        if request["before"] is not None:
            store._write(request["before"])
        client = client_of({**request, "folder": folder}, send=send, random=random)
        result = call(client, request)
        if "preview" in result:
            path, body = result.pop("preview")
            again = client.preview(request["licenseKey"]) if request["call"] == "preview" else client.preview_trial()
            assert again == (path, body), "the same request is shown again"
            exchanges.append({"path": path, "body": body})
        return {"exchanges": exchanges, "result": result or None, "after": store._copies()[0][2]}


def run_file(request):
    folder = request["folder"]
    for name, content in request.get("damage", {}).items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(content)
    store = io.Store(folder)
    before = store._copies()[0][2]
    store._write(request["text"])
    return {"before": before}


def run_answer(request):
    body = request["body"] if isinstance(request["body"], str) else "".join(t * n for t, n in request["body"]["pieces"])
    answer, failed, retry, wait = quietkey.judge(request["status"], request["headers"], body.encode("utf-8"))
    if failed is None:
        return {"answer": answer}
    return {"error": failed.code, "refusal": failed.refusal, "retry": retry, "wait": wait}


def run_digests(request):
    keys = [verify.canonical_key(row["typed"]) for row in request["keys"]]
    proofs = [
        quietkey._proof(
            row["fields"][0],
            row,
            dict(zip(("activation", "epoch", "sequence", "nonce"), row["fields"][1:5]), tags=row["fields"][5:]),
        )
        for row in request["proofs"]
    ]
    return {"keys": [[key, verify.base64url(verify.tag_key_of(key))] for key in keys], "proofs": proofs}


def run_count(request):
    """Adds to a number in the state, many times, beside other programs."""
    store = io.Store(request["folder"])
    for _ in range(request["times"]):
        store.change(lambda state: {**state, "count": state.get("count", 0) + 1})
    return {}


def run_send(request):
    try:
        return io.send(request["url"], "{}", request["seconds"])
    except quietkey.Failed as failed:
        return {"error": failed.code}


RUNS = {
    "call": run_call,
    "step": run_step,
    "file": run_file,
    "answer": run_answer,
    "digests": run_digests,
    "count": run_count,
    "send": run_send,
}
for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps(RUNS[request.pop("run")](request)), flush=True)
