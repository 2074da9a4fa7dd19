/**
 * Counts how requests ended, beside serving them: one addition in memory, and once a minute the sums are added to those
 * that are stored. Guarantees that a request never waits for it. A process that is killed loses what it had counted since
 * the last time; sums whose writing has an unknown outcome are lost rather than counted twice.
 */

import type { RenewAnswer } from '../../client-sdk/typescript/contract/wire.ts';
import { cellOf, type Count, type Counted } from '../domain/statistics/request-counts.ts';
import { dayOf, type Day, type Instant } from '../domain/kernel/day.ts';
import type { Run } from '../domain/kernel/named-operation.ts';
import { operations } from '../domain/operations.ts';
import { Refusal } from '../domain/kernel/refusal.ts';

/** Sums that are kept at once: whoever makes up names of products gets no memory for them. */
const CELLS_MAX = 2_000;
const ACTOR = 'server';

export interface Counting {
  /** Runs an operation and counts how it ended. */
  readonly run: Run;
  /** Writes what was counted. Never throws: what could not be written is kept for the next time. */
  flush(): Promise<void>;
}

/** What is counted of clients' operations. */
const KINDS: ReadonlyMap<string, Counted['kind']> = new Map([
  [operations.activation.activate.name, 'activations'],
  [operations.activation.renewLease.name, 'renewals'],
  [operations.activation.releaseLease.name, 'releases'],
]);

export function openCounting(run: Run, now: () => Instant): Counting {
  let sums = new Map<string, Count>();

  function add(counted: Counted, day: Day, n: number): void {
    const name = `${cellOf(counted)} ${day}`;
    const held = sums.get(name);
    if (held !== undefined) held.n += n;
    else if (sums.size < CELLS_MAX || counted.product === null) sums.set(name, { ...counted, day, n });
    else add({ ...counted, product: null }, day, n);
  }

  return {
    async run(operation, input, actor) {
      const kind = KINDS.get(operation.name);
      if (kind === undefined) return run(operation, input, actor);
      try {
        const answer = await run(operation, input, actor);
        add(endOf(kind, input, answer), dayOf(now()), 1);
        return answer;
      } catch (error) {
        if (error instanceof Refusal) {
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
      try {
        await run(operations.statistics.keepCounts, { counts }, ACTOR);
      } catch (error) {
        if (error instanceof Refusal && error.code === 'outcome_unknown') return;
        for (const { day, n, ...counted } of counts) add(counted, day, n);
      }
    },
  };
}

/** Of a renewal nothing names the product but its answer. */
function productIn(input: unknown): string | null {
  return (input as { product?: string }).product ?? null;
}

/** A statement is a no, unless it is the release that was asked for. */
function endOf(kind: Counted['kind'], input: unknown, answer: unknown): Counted {
  if (kind === 'activations') return { kind, product: productIn(input), code: null };
  const given = answer as RenewAnswer;
  if ('lease' in given) return { kind, product: claimIn('aud', given.lease), code: null };
  const product = claimIn('aud', given.statement);
  const ending = claimIn('kind', given.statement);
  if (kind === 'releases' && ending === 'released') return { kind, product, code: null };
  return { kind: 'refusals', product, code: ending };
}

const CLAIMS = { aud: /"aud":"([^"\\]+)"/, kind: /"kind":"(\w+)"/ };

/** A claim of a token that this server has just signed, found without parsing the others. */
function claimIn(name: keyof typeof CLAIMS, token: string): string | null {
  const payload = Buffer.from(token.slice(token.indexOf('.') + 1, token.lastIndexOf('.')), 'base64url');
  return CLAIMS[name].exec(payload.toString('latin1'))?.[1] ?? null;
}
