#!/usr/bin/env bash
# Debian's sqlite3: `.recover` recovers nothing, and piped as its manual shows it makes an empty database and says 0
# Version: sqlite3 3.40.1-2+deb12u2, libsqlite3-0 3.40.1-2+deb12u2 (Debian 12)
# Date: 2026-11-29
# Expected: the shell's `.recover` works on a sound database, or ends with an error that a script sees.
# Happens: the library is built without the table that it reads pages by. `.recover` prints its first lines and "SQL logic
#   error"; `sqlite3 a.db .recover | sqlite3 b.db` ends with 0 and leaves a database without a table.
# For Quietkey: no rescue by this shell in the notes for operators: restore a backup; and count rows after any rescue.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download -q sqlite3=3.40.1-2+deb12u2 libsqlite3-0=3.40.1-2+deb12u2 >/dev/null 2>&1
for package in ./*.deb; do dpkg -x "$package" root; done
libraries=$(printf '%s:' "$work"/root/usr/lib/*-linux-gnu*)
sqlite() { LD_LIBRARY_PATH=$libraries root/usr/bin/sqlite3 "$@"; }
sqlite a.db "CREATE TABLE license (id); INSERT INTO license VALUES (1), (2)"
echo "check: $(sqlite a.db 'PRAGMA integrity_check'), rows: $(sqlite a.db 'SELECT count(*) FROM license')"
set +o pipefail
code=0
sqlite a.db .recover 2>message | sqlite b.db || code=$?
tables=$(sqlite b.db "SELECT count(*) FROM sqlite_schema")
echo "piped: exit code $code, tables in the new database: $tables, said: $(cat message)"
[ "$code" = 0 ] && [ "$tables" = 0 ] && grep -q 'SQL logic error' message
