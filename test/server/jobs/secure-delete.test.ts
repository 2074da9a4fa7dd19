/**
 * The secure delete through a server's store: what it leaves in the file, that calls are answered meanwhile, a reader
 * that blocks it, statistics, a second process, a full disk. The worlds are real; copies of their files are searched for
 * residue.
 */

import Database from 'better-sqlite3';
import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openWriter } from '../../../db/sqlite/connection.ts';
import { findResidue } from '../../../db/sqlite/secure-delete/scrub-pages.ts';
import { StoreUnusable } from '../../../db/store/unusable.ts';
import { readConfig } from '../../../server/config/config.ts';
import { databasePath } from '../../../server/composition/prepare-secrets.ts';
import { openWorld, runPurge, type World } from '../../../server/composition/world.ts';
import { finishReceipts } from '../../../server/jobs/sign-receipts.ts';
import { proven, random22 } from '../../support/machine.ts';
import { mayMount } from '../../support/mount.ts';
import { until } from '../../support/until.ts';
import { openTestWorld, type TestWorld } from '../../support/world.ts';
import { toDay } from '../../../server/domain/kernel/day.ts';
import { operations } from '../../../server/domain/operations.ts';

/** More than a fast machine can take during a secure delete. */
const SEATS = 10_000;

describe('the secure delete', () => {
  let test: TestWorld;
  let path: string;
  let licenseKey: string;

  beforeEach(async () => {
    test = await openTestWorld('worker');
    path = databasePath(test.config);
    await test.run(operations.licensing.addProduct, {
      product: 'sonar',
      name: 'Sonar',
      terms: { seats: SEATS },
    });
    ({ licenseKey } = await test.run(operations.licensing.issueLicense, {
      product: 'sonar',
      email: 'ada@example.com',
    }));
  });
  afterEach(() => test.end());

  const activate = (world: World = test.world) => {
    const machine = { tags: [random22()], nonce: random22(), network: null, username: 'ada' };
    return world.run(operations.activation.activate, { product: 'sonar', licenseKey, ...machine }, 'client');
  };
  /** Takes many seats and releases them, which leaves copies in pages. */
  const leaveTraces = async () => {
    const activated = await Promise.all(Array.from({ length: 200 }, () => activate()));
    await Promise.all(
      activated
        .slice(0, 150)
        .map((answer) =>
          test.run(operations.activation.releaseLease, proven('release', answer, [random22()])),
        ),
    );
    return activated;
  };
  const reader = () => {
    const database = new Database(path, { readonly: true });
    database.exec('BEGIN');
    database.prepare('SELECT COUNT(*) FROM activations').get();
    return database;
  };

  /** Searches a copy, since this process has the database open. */
  const residue = () => {
    execFileSync('cp', [path, `${path}.copy`]);
    const bytes = readFileSync(`${path}.copy`);
    return findResidue({
      size: bytes.length,
      read: (offset, length) => bytes.subarray(offset, offset + length),
    });
  };

  it('leaves no residue, and an empty WAL', async () => {
    await leaveTraces();
    const deletion = await test.world.secureDelete();
    expect(deletion).to.include({ kind: 'deleted', engine: 'sqlite', residueBytes: 0 });
    expect(statSync(`${path}-wal`).size).to.equal(0);
    expect(deletion).to.have.property('bytesScanned', statSync(path).size);
    expect(residue().places).to.deep.equal({});
    await activate();
  });

  it('is followed by a mark: a copy of the file without a later commit is refused', async () => {
    await leaveTraces();
    expect(await test.world.secureDelete()).to.include({ kind: 'deleted' });
    await activate();
    const copy = `${path}.alone`;
    await until(() => {
      execFileSync('cp', [path, copy]);
      const database = new Database(copy);
      const mark = database.pragma('user_version', { simple: true });
      database.close();
      return mark === 1;
    });
    expect(() => openWriter(copy, toDay(20_000))).to.throw(StoreUnusable, /without its WAL/);
  });

  it('empties the statistics of ANALYZE', async () => {
    await leaveTraces();
    const other = new Database(path);
    other.exec('ANALYZE; PRAGMA optimize');
    expect(other.prepare('SELECT COUNT(*) FROM sqlite_stat4').pluck().get()).to.be.greaterThan(0);
    other.close();
    expect(await test.world.secureDelete()).to.include({ residueBytes: 0 });
    expect(residue().places).to.deep.equal({});
  });

  it('is postponed after a bounded time while a reader uses an old snapshot, and done afterwards', async () => {
    await leaveTraces();
    const open = reader();
    await activate();
    await runPurge(test.world, { apply: true });
    expect(await finishReceipts(test.world)).to.deep.equal({ kind: 'put off', because: 'held' });
    const [owed] = (await test.run(operations.privacy.listReceipts, {})).items;
    expect(owed).to.include({ state: 'erasing', token: null });
    open.close();
    expect(await finishReceipts(test.world)).to.include({ kind: 'signed', signed: 1 });
    expect((await test.run(operations.privacy.listReceipts, {})).items[0]?.token).to.be.a('string');
  });

  it('delays no call meanwhile, even if a reader blocks it', async () => {
    await leaveTraces();
    const live = await activate();
    const open = reader();
    await activate();
    let isOver = false;
    const deleting = test.world.secureDelete().finally(() => (isOver = true));
    test.clock.move(8 * 86_400);
    const renewed = await test.run(operations.activation.renewLease, proven('renew', live, [random22()]));
    expect(renewed).to.include({ sequence: live.sequence + 1 });
    for (let count = 0; count < 20; count++) await activate();
    expect(await test.world.ready()).to.equal(true);
    expect(isOver).to.equal(false);
    expect(await deleting).to.deep.equal({ kind: 'put off', because: 'held' });
    open.close();
  });

  it('counts nothing of what is written meanwhile, and runs once at a time', async () => {
    await leaveTraces();
    const over = new AbortController();
    const deleting = test.world.secureDelete().finally(() => over.abort());
    expect(await test.world.secureDelete()).to.deep.equal({ kind: 'put off', because: 'busy' });
    for (let taken = 0; !over.signal.aborted && taken < SEATS / 2; taken += 8)
      await Promise.all(Array.from({ length: 8 }, () => activate()));
    expect(await deleting).to.include({ kind: 'deleted', residueBytes: 0 });
  });

  it('is done by the server if one runs, and otherwise by the command', async () => {
    const command = await openWorld(test.config, { threads: 'in-thread', clock: test.clock });
    try {
      expect(await command.secureDelete()).to.deep.equal({ kind: 'put off', because: 'beside' });
      await activate(command);
      expect(await test.world.secureDelete(), 'with the command open').to.include({ residueBytes: 0 });
      await test.world.close();
      expect(await command.secureDelete()).to.include({ kind: 'deleted', residueBytes: 0 });
      await activate(command);
    } finally {
      await command.close();
      test.world = await openWorld(test.config, { clock: test.clock, threads: 'worker' });
    }
  });

  it('ends properly if the server is closed meanwhile', async () => {
    await leaveTraces();
    const deleting = test.world.secureDelete();
    await test.world.close();
    expect((await deleting).kind).to.be.oneOf(['deleted', 'put off']);
    test.world = await openWorld(test.config, { clock: test.clock, threads: 'worker' });
    await activate();
  });

  if (mayMount()) {
    for (const share of [0.5, 0])
      it(`loses nothing on a disk with little space (${share} of the file)`, async () => {
        const activated = await leaveTraces();
        await test.world.close();
        const place = join(test.folder, 'small');
        const data = join(place, 'data');
        mkdirSync(place);
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m,mode=700', 'tmpfs', place]);
        try {
          cpSync(test.config.dataFolder, data, { recursive: true });
          const small = await openWorld(readConfig({ QUIETKEY_DATA: data }), { clock: test.clock });
          const { bavail, bsize } = statfsSync(place);
          writeFileSync(join(place, 'ballast'), Buffer.alloc(bavail * bsize - statSync(path).size * share));
          try {
            const live = activated.at(-1);
            if (live === undefined) throw new Error('there is no activation');
            const deletion = await small.secureDelete();
            rmSync(join(place, 'ballast'));
            if (deletion.kind === 'deleted') expect(deletion.residueBytes).to.equal(0);
            else expect(deletion.because).to.equal('no_room');
            if (share > 0) expect(deletion.kind).to.equal('deleted');
            expect(await small.secureDelete()).to.include({ kind: 'deleted', residueBytes: 0 });
            expect(
              await small.run(
                operations.activation.renewLease,
                proven('renew', live, [random22()]),
                'client',
              ),
            ).to.have.property('lease');
          } finally {
            await small.close();
          }
        } finally {
          execFileSync('umount', [place]);
          test.world = await openWorld(test.config, { clock: test.clock, threads: 'worker' });
        }
      });
  }
});
