#!/usr/bin/env bash
# Libraries of machine ids answer "uninitialized" or the host name where a machine has no id yet.
# Versions: node-machine-id 1.1.12, @usebruno/node-machine-id 2.0.0, native-machine-id 0.3.11, systeminformation
# 5.33.26.
# Date: 2026-11-29.
# Expected: machine-id(5) names two states of a fresh image, an empty file and the word "uninitialized"; a library says
# "none".
# What happens: all four give the word as the id. For the empty file the first two give the host name, the others
# nothing.
# For Quietkey: clones of one image share such an id; the SDK reads no machine id, and no import may key on one.
# Needs user namespaces: the files are replaced in a namespace of its own only.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund node-machine-id@1.1.12 @usebruno/node-machine-id@2.0.0 \
  native-machine-id@0.3.11 systeminformation@5.33.26 >&2 || {
  echo 'The packages could not be installed.' >&2
  exit 2
}
[ -f /etc/machine-id ] || {
  echo 'This needs a machine with /etc/machine-id.' >&2
  exit 2
}

cat >see.cjs <<'END'
const { hostname } = require('node:os');
const attempt = (read) => {
  try {
    const id = read();
    return id === hostname() ? '<the host name>' : id || 'none';
  } catch {
    return 'none';
  }
};
require('systeminformation').uuid().then(({ os }) => {
  const seen = [
    attempt(() => require('node-machine-id').machineIdSync({ original: true })),
    attempt(() => require('@usebruno/node-machine-id').machineIdSync({ original: true })),
    attempt(() => require('native-machine-id').getMachineIdSync({ raw: true })),
    attempt(() => os),
  ];
  console.log(seen.join(', '));
});
END

# With the text given as the machine's id, and no other id beside it.
as() {
  printf '%s' "$1" >id
  unshare --map-root-user --mount bash -c 'mount --bind id /etc/machine-id
    if [ -d /var/lib/dbus ]; then mount -t tmpfs none /var/lib/dbus; fi
    node see.cjs'
}
word=$(as $'uninitialized\n')
empty=$(as '')
printf 'the word:       %s\nthe empty file: %s\n' "$word" "$empty"
[ "$word" = 'uninitialized, uninitialized, uninitialized, uninitialized' ]
[ "$empty" = '<the host name>, <the host name>, none, none' ]
