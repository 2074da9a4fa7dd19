/**
 * The writer thread behind its link: groups, the bounded queue, a lost writer, an orderly close, and concurrent reads.
 */

import { expect } from 'chai';
import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { busy, JobQueue, type Waiting } from '../../../../db/sqlite/store/queue.ts';
import { openWriter } from '../../../../db/sqlite/connection.ts';
import { StoreUnusable } from '../../../../db/store/unusable.ts';
import { WriterLink } from '../../../../db/sqlite/store/writer-link.ts';
import { Refusal } from '../../../../server/domain/kernel/refusal.ts';
import { licenseRow, productRow, TODAY } from '../../../support/rows.ts';
import { BATCHES, CALL, putTask } from '../../batches.ts';
import {
  askerOf,
  freshFolder,
  openWriterAt,
  TEST_WORKER,
  type BatchStore,
} from '../../../support/engines.ts';
import { licenseQueries } from '../../../../server/domain/licensing/license.ts';
import { productQueries } from '../../../../server/domain/licensing/product.ts';
import { purgeQueries } from '../../../../server/domain/privacy/purge.ts';
import type { Query } from '../../../../server/domain/kernel/query.ts';
import { GROUP_JOBS_MAX, QUEUE_JOBS_MAX, QUEUE_MS_MAX } from '../../../../db/store/queue-limits.ts';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { once } from 'node:events';

type Settled = { answer: unknown } | { error: unknown };

const settle = (promise: Promise<unknown>): Promise<Settled> =>
  promise.then(
    (answer) => ({ answer }),
    (error: unknown) => ({ error }),
  );

const codeOf = (settled: Settled | undefined): string =>
  settled !== undefined && 'error' in settled && settled.error instanceof Refusal
    ? settled.error.code
    : 'none';

describe('the store behind a writer thread', () => {
  let folder: ReturnType<typeof freshFolder>;
  let store: BatchStore;
  let fatal: Error[];

  beforeEach(async () => {
    folder = freshFolder();
    fatal = [];
    store = await openWriterAt(folder.path, (error) => fatal.push(error));
  });

  afterEach(async () => {
    await store.close();
    folder.remove();
  });

  const write = (...queries: Query[]) => store.run(BATCHES.write, queries, CALL);

  it('answers many concurrent operations, each with its own result', async () => {
    const answers = await Promise.all(
      Array.from({ length: 500 }, (_one, i) => write(putTask(`task ${i}`, i))),
    );
    expect(answers).to.have.lengthOf(500);
    const days = await Promise.all(
      answers.map((_one, i) => store.run(BATCHES.read, [purgeQueries.findTask({ task: `task ${i}` })], CALL)),
    );
    expect(days.map(([first]) => first?.result)).to.deep.equal(answers.map((_answer, i) => ({ day: i })));
  });

  it('sells no seat twice', async () => {
    await write(
      productQueries.addProduct(productRow()),
      licenseQueries.addLicense(licenseRow({ used: 0, seats: 5 })),
    );
    const takes = Array.from({ length: 200 }, () =>
      write(licenseQueries.takeSeat({ license: licenseRow().id })),
    );
    const taken = (await Promise.all(takes)).filter(([first]) => first?.result === 1);
    expect(taken).to.have.lengthOf(5);
    expect(
      (await askerOf(store, 'read')(licenseQueries.findLicense({ license: licenseRow().id })))?.used,
    ).to.equal(5);
  });

  it('passes refusals and bugs to the caller, without values', async () => {
    const [refused, failed, after] = await Promise.all([
      settle(store.run(BATCHES.refuse, [putTask('a')], CALL)),
      settle(store.run(BATCHES.fail, [putTask('b')], CALL)),
      settle(write(putTask('c'))),
    ]);
    expect(refused).to.have.nested.property('error.parts').that.deep.equals({
      code: 'seats_taken',
      detail: 'as the test asked',
    });
    expect(refused).to.have.property('error').that.is.instanceOf(Refusal);
    expect(failed).to.have.nested.property('error.message', 'fail: TypeError: cannot read … of undefined');
    expect(after).to.deep.equal({ answer: [{ result: 1 }] });
  });

  it('shows a read all changes that were answered before it', async () => {
    for (let i = 0; i < 50; i++) {
      await write(putTask('purge', i));
      const [day] = await store.run(BATCHES.read, [purgeQueries.findTask({ task: 'purge' })], CALL);
      expect(day?.result).to.deep.equal({ day: i });
    }
  });

  it('reads while another process holds the write lock, and the writer waits', async () => {
    await write(putTask('purge', 1));
    const other = openWriter(folder.path, TODAY);
    other.step('beginWrite');
    let hasWritten = false;
    const waiting = write(putTask('purge', 2)).finally(() => (hasWritten = true));
    const [day] = await store.run(BATCHES.read, [purgeQueries.findTask({ task: 'purge' })], CALL);
    expect(day?.result).to.deep.equal({ day: 1 });
    expect(hasWritten).to.equal(false);
    other.step('rollback');
    other.close();
    expect(await waiting).to.deep.equal([{ result: 1 }]);
  });

  it('refuses jobs when the queue is full, and jobs that wait too long', async () => {
    const other = openWriter(folder.path, TODAY);
    other.step('beginWrite');
    const first = settle(write(putTask('first')));
    // it is with the writer, and the others come after it
    for (let turns = 0; turns < 2; turns += 1) await nextTurn();
    const rest = Array.from({ length: QUEUE_JOBS_MAX + 5 }, () => settle(write(putTask('rest'))));
    const tooMany = await Promise.all(rest.slice(-5));
    expect(tooMany.map(codeOf)).to.deep.equal(Array.from({ length: 5 }, () => 'busy'));
    expect(await store.ready()).to.equal(false);
    const waited = await Promise.all(rest);
    expect(waited.map(codeOf).every((code) => code === 'busy')).to.equal(true);
    other.step('rollback');
    other.close();
    // its wait for the lock has a bound of its own, which a busy machine may reach
    const begun = await first;
    if (codeOf(begun) !== 'busy') expect(begun).to.deep.equal({ answer: [{ result: 1 }] });
    expect(await store.ready()).to.equal(true);
  });

  it('answers all outstanding calls when the writer is lost, and notifies the process once', async () => {
    const outstanding = [settle(store.run(BATCHES.die, null, CALL))];
    for (let i = 0; i < 200; i++) outstanding.push(settle(write(putTask(`task ${i}`))));
    const codes = (await Promise.all(outstanding)).map(codeOf);
    expect(new Set(codes)).to.deep.equal(new Set(['outcome_unknown']));
    expect(codeOf(await settle(write(putTask('later'))))).to.equal('outcome_unknown');
    expect(fatal.map(({ message }) => message)).to.deep.equal(['the writer ended with status 9']);
    expect(await store.ready()).to.equal(false);

    const after = await openWriterAt(folder.path);
    expect(await askerOf(after)(purgeQueries.findTask({ task: 'half' }))).to.equal(undefined);
    await after.close();
  });

  it('answers the accepted calls before it closes, and refuses later ones', async () => {
    const accepted = Array.from({ length: 300 }, (_one, i) => settle(write(putTask(`task ${i}`))));
    const closed = store.close();
    const late = settle(write(putTask('late')));
    await closed;
    expect((await Promise.all(accepted)).filter((outcome) => 'answer' in outcome)).to.have.lengthOf(300);
    expect(codeOf(await late)).to.equal('busy');
    expect(existsSync(`${folder.path}-wal`)).to.equal(false);
    expect(fatal).to.deep.equal([]);
  });

  it('reports in one line why a file cannot be used', async () => {
    const path = `${dirname(folder.path)}/missing/quietkey.db`;
    let ended: Promise<unknown> | undefined;
    process.once('worker', (worker) => {
      ended = once(worker, 'exit');
    });
    const opened = await settle(openWriterAt(path, (error) => fatal.push(error)));
    await ended;
    expect(fatal).to.deep.equal([]);
    expect(opened).to.have.property('error').that.is.instanceOf(StoreUnusable);
  });
});

describe('the queue of the writer', () => {
  const rejected: Error[] = [];
  const waiting = (name: string, since = 0): Waiting => ({
    job: { name, input: null, call: CALL },
    since,
    resolve: () => undefined,
    reject: (error) => rejected.push(error),
  });
  const names = (group: readonly Waiting[]) => group.map(({ job }) => job.name);

  beforeEach(() => rejected.splice(0));

  it('gathers the oldest first, and one slice of long work at most', () => {
    const queue = new JobQueue();
    for (const name of ['purgeSlice', 'a', 'purgeSlice', 'b']) queue.add(waiting(name));
    expect(names(queue.gather())).to.deep.equal(['purgeSlice', 'a', 'b']);
    expect(names(queue.gather())).to.deep.equal(['purgeSlice']);
    expect(queue.gather()).to.deep.equal([]);
  });

  it('limits a group and its own length', () => {
    const queue = new JobQueue();
    for (let i = 0; i < QUEUE_JOBS_MAX + 1; i++) queue.add(waiting(`${i}`));
    expect(rejected).to.deep.equal([busy()]);
    expect(queue.gather().length).to.equal(GROUP_JOBS_MAX);
    expect(queue.size).to.equal(QUEUE_JOBS_MAX - GROUP_JOBS_MAX);
  });

  it('refuses only jobs that are too old', () => {
    const queue = new JobQueue();
    for (const since of [0, 1, 2]) queue.add(waiting(`${since}`, since));
    queue.expire(QUEUE_MS_MAX);
    expect(rejected).to.have.lengthOf(1);
    expect(names(queue.empty())).to.deep.equal(['1', '2']);
  });
});

describe('the WAL of a writer', () => {
  const MEGABYTE = 1 << 20;
  let folder: ReturnType<typeof freshFolder>;
  let link: WriterLink;

  beforeEach(async () => {
    folder = freshFolder();
    const workerData = { path: folder.path, today: TODAY };
    link = new WriterLink({
      worker: TEST_WORKER,
      workerData,
      onFatal: (error) => expect.fail(error.message),
    });
    await link.opened();
  });
  afterEach(async () => {
    await link.drain();
    await link.close();
    folder.remove();
  });

  /** A megabyte in a table and as much in its index. */
  const write = (megabytes: number) =>
    Promise.all(
      Array.from({ length: megabytes }, (_value, index) =>
        link.submit({ name: 'write', input: [putTask(`${index} ${'x'.repeat(MEGABYTE)}`)], call: CALL }),
      ),
    );

  const walBytes = () => statSync(`${folder.path}-wal`).size;

  it('is left to the process that scrubs the file, and checkpointed again afterwards', async () => {
    await write(1);
    const before = statSync(folder.path).size;
    link.leaveWal();
    await write(10);
    expect(statSync(folder.path).size).to.equal(before);
    expect(walBytes()).to.be.greaterThan(10 * MEGABYTE);
    link.checkpointAgain();
    await write(1);
    expect(statSync(folder.path).size).to.be.greaterThan(before + 10 * MEGABYTE);
  });
});
