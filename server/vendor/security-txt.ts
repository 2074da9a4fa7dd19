/**
 * `/.well-known/security.txt` (RFC 9116): where somebody who finds a fault reports it to the vendor. It is served only if
 * the vendor gives a contact. `doctor` warns before its last day.
 */

import type { Security } from './vendor.ts';

/** The text of the file. Its last day counts as a whole, in UTC. */
export function securityText({ contact, lastDay, policy }: Security): string {
  const fields = [
    ['Contact', contact],
    ['Expires', `${lastDay}T23:59:59Z`],
    ...(policy === undefined ? [] : [['Policy', policy]]),
  ];
  return fields.map(([name, value]) => `${name}: ${value}\n`).join('');
}
