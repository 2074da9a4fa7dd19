/**
 * Decides which adapters are evidence of a machine from the name and address alone, which is all that
 * `os.networkInterfaces()` has. A name does not distinguish a dock from a built-in card, so an adapter counts as own
 * only if its name makes that nearly certain.
 */
import type { AdapterClass } from './adapter.ts';
import { isMakers } from './address.ts';
import { MAC_OWN_NAMES } from './mac.ts';

/** One adapter of `os.networkInterfaces()`. */
export interface NamedAdapter {
  name: string;
  mac: string;
}

const VIRTUAL_NAMES =
  /virtual|vethernet|vmware|vbox|hyper-v|docker|wsl|vpn|tap|tun|wireguard|tailscale|zerotier|bluetooth|\*/i;
/**
 * The names of own adapters by platform. Windows gives the name `Wi-Fi` (in some languages `WLAN`) without a number to
 * the first Wi-Fi card. It gives `Ethernet` to the first wired adapter, which may be a dock's.
 */
const OWN_NAMES: Readonly<Record<string, RegExp>> = {
  darwin: MAC_OWN_NAMES,
  win32: /^(?:wi-fi|wlan)$/i,
  freebsd: /^(?!ue|vtnet|xn|hn|bridge|lagg|vlan)[a-z]+\d+$/,
};

export function classifyNamed({ name, mac }: NamedAdapter, platform: string): AdapterClass {
  if (!isMakers(mac) || VIRTUAL_NAMES.test(name)) return 'unknown';
  return OWN_NAMES[platform]?.test(name) ? 'own' : 'foreign';
}
