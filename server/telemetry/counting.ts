/**
 * Counts how requests end. Each request is one addition in memory, and once a minute the sums are added to the stored
 * sums. A request never waits for its count. A killed process loses its counts of the last minute; if it is unknown
 * whether sums were written, they are dropped, so that nothing is counted twice.
 */

import type { RenewAnswer } from '../../client-sdk/typescript/contract/wire.ts';
import { cellOf, type Count, type Counted } from '../domain/statistics/request-counts.ts';
import { dayOf, type Day, type Instant } from '../domain/kernel/day.ts';
import type { Run } from '../domain/kernel/named-operation.ts';
import { operations } from '../domain/operations.ts';
import { Refusal } from '../domain/kernel/refusal.ts';

/** The maximum number of sums in memory, so that requests with made-up product names cannot fill the memory. */
const CELLS_MAX = 2_000;
const ACTOR = 'server';

export interface Counting {
  /** Runs an operation and counts how the operation ended. */
  readonly run: Run;
  /** Counts something that has ended now. */
  count(counted: Counted): void;
  /** Writes the counts to the store. Never throws: sums that could not be written are kept for the next time. */
  flush(): Promise<void>;
}

/** The operations of clients that are counted. */
const KINDS: ReadonlyMap<string, Counted['kind']> = new Map([
  [operations.activation.activate.name, 'activations'],
  [operations.activation.activateSignedIn.name, 'activations'],
  [operations.activation.renewLease.name, 'renewals'],
  [operations.activation.releaseLease.name, 'releases'],
]);

export function openCounting(run: Run, now: () => Instant): Counting {
  let sums = new Map<string, Count>();
  /** The licenses that are not counted, read once between two writes of the sums, and only if there is a request. */
  let uncounted: Promise<ReadonlySet<string>> | undefined;

  function add(counted: Counted, day: Day, n: number): void {
    const name = `${cellOf(counted)} ${day}`;
    const sum = sums.get(name);
    if (sum !== undefined) sum.n += n;
    else if (sums.size < CELLS_MAX || counted.product === null) sums.set(name, { ...counted, day, n });
    else add({ ...counted, product: null }, day, n);
  }

  return {
    count: (counted) => add(counted, dayOf(now()), 1),
    async run(operation, input, actor, purpose) {
      const kind = KINDS.get(operation.name);
      if (kind === undefined) return run(operation, input, actor, purpose);
      uncounted ??= readUncounted(run);
      try {
        const answer = await run(operation, input, actor, purpose);
        if (!isUncounted(answer, await uncounted)) add(endOf(kind, input, answer), dayOf(now()), 1);
        return answer;
      } catch (error) {
        if (error instanceof Refusal && error.code !== 'authorization_pending') {
          const refused: Counted = { kind: 'refusals', product: productIn(input), code: error.code };
          add(refused, dayOf(now()), 1);
        }
        throw error;
      }
    },
    async flush() {
      if (sums.size === 0) return;
      const counts = [...sums.values()];
      sums = new Map();
      uncounted = undefined;
      try {
        await run(operations.statistics.keepCounts, { counts }, ACTOR);
      } catch (error) {
        if (error instanceof Refusal && error.code === 'outcome_unknown') return;
        for (const { day, n, ...counted } of counts) add(counted, day, n);
      }
    },
  };
}

/** The licenses of people who have restricted or objected to the use of their data; none if they cannot be read. */
async function readUncounted(run: Run): Promise<ReadonlySet<string>> {
  const all = new Set<string>();
  try {
    let after: string | null = '';
    while (after !== null) {
      const part: { licenses: string[]; next: string | null } = await run(
        operations.rights.listUncounted,
        { after },
        ACTOR,
      );
      for (const license of part.licenses) all.add(license);
      after = part.next;
    }
  } catch {
    return all;
  }
  return all;
}

/** The product that the request names. In a renewal only the answer names the product. */
function productIn(input: unknown): string | null {
  return (input as { product?: string }).product ?? null;
}

/**
 * How a request ended. A request that is answered with a statement counts as refused, unless the statement answers a
 * release.
 */
function endOf(kind: Counted['kind'], input: unknown, answer: unknown): Counted {
  if (kind === 'activations') return { kind, product: productIn(input), code: null };
  const given = answer as RenewAnswer;
  if ('lease' in given) return { kind, product: claimIn('aud', given.lease), code: null };
  const product = claimIn('aud', given.statement);
  const ending = claimIn('kind', given.statement);
  if (kind === 'releases' && ending === 'released') return { kind, product, code: null };
  return { kind: 'refusals', product, code: ending };
}

/** Whether an answer is about a license that is not counted. A refused request names no license, and is counted. */
function isUncounted(answer: unknown, uncounted: ReadonlySet<string>): boolean {
  if (uncounted.size === 0) return false;
  const { lease, statement } = answer as { lease?: string; statement?: string };
  const license = lease === undefined ? claimIn('license', statement ?? '') : claimIn('sub', lease);
  return uncounted.has(license ?? '');
}

const CLAIMS = {
  aud: /"aud":"([^"\\]+)"/,
  kind: /"kind":"(\w+)"/,
  license: /"license":"([\w-]+)"/,
  sub: /"sub":"([\w-]+)"/,
};

/** A claim of a token that this server has just signed, found without parsing the other claims. */
function claimIn(name: keyof typeof CLAIMS, token: string): string | null {
  const payload = Buffer.from(token.slice(token.indexOf('.') + 1, token.lastIndexOf('.')), 'base64url');
  return CLAIMS[name].exec(payload.toString('latin1'))?.[1] ?? null;
}
