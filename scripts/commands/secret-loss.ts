/**
 * Describes what needs an earlier generation of a secret, and what is lost if that generation is destroyed. Each kind
 * of dependence has its own sentence. The domain counts what depends on each generation.
 */

import type { Needed } from '../../server/composition/rotate-secrets.ts';
import { counted, wrap } from '../cli/print.ts';

export interface Destruction {
  readonly secret: string;
  readonly generation: number;
  readonly needed: readonly Needed[];
}

/**
 * For each kind of data that needs a secret: its singular, its plural, and what happens to such data without the
 * secret.
 */
const KINDS: Readonly<Record<Needed['kind'], readonly [singular: string, plural: string, loss: string]>> = {
  'license keys': [
    'license key',
    'license keys',
    'refused when typed again; activated machines keep running',
  ],
  'email indexes': [
    'email index',
    'email indexes',
    'licenses and accounts are not found by email, and license keys cannot be shown again',
  ],
  activations: [
    'activation',
    'activations',
    'no renewal: the app runs until its lease ends, and then asks for the license key',
  ],
  sessions: ['session', 'sessions', 'ended: the customer must log in again'],
  invitations: ['invitation', 'invitations', 'refused: the owner must make a new one'],
  coupons: ['coupon', 'coupons', 'refused: create new ones'],
  'one-time links': ['one-time link', 'one-time links', 'refused: the customer must ask for a new one'],
  'operator tokens': ['operator token', 'operator tokens', 'refused: create a new one first'],
  'idempotency records': [
    'record of a request',
    'records of requests',
    'lost: a request that is repeated within a day is done twice',
  ],
  backups: ['backup', 'backups', 'cannot be restored'],
  'derived license keys': [
    'derived license key',
    'derived license keys',
    'still valid, but not derived again: the order would get another key',
  ],
};

/** Lists what needs a secret, such as `12 license keys, 1 activation`; empty if nothing does. */
export function needing(needed: readonly Needed[]): string {
  return needed.map(countOf).join(', ');
}

export function writeLoss({ secret, generation, needed }: Destruction, flag: string): string {
  const command = `quietkey secret destroy ${generation}${flag} --apply`;
  if (needed.length === 0) {
    return `${wrap(`Nothing needs generation ${generation} of the ${secret}. Nothing was changed. To destroy it:`)}\n  ${command}`;
  }
  const losses = needed.map((need) => wrap(`- ${countOf(need)}: ${KINDS[need.kind][2]}`, '  '));
  const head = wrap(`Generation ${generation} of the ${secret} is needed. Without it:`);
  return `${head}\n${losses.join('\n')}\n\n${wrap('Nothing was changed. To destroy it anyway:')}\n  ${command} --even-if-needed`;
}

export function writeDestroyed({ secret, generation }: Destruction, isGone: boolean): string {
  const result = `Generation ${generation} of the ${secret} was destroyed on this server.`;
  const rest = isGone
    ? 'Destroy your other copies of it too.'
    : 'Remove its line from the environment of every server, and destroy your other copies of it.';
  return wrap(`${result} ${rest}`);
}

function countOf({ kind, held }: Needed): string {
  const [singular, plural] = KINDS[kind];
  return counted(held, singular, plural);
}
