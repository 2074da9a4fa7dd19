/** The tables of the SDK's README: the reasons of a check, the refusals, the causes, and the faults of the test kit. */

import { CODES, codesOfCall, isLicenseCode } from '../../client-sdk/typescript/contract/codes.ts';
import { CHECK_REASONS, type CheckReason, type CheckState } from '../../client-sdk/typescript/lease/check.ts';
import { messageFor } from '../../client-sdk/typescript/lease/messages.ts';
import { NETWORK_CAUSES, type NetworkCause } from '../../client-sdk/typescript/primitives/network-cause.ts';
import { networkText } from '../../client-sdk/typescript/texts/index.ts';
import { FAULTS } from '../../client-sdk/typescript/testing/index.ts';
import { rowOfCode } from '../../server/domain/kernel/refusal-table.ts';
import { markdownTable } from './markdown-table.ts';

/** The states in which a check gives a reason. */
export const STATES_OF_REASON: Readonly<Record<CheckReason, readonly CheckState[]>> = {
  lease_valid: ['licensed'],
  machine_unconfirmed: ['licensed'],
  farewell: ['licensed'],
  lease_ended: ['stale'],
  license_in_grace: ['stale'],
  key_removed: ['stale'],
  clock_behind: ['stale'],
  grace_ended: ['limited'],
  license_ended: ['unlicensed'],
  no_activation: ['unlicensed'],
  released: ['unlicensed'],
  returned: ['unlicensed'],
  suspended: ['stale', 'unlicensed'],
  revoked: ['stale', 'unlicensed'],
  wrong_machine: ['stale', 'limited'],
  wrong_product: ['unlicensed'],
  wrong_issuer: ['unlicensed'],
  lease_untrusted: ['unlicensed'],
  state_unreadable: ['unlicensed'],
};

const CALLS = {
  activate: 'activate',
  signIn: 'activateBySignIn',
  startTrial: 'startTrial',
  renew: 'renew',
  release: 'release',
} as const;
const code = (text: string): string => `\`${text}\``;

export function reasonsTable(): string {
  const rows = CHECK_REASONS.flatMap((reason) =>
    STATES_OF_REASON[reason].map((state) => [code(reason), code(state), messageFor({ reason, state }, {})]),
  );
  return markdownTable([['reason', 'state', 'message'], ...rows]);
}

export function refusalsTable(): string {
  const rows = CODES.filter(isLicenseCode).map((refusal) => {
    const { sentence, appUser } = rowOfCode(refusal);
    const calls = (Object.keys(CALLS) as (keyof typeof CALLS)[]).filter((call) =>
      codesOfCall(call).includes(refusal),
    );
    return [
      code(refusal),
      calls.map((call) => code(CALLS[call])).join(', '),
      `${sentence} ${appUser ?? ''}`.trim(),
    ];
  });
  return markdownTable([['refusal', 'of', 'message and remedy'], ...rows]);
}

/** When a failed call has a cause. */
const WHEN: Readonly<Record<NetworkCause, string>> = {
  offline: 'no network, no name, no route, no answer in time; a firewall on the computer blocks the app',
  proxy: 'the proxy is not reached, wants a password, refuses, or does not answer in time',
  'captive-portal': 'a redirect, a page, status 511, more than 64 kB, or something that is not HTTP',
  'tls-inspection': 'a certificate that is not trusted, expired or for another name; no TLS',
  server: 'status 429 or 5xx; a connection that is refused or cut; an answer that is not proven',
  refused: '`LicenseRefused`: the network works, and the server says no',
};

export function causesTable(): string {
  const rows = NETWORK_CAUSES.map((cause) => {
    const { message, remedy } = networkText(cause, 'en');
    return [code(cause), WHEN[cause], `${message} ${remedy}`];
  });
  return markdownTable([['`networkCause`', 'when', 'text in English'], ...rows]);
}

export function faultsTable(): string {
  const rows = Object.entries(FAULTS).map(([name, { what, error, networkCause }]) => [
    code(name),
    what,
    code(error),
    code(networkCause),
  ]);
  return markdownTable([['fault', 'what happens', 'code of the error', '`networkCause`'], ...rows]);
}
