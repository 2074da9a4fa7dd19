/**
 * Group commits: what a refusal, a bug, a failed commit and a full disk leave behind.
 */

import { expect } from 'chai';
import type { Job } from '../../../../db/store/catalogue.ts';
import { runGroup, runRead, type Group } from '../../../../db/sqlite/store/group-commit.ts';
import type { Outcome } from '../../../../db/store/outcome.ts';
import { openWriter, type SqliteConnection } from '../../../../db/sqlite/connection.ts';
import type { Query } from '../../../../server/domain/kernel/query.ts';
import type { Operation } from '../../../../server/domain/kernel/operation.ts';
import { licenseRow, productRow } from '../../../support/rows.ts';
import { BATCHES, CALL, NO_PORTS, putTask } from '../../batches.ts';
import { freshFolder } from '../../../support/engines.ts';
import { licenseQueries } from '../../../../server/domain/licensing/license.ts';
import { productQueries } from '../../../../server/domain/licensing/product.ts';
import { purgeQueries } from '../../../../server/domain/privacy/purge.ts';
import type { NamedOperation } from '../../../../server/domain/kernel/named-operation.ts';
import { toDay } from '../../../../server/domain/kernel/day.ts';

const job = (name: string, ...input: Query[]): Job => ({ name, input, call: CALL });

const codeOf = (outcome: Outcome | undefined): string =>
  outcome !== undefined && 'refusal' in outcome ? outcome.refusal.code : 'none';

describe('a group', () => {
  let folder: ReturnType<typeof freshFolder>;
  let connection: SqliteConnection;
  let group: Group;

  beforeEach(() => {
    folder = freshFolder();
    connection = openWriter(folder.path, toDay(20_000));
    group = { connection, operations: BATCHES, ports: NO_PORTS };
  });

  afterEach(() => {
    connection.close();
    folder.remove();
  });

  const tasks = (): string[] =>
    connection.database.prepare('SELECT task FROM tasks ORDER BY task').pluck().all() as string[];

  it('commits its operations together, and answers each', () => {
    const end = runGroup(group, [
      job('write', putTask('a')),
      job('write', putTask('b'), putTask('c')),
      job('nothing'),
    ]);
    expect(end).to.deep.equal({
      outcomes: [
        { answer: [{ result: 1 }] },
        { answer: [{ result: 1 }, { result: 1 }] },
        { answer: undefined },
      ],
      full: false,
    });
    expect(tasks()).to.deep.equal(['a', 'b', 'c']);
  });

  it('rolls back only a refused operation and a bug', () => {
    const { outcomes } = runGroup(group, [
      job('write', putTask('a')),
      job('refuse', putTask('b')),
      job('fail', putTask('c')),
      job('no such operation'),
      job('write', putTask('d'), licenseQueries.addLicense(licenseRow())),
      job('write', putTask('e')),
    ]);
    expect(tasks()).to.deep.equal(['a', 'e']);
    expect(outcomes[1]).to.deep.equal({ refusal: { code: 'seats_taken', detail: 'as the test asked' } });
    const bugs = [outcomes[2], outcomes[3], outcomes[4]].map((outcome) =>
      outcome !== undefined && 'bug' in outcome ? outcome.bug : undefined,
    );
    expect(bugs.map((bug) => bug?.message)).to.deep.equal([
      'fail: TypeError: cannot read … of undefined',
      'no such operation: Error: no operation no such operation',
      'write: SQLITE_CONSTRAINT_FOREIGNKEY',
    ]);
    expect(bugs[0]?.stack)
      .to.match(/^\s+at bug/)
      .and.not.contain('alice');
  });

  it('runs again with savepoints only if an operation failed after it had written', () => {
    const steps: string[] = [];
    const step = connection.step.bind(connection);
    connection.step = (next) => {
      steps.push(next);
      step(next);
    };
    const absent = purgeQueries.findTask({ task: 'absent' });
    runGroup(group, [job('write', putTask('a')), job('refuse', absent), job('no such operation')]);
    expect(steps.splice(0)).to.deep.equal(['beginWrite', 'commit']);
    runGroup(group, [job('write', putTask('b')), job('refuse', putTask('c'))]);
    expect(steps.splice(0).join(' ')).to.equal(
      'beginWrite rollback beginWrite savepoint release savepoint rollbackTo release commit',
    );
    expect(tasks()).to.deep.equal(['a', 'b']);
  });

  it('writes nothing if every operation was refused', () => {
    runGroup(group, [job('refuse', putTask('a')), job('fail', putTask('b'))]);
    expect(connection.inTransaction).to.equal(false);
    expect(tasks()).to.deep.equal([]);
  });

  it('keeps a committed operation whose answer cannot be concluded', () => {
    const { outcomes } = runGroup(group, [job('failToConclude', putTask('a')), job('write', putTask('b'))]);
    expect(outcomes[0]).to.have.nested.property('bug.message', 'failToConclude: Error: no key');
    expect(tasks()).to.deep.equal(['a', 'b']);
  });

  it('reports no success if the commit fails, and leaves nothing half done', () => {
    runGroup(group, [job('write', productQueries.addProduct(productRow()))]);
    const orphan: NamedOperation = {
      name: 'orphan',
      mode: 'write',
      operate: function* (): Operation<void> {
        connection.database.pragma('defer_foreign_keys = ON');
        yield [
          licenseQueries.addLicenseKey({
            verifier: 'v',
            generation: 1,
            license: 'none',
            createdDay: toDay(1),
          }),
        ];
      },
      conclude: () => 'done',
    };
    const end = runGroup({ ...group, operations: { ...BATCHES, orphan } }, [
      job('write', putTask('a')),
      job('orphan'),
    ]);
    expect(end.outcomes.map(codeOf)).to.deep.equal(['outcome_unknown', 'outcome_unknown']);
    expect(end.broken).to.equal('SQLITE_CONSTRAINT_FOREIGNKEY');
    expect(connection.inTransaction).to.equal(false);
    expect(tasks()).to.deep.equal([]);
    expect(runGroup(group, [job('write', putTask('b'))]).outcomes).to.deep.equal([
      { answer: [{ result: 1 }] },
    ]);
  });

  it('answers "busy" if another process holds the write lock', () => {
    const other = openWriter(folder.path, toDay(20_000));
    other.step('beginWrite');
    connection.database.pragma('busy_timeout = 20');
    const end = runGroup(group, [job('write', putTask('a')), job('nothing')]);
    other.step('rollback');
    other.close();
    expect(end.outcomes).to.deep.equal(
      Array.from({ length: 2 }, () => ({ refusal: { code: 'busy', retryAfter: 1 } })),
    );
    expect(tasks()).to.deep.equal([]);
  });

  it('answers "outcome unknown" and reports a fault if the connection is gone', () => {
    const gone = openWriter(folder.path, toDay(20_000));
    gone.close();
    const end = runGroup({ ...group, connection: gone }, [job('write', putTask('a'))]);
    expect(end.outcomes.map(codeOf)).to.deep.equal(['outcome_unknown']);
    expect(end.broken).to.match(/not open/);
  });

  describe('on a full disk', () => {
    const big = (task: string): Job => job('write', putTask(`${task} ${'x'.repeat(200_000)}`));

    beforeEach(() => {
      runGroup(group, [job('write', putTask('before'))]);
      const pages = connection.database.pragma('page_count', { simple: true }) as number;
      connection.database.pragma(`max_page_count = ${pages + 3}`);
    });

    it('runs operations that find space or write nothing, and refuses the others completely', () => {
      const { outcomes, full, broken } = runGroup(group, [
        job('write', putTask('a')),
        job('write', putTask('half'), ...(big('no').input as Query[])),
        job('write', purgeQueries.findTask({ task: 'before' })),
        big('neither'),
        job('refuse'),
        job('write', putTask('z')),
      ]);
      expect(outcomes.map(codeOf)).to.deep.equal([
        'none',
        'disk_full',
        'none',
        'disk_full',
        'seats_taken',
        'none',
      ]);
      expect([full, broken]).to.deep.equal([true, undefined]);
      expect(tasks()).to.deep.equal(['a', 'before', 'z']);
    });

    it('recovers by itself when there is space again', () => {
      expect(runGroup(group, [big('a')]).full).to.equal(true);
      connection.database.pragma('max_page_count = 1000000');
      expect(runGroup(group, [big('b')])).to.deep.equal({
        outcomes: [{ answer: [{ result: 1 }] }],
        full: false,
      });
    });
  });

  it('reads one snapshot of the store, and leaves no transaction open', () => {
    runGroup(group, [job('write', putTask('a'))]);
    expect(runRead(group, job('read', purgeQueries.findTask({ task: 'a' })))).to.deep.equal({
      answer: [{ result: { day: 1 } }],
    });
    expect(runRead(group, job('read', putTask('b')))).to.have.nested.property('bug');
    expect(connection.inTransaction).to.equal(false);
  });
});
