/**
 * What an earlier generation of a secret is needed for, and what is lost with it, in words. Guarantees that each kind of
 * dependence has its sentence. Leaves counting to the domain.
 */

import type { Needed } from '../../server/composition/rotate-secrets.ts';
import { counted, wrap } from '../cli/print.ts';

export interface Destruction {
  readonly secret: string;
  readonly generation: number;
  readonly needed: readonly Needed[];
}

/** One of a kind, many of it, and what befalls them without the secret. */
const KINDS: Readonly<Record<Needed['kind'], readonly [one: string, many: string, loss: string]>> = {
  'license keys': ['license key', 'license keys', 'are unknown when they are typed again; what runs goes on'],
  'email indexes': [
    'email index',
    'email indexes',
    'find no license or account any more, and the keys of those licenses are not shown again',
  ],
  activations: [
    'activation',
    'activations',
    'cannot renew: their apps run to the end of the lease, and then ask for the key',
  ],
  sessions: ['session', 'sessions', 'end: their customers log in again'],
  'one-time links': ['one-time link', 'one-time links', 'are refused: their customers ask for others'],
  'operator tokens': ['operator token', 'operator tokens', 'are refused: make others first'],
  'idempotency records': [
    'record of a request',
    'records of requests',
    'are forgotten: repeated within the day, such a request is done twice',
  ],
  backups: ['backup', 'backups', 'cannot be restored'],
  'derived license keys': [
    'derived license key',
    'derived license keys',
    'are not derived again: their order gets another key, and they stay good',
  ],
};

/** `12 license keys, 1 activation`; nothing for nothing. */
export function needing(needed: readonly Needed[]): string {
  return needed.map(countOf).join(', ');
}

export function writeLoss({ secret, generation, needed }: Destruction, flag: string): string {
  const command = `quietkey secret destroy ${generation}${flag} --apply`;
  if (needed.length === 0) {
    return `${wrap(`Nothing needs generation ${generation} of the ${secret}. This was a look only. To destroy it:`)}\n  ${command}`;
  }
  const losses = needed.map((one) => wrap(`- ${countOf(one)} ${KINDS[one.kind][2]}`, '  '));
  const head = wrap(`Generation ${generation} of the ${secret} is needed. Without it`);
  return `${head}\n${losses.join('\n')}\n\n${wrap('This was a look only. To destroy it all the same:')}\n  ${command} --even-if-needed`;
}

export function writeDestroyed({ secret, generation }: Destruction, isGone: boolean): string {
  const says = `Generation ${generation} of the ${secret} is destroyed here.`;
  const rest = isGone
    ? 'Destroy the copies that you keep of it too.'
    : 'Its line is not: take it out of the environment of every server, and destroy the copies that you keep.';
  return wrap(`${says} ${rest}`);
}

function countOf({ kind, held }: Needed): string {
  const [one, many] = KINDS[kind];
  return counted(held, one, many);
}
