/**
 * Why a call got no lease from the license server, as a closed list that is the same for every runtime. `texts.ts` says
 * each cause to a person, in their language.
 */

/**
 * Every cause. The list is closed: an app may switch over it. `offline`: nothing was reached in time. `proxy`: the proxy
 * did not connect the app. `captive-portal`: something else than the server answered. `tls-inspection`: the encryption
 * ends at something else than the server. `server`: the server, or its connection, failed. `refused`: the server refused.
 */
export const NETWORK_CAUSES = [
  'offline',
  'proxy',
  'captive-portal',
  'tls-inspection',
  'server',
  'refused',
] as const;

export type NetworkCause = (typeof NETWORK_CAUSES)[number];

/** What a person can do about each cause, in English. */
export const REMEDIES: Readonly<Record<NetworkCause, string>> = {
  offline: 'Check the internet connection, and whether a firewall blocks this app. Then try again.',
  proxy:
    'Check the address and the password of the proxy, or ask the administrator of the network. Then try again.',
  'captive-portal': 'Open a web page in a browser, and sign in to the network if it asks. Then try again.',
  'tls-inspection':
    'Check the date and time of this computer. If they are right, ask the administrator of the network for its certificate.',
  server: 'Try again later.',
  refused: 'Check the license key, or contact the seller.',
};
