#!/usr/bin/env bash
# Patroni: with `etcd3`, a primary that was replaced while it stood still takes the leader's lock from its successor
# Version: Patroni 3.0.2-1 and etcd 3.4.23-4 (Debian 12); corrected in Patroni 3.0.3 (patroni/patroni pull request 2689)
# Date: 2026-11-29
# Expected: once its lease has ended and another has the lock, the old leader cannot extend it: it demotes itself.
# Happens: it makes a new lease and writes its name over that of the new leader, without a condition, as long as it has not
#   yet read who leads. The new primary demotes itself and is rewound to the old one: what it confirmed meanwhile is lost,
#   also with synchronous_mode. With the older API of etcd (`etcd`) the same step has a condition, and is refused.
# For Quietkey: 282 confirmed activations were lost in one round of `npm run test:cluster`; the servers stayed with the
#   newer timeline and answered 503. OPERATIONS.md names the version, and the API for Debian 12.
set -euo pipefail
work=$(mktemp -d)
etcd=
finish() { if [ -n "$etcd" ]; then kill "$etcd" 2>/dev/null || true; fi; rm -rf "$work"; }
trap finish EXIT
cd "$work"
apt-get download -q patroni=3.0.2-1 etcd-server=3.4.23-4+b4 python3-cdiff python3-click python3-dateutil python3-dnspython \
  python3-etcd python3-pkg-resources python3-prettytable python3-psutil python3-psycopg2 python3-six python3-urllib3 \
  python3-wcwidth python3-yaml >/dev/null 2>&1
for package in ./*.deb; do dpkg -x "$package" root; done
url=http://127.0.0.1:17579 peer=http://127.0.0.1:17580
root/usr/bin/etcd --data-dir data --enable-v2 --listen-client-urls $url --advertise-client-urls $url \
  --listen-peer-urls $peer --initial-advertise-peer-urls $peer --initial-cluster default=$peer >log 2>&1 &
etcd=$!
sleep 3
cat >trial.py <<'PYTHON'
import logging, sys, time
from patroni.dcs.etcd import Etcd
from patroni.dcs.etcd3 import Etcd3

logging.disable(logging.CRITICAL)

def trial(api):
    def machine(name):
        return api({'scope': api.__name__, 'namespace': '/service', 'name': name, 'ttl': 5, 'loop_wait': 1,
                    'retry_timeout': 3, 'hosts': ['127.0.0.1:17579'], 'host': '127.0.0.1:17579'})
    old, new = machine('old'), machine('new')
    old.get_cluster()
    old.attempt_to_acquire_leader()
    old.get_cluster()
    time.sleep(8)  # stands still for longer than the lease
    new.get_cluster()
    acquired = new.attempt_to_acquire_leader()
    try:
        extended = bool(old.update_leader(1))
    except Exception as error:
        extended = type(error).__name__
    leader = new.get_cluster().leader.name
    print(f'{api.__name__}: new acquires {acquired}, old extends {extended}, leader {leader}', flush=True)
    return leader

leaders = [trial(Etcd3), trial(Etcd)]
sys.exit(0 if leaders == ['old', 'new'] else 1)
PYTHON
PYTHONPATH=$work/root/usr/lib/python3/dist-packages /usr/bin/python3 trial.py
