/**
 * A group commit: several operations under one COMMIT. A refusal or a bug undoes only the writes of its own operation.
 * If an operation fails after it has written, the group runs again with a savepoint for each operation. After the
 * commit each operation is concluded (leases are signed) outside of the transaction. No operation is ever half done,
 * and success is reported only after the commit. The writer gathers the groups and delivers the answers.
 */

import type { Catalogue } from '../../../server/domain/kernel/named-operation.ts';
import { entryOf, type Job, type Ports } from '../../store/catalogue.ts';
import { refused, thrown, type Outcome } from '../../store/outcome.ts';
import { codeOf, faultOf } from '../faults.ts';
import { runOperation, type SqliteConnection } from '../connection.ts';

export interface Group {
  readonly connection: SqliteConnection;
  readonly operations: Catalogue;
  readonly ports: Ports;
}

/**
 * The end of a group commit. `full`: there was no space for a write. `broken`: the store cannot be trusted any longer,
 * and the process should end.
 */
export interface GroupEnd {
  readonly outcomes: readonly Outcome[];
  readonly full: boolean;
  readonly broken?: string;
}

/** What an operation decided inside of the transaction, or the outcome with which the operation ended there. */
type Decided = { readonly decided: unknown } | Outcome;

/** The end of an operation inside of the transaction, and whether it failed after it had written. */
interface Attempt {
  readonly decided: Decided;
  readonly isHalfDone: boolean;
}

/** Thrown if the whole transaction of a group failed, so that no operation of the group succeeds. */
class GroupLost extends Error {}

/**
 * Runs a group of operations. If the disk is full, nothing of the group was committed (SQLite reports the full disk
 * before the last byte of a commit is written). Then each operation is tried alone: operations that write nothing still
 * succeed.
 */
export function runGroup(group: Group, jobs: readonly Job[]): GroupEnd {
  try {
    const decided = commitAll(group, jobs);
    return { outcomes: jobs.map((job, i) => concluded(group, job, decided[i])), full: false };
  } catch (error) {
    undo(group.connection);
    const cause = error instanceof GroupLost ? error.cause : error;
    const fault = faultOf(cause);
    const full = fault === 'full' || fault === 'unsure';
    if (full && jobs.length > 1) return oneByOne(group, jobs);
    if (full) return { outcomes: [refused(fault === 'full' ? 'disk_full' : 'outcome_unknown')], full };
    if (fault === 'busy')
      return { outcomes: jobs.map(() => refused('busy', { retryAfter: 1 })), full: false };
    // a transaction that ends in an unforeseen way makes the store unusable
    const broken = codeOf(cause) || String(cause);
    return { outcomes: jobs.map(() => refused('outcome_unknown')), full: false, broken };
  }
}

/**
 * Runs a read-only operation on one snapshot of the store.
 * @throws the engine's fault
 */
export function runRead({ connection, operations, ports }: Group, job: Job): Outcome {
  const entry = entryOf(operations, job.name);
  connection.step('beginRead');
  try {
    const answer = runOperation(connection, entry.operate(job.input as never, job.call, ports.vault));
    return { answer: entry.conclude(answer as never, ports.signer, ports.vault) };
  } catch (error) {
    if (faultOf(error) !== undefined) throw error;
    return thrown(error, job.name, codeOf(error));
  } finally {
    undo(connection);
  }
}

function commitAll(group: Group, jobs: readonly Job[]): Decided[] {
  const { connection } = group;
  connection.step('beginWrite');
  const decided = decideTogether(group, jobs) ?? decideApart(group, jobs);
  connection.step(decided.some((result) => 'decided' in result) ? 'commit' : 'rollback');
  return decided;
}

/** Runs all operations in the transaction; undefined if one failed after it had written. */
function decideTogether(group: Group, jobs: readonly Job[]): Decided[] | undefined {
  const all: Decided[] = [];
  for (const job of jobs) {
    const { decided, isHalfDone } = attempt(group, job);
    if (isHalfDone) return undefined;
    all.push(decided);
  }
  return all;
}

/** Begins the transaction again, and runs each operation in a savepoint. */
function decideApart(group: Group, jobs: readonly Job[]): Decided[] {
  const { connection } = group;
  connection.step('rollback');
  connection.step('beginWrite');
  return jobs.map((job) => {
    connection.step('savepoint');
    const { decided, isHalfDone } = attempt(group, job);
    if (isHalfDone) connection.step('rollbackTo');
    connection.step('release');
    return decided;
  });
}

function attempt({ connection, operations, ports }: Group, job: Job): Attempt {
  const { changes } = connection;
  try {
    const { operate } = entryOf(operations, job.name);
    const decided = runOperation(connection, operate(job.input as never, job.call, ports.vault));
    return { decided: { decided }, isHalfDone: false };
  } catch (error) {
    if (!connection.inTransaction || faultOf(error) !== undefined)
      throw new GroupLost('lost', { cause: error });
    const decided = thrown(error, job.name, codeOf(error));
    return { decided, isHalfDone: connection.changes !== changes };
  }
}

function concluded({ operations, ports }: Group, job: Job, decided: Decided | undefined): Outcome {
  if (decided === undefined) return refused('outcome_unknown');
  if (!('decided' in decided)) return decided;
  try {
    const { conclude } = entryOf(operations, job.name);
    return { answer: conclude(decided.decided as never, ports.signer, ports.vault) };
  } catch (error) {
    return thrown(error, job.name, codeOf(error));
  }
}

function oneByOne(group: Group, jobs: readonly Job[]): GroupEnd {
  const ends: GroupEnd[] = [];
  for (const job of jobs) {
    const lost = ends.at(-1)?.broken;
    ends.push(
      lost === undefined
        ? runGroup(group, [job])
        : { outcomes: [refused('outcome_unknown')], full: false, broken: lost },
    );
  }
  const broken = ends.at(-1)?.broken;
  return {
    outcomes: ends.flatMap(({ outcomes }) => outcomes),
    full: ends.some(({ full }) => full),
    ...(broken === undefined ? {} : { broken }),
  };
}

function undo(connection: SqliteConnection): void {
  if (!connection.inTransaction) return;
  try {
    connection.step('rollback');
  } catch {
    // a transaction that cannot be rolled back ends with its connection, and the caller reports the original cause
  }
}
