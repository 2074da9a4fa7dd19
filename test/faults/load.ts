/**
 * The load of the fault rounds, the same on both sides: activation number i of a load is always the same machine with
 * the same nonce, so that a test can repeat the requests to a dead server without a record of them. Also the format of
 * the lines in which the server reports its answers. Running the load is left to `faulted-server.ts`.
 */

import { createHash } from 'node:crypto';
import type { InputOf } from '../../server/domain/kernel/named-operation.ts';
import type { operations } from '../../server/domain/operations.ts';

export interface Load {
  /** License keys, used in rotation. */
  readonly keys: readonly string[];
  /** Loads with another seed have other machines. */
  readonly seed: string;
  readonly from: number;
  readonly count: number;
  /** How many activations run concurrently. */
  readonly atOnce: number;
  /** The network of every machine, such as `203.0.113.0/24`; absent: no network is stored. */
  readonly network?: string;
  /** Whether what is refused for want of time is repeated. */
  readonly patient?: boolean;
}

/** What a test asks of a server, one line of JSON each. */
export type Ask =
  | ({ readonly ask: 'load' } & Load)
  /** Renews activation number i: before refresh-after it writes nothing. */
  | { readonly ask: 'renew'; readonly i: number }
  | { readonly ask: 'read' | 'ready' | 'lose writer' | 'close' };

/** What a server has reported about each activation of a load. */
export interface LoadReport {
  readonly done: ReadonlyMap<number, Done>;
  /** Codes of the contract, or the message of a bug. */
  readonly refused: ReadonlyMap<number, string>;
}

export interface Done {
  readonly activation: string;
  readonly sequence: number;
}

export function activationOf(
  { keys, seed, network = null }: Pick<Load, 'keys' | 'seed'> & { network?: string | null },
  i: number,
): InputOf<typeof operations.activation.activate> {
  const random = (use: string): string =>
    createHash('sha256').update(`${seed} ${i} ${use}`).digest().toString('base64url', 0, 16);
  return {
    product: 'sonar',
    licenseKey: keys[i % keys.length] ?? '',
    tags: [random('card'), random('wireless')],
    nonce: random('nonce'),
    network,
  };
}

export const doneLine = (i: number, { activation, sequence }: Done): string =>
  `done ${i} ${activation} ${sequence}`;

export const refusedLine = (i: number, code: string): string => `refused ${i} ${code}`;

/** Parses both kinds of lines; others are ignored, and so is an incomplete line at the end. */
export function readReport(output: string): LoadReport {
  const done = new Map<number, Done>();
  const refused = new Map<number, string>();
  for (const line of output.split('\n').slice(0, -1)) {
    const [kind, i, word = '', sequence] = line.split(' ');
    if (kind === 'done') done.set(Number(i), { activation: word, sequence: Number(sequence) });
    if (kind === 'refused') refused.set(Number(i), word);
  }
  return { done, refused };
}

/** One more than the highest number that may have been started when this was reported. */
export function begunBy({ done, refused }: LoadReport, { from, count, atOnce }: Load): number {
  const highest = [...done.keys(), ...refused.keys()].reduce((a, b) => Math.max(a, b), from - 1);
  return Math.min(from + count, highest + 1 + atOnce);
}
