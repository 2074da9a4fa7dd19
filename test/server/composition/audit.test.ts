/**
 * The audit chain on both engines: what operators do has one leaf each, however many act at once; and what somebody does
 * to the database afterwards is found, also when the whole chain is computed again.
 */

import { expect } from 'chai';
import { hash as digest } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig, type Config } from '../../../server/config/config.ts';
import { lookAtHead, verifyAudit, type AuditReport } from '../../../server/composition/audit.ts';
import { makeBackup, restoreBackup } from '../../../server/composition/backups.ts';
import { replayDatabase } from '../../../server/composition/replay-database.ts';
import { openWorld, prepareFolder, runErasure, runPurge } from '../../../server/composition/world.ts';
import { lengthPrefixed } from '../../../server/crypto/length-prefixed.ts';
import { DAY_SECONDS } from '../../../server/domain/kernel/day.ts';
import { leafHash, type LeafRow } from '../../../server/domain/operator/chain.ts';
import { operations } from '../../../server/domain/operations.ts';
import type { World } from '../../../server/runtime/world.ts';
import { postgresToCopy, sqliteToCopy, type CopiedDatabase } from '../../support/database-copies.ts';
import { random22 } from '../../support/machine.ts';
import { patiently } from '../../support/patiently.ts';
import { movableClock } from '../../support/world.ts';

const ACTOR = 'terminal:test';
const ADA = 'ada@example.com';
const vault = {
  hash: (fields: readonly string[]) =>
    digest('sha256', lengthPrefixed(fields), 'buffer').toString('base64url'),
};

const ENGINES: [name: string, open: (folder: () => string) => Promise<CopiedDatabase>][] = [
  ['SQLite', sqliteToCopy],
  ['PostgreSQL', () => postgresToCopy()],
];

for (const [engine, open] of ENGINES) {
  describe(`the audit chain on ${engine}`, () => {
    let clock: ReturnType<typeof movableClock>;
    let folder: string;
    let config: Config;
    let database: CopiedDatabase;
    let license: string;
    /** The head after the look-up of the preparation: two actions and two looks. */
    let before: string;

    beforeEach(async () => {
      clock = movableClock();
      folder = mkdtempSync(join(tmpdir(), 'quietkey-test-'));
      database = await open(() => join(folder, 'data'));
      config = readConfig({ QUIETKEY_DATA: join(folder, 'data'), ...database.settings });
      prepareFolder(config, { clock });
      await within(async (world) => {
        await world.run(
          operations.licensing.addProduct,
          { product: 'sonar', name: 'Sonar', terms: {} },
          ACTOR,
        );
        license = await sell(world);
        await look(world);
        await world.run(operations.licensing.suspendLicense, { license, reason: 'unpaid' }, ACTOR);
        await look(world);
        before = (await world.run(operations.operator.showHead, {}, ACTOR)).token;
      });
    });
    afterEach(async () => {
      await database.end();
      rmSync(folder, { recursive: true });
    });

    const within = async <Answer>(act: (world: World) => Promise<Answer>): Promise<Answer> => {
      const world = await openWorld(config, { clock, threads: 'in-thread' });
      try {
        return await act(world);
      } finally {
        await world.close();
      }
    };
    const sell = async (world: World): Promise<string> => {
      const order = { product: 'sonar', email: ADA };
      return (await world.run(operations.licensing.issueLicense, order, ACTOR)).license.license;
    };
    const look = (world: World) => world.run(operations.licensing.showLicense, { license }, ACTOR, 'support');
    const verify = (...given: string[]): Promise<AuditReport> =>
      within((world) => verifyAudit(world, config, given));
    /** The faults and the heads that the chain does not have. */
    const found = async (...given: string[]): Promise<string[]> => {
      const { faults, heads } = await verify(...given);
      const broken = heads.filter(({ relation }) => relation !== 'kept');
      return [
        ...faults.map(({ fault, leaf }) => `${fault} ${leaf}`),
        ...broken.map(({ source, relation, leaves }) => `${source} ${relation} ${leaves}`),
      ];
    };
    const leaves = async (): Promise<LeafRow[]> =>
      (await database.query('SELECT * FROM audit_leaves ORDER BY number')).map(
        (row) => ({ ...row, number: Number(row['number']), day: Number(row['day']) }) as LeafRow,
      );
    /** Computes all hashes again, as somebody does who may write everything in the database. */
    const computeAgain = async (): Promise<void> => {
      let previous = '';
      for (const leaf of await leaves()) {
        previous = leafHash(previous, leaf, vault);
        await database.query(`UPDATE audit_leaves SET hash = '${previous}' WHERE number = ${leaf.number}`);
      }
      const { length } = await leaves();
      await database.query(`UPDATE audit_head SET leaves = ${length}, head = '${previous}'`);
    };
    const removeLast = async (): Promise<void> => {
      await database.query('DELETE FROM operator_actions WHERE leaf = 3');
      await database.query('DELETE FROM audit_leaves WHERE number = 3');
    };

    it('has one leaf for each action, and remembers its head beside the database', async () => {
      const { head, records, faults, heads } = await verify(before);
      expect(faults).to.deep.equal([]);
      expect(records).to.deep.equal({ verified: 4, deleted: 0, erased: 0 });
      expect((await leaves()).map(({ kind }) => kind)).to.deep.equal(['act', 'look', 'act', 'look']);
      expect(head.leaves).to.equal(4);
      expect(heads.map(({ source, relation }) => [source, relation])).to.deep.equal([
        ['remembered', 'kept'],
        ['given', 'kept'],
      ]);
      expect(readFileSync(join(config.dataFolder, 'tombstones', 'audit-head'), 'utf8')).to.equal(
        `${before}\n`,
      );
    });

    it('grows by nothing that a customer or an app does', async () => {
      await within(async (world) => {
        const { licenseKey } = await world.run(
          operations.licensing.issueLicense,
          { product: 'sonar', email: 'bo@example.com' },
          ACTOR,
        );
        const machine = {
          product: 'sonar',
          licenseKey,
          tags: [random22()],
          nonce: random22(),
          network: null,
        };
        await world.run(operations.activation.activate, machine, 'client');
      });
      expect((await leaves()).length).to.equal(5);
    });

    it('has one leaf for each of many actions at once, from two nodes', async () => {
      const [first, second] = [await openWorld(config, { clock }), await openWorld(config, { clock })];
      try {
        const looks = Array.from({ length: 20 }, (_, nth) =>
          patiently(() => look(nth % 2 === 0 ? first : second)),
        );
        await Promise.all(looks);
      } finally {
        await Promise.all([first.close(), second.close()]);
      }
      const { head, records, faults } = await verify(before);
      expect([head.leaves, records.verified, faults]).to.deep.equal([24, 24, []]);
    });

    it('is whole after records are deleted in their time', async () => {
      clock.move(366 * DAY_SECONDS);
      await within((world) => runPurge(world, { apply: true, counts: false }));
      const { records, faults } = await verify(before);
      expect(records).to.deep.equal({ verified: 0, deleted: 4, erased: 0 });
      expect(faults).to.deep.equal([]);
    });

    it('is whole after a person is erased from it, and has no value from which the license can be found', async () => {
      await within((world) =>
        runErasure(
          world,
          { email: ADA, only: [], endLicenses: false },
          { apply: true, urgent: false, actor: ACTOR, purpose: 'legal' },
        ),
      );
      const { records, faults } = await verify(before);
      expect(faults).to.deep.equal([]);
      expect(records).to.deep.equal({ verified: 1, deleted: 0, erased: 5 });
      expect(
        JSON.stringify([await leaves(), await database.query('SELECT * FROM operator_actions')]),
      ).not.to.include(license);
    });

    it('names a record that was deleted or changed, and a leaf that is gone', async () => {
      await database.query('DELETE FROM operator_actions WHERE leaf = 1');
      await database.query(`UPDATE operator_actions SET actor = 'terminal:other' WHERE leaf = 2`);
      expect(await found(before)).to.deep.equal(['record_missing 1', 'record_changed 2']);
      await database.query('DELETE FROM audit_leaves WHERE number = 3');
      expect(await found(before)).to.deep.equal([
        'record_missing 1',
        'record_changed 2',
        'leaf_missing 3',
        'remembered rolled back 4',
        'given rolled back 4',
      ]);
    });

    it('is found to be another one if all its hashes were computed again', async () => {
      await database.query(`UPDATE audit_leaves SET day = day - 1 WHERE number = 1`);
      expect(await found()).to.deep.equal(['leaf_changed 1']);
      await computeAgain();
      expect(await found(before)).to.deep.equal(['remembered replaced 4', 'given replaced 4']);
    });

    it('is found to be rolled back, and never forgets the head that shows it', async () => {
      await removeLast();
      expect(await found()).to.deep.equal(['leaf_missing 3', 'remembered rolled back 4']);
      await computeAgain();
      expect(await found()).to.deep.equal(['remembered rolled back 4']);
      await within(look);
      await within(look);
      expect(await found()).to.deep.equal(['remembered replaced 4']);
    });

    it('is compared with its heads by a short look', async () => {
      const look = () => within((world) => lookAtHead(world, config));
      const path = join(config.dataFolder, 'tombstones', 'audit-head');
      const kept = readFileSync(path);
      expect(await look()).to.deep.equal({ leaves: 4, isWhole: true, remembered: 'kept' });
      writeFileSync(path, 'a text that nobody signed');
      expect(await look()).to.deep.equal({ leaves: 4, isWhole: true, remembered: 'damaged' });
      rmSync(path);
      expect(await look()).to.deep.equal({ leaves: 4, isWhole: true, remembered: 'none' });
      writeFileSync(path, kept);
      await removeLast();
      expect(await look()).to.deep.equal({ leaves: 4, isWhole: false, remembered: 'rolled back' });
      await computeAgain();
      expect(await look()).to.deep.equal({ leaves: 3, isWhole: true, remembered: 'rolled back' });
      await within((world) => world.run(operations.licensing.reinstateLicense, { license }, ACTOR));
      expect(await look()).to.deep.equal({ leaves: 4, isWhole: true, remembered: 'replaced' });
    });

    it('names a stored head that is not that of the last leaf', async () => {
      await database.query(`UPDATE audit_head SET head = '${'x'.repeat(43)}'`);
      expect(await found()).to.deep.equal(['head_changed 3']);
    });

    it('says after a restore that it was restored, and what it may have lost', async () => {
      await database.backUp();
      await within(look);
      const { token: lost } = await within((world) => world.run(operations.operator.showHead, {}, ACTOR));
      await database.putBack();
      expect(await found(lost)).to.deep.equal(['remembered rolled back 5', 'given rolled back 5']);
      await replayDatabase(config, { always: false, clock }, () => Promise.resolve(undefined));
      expect(await found(before, lost)).to.deep.equal(['remembered restored 5', 'given restored 5']);
      const { restores } = await verify();
      expect(restores.map(({ leaf, lost: head }) => [leaf, head?.leaves])).to.deep.equal([[4, 5]]);
      await within(look);
      expect(await found(before)).to.deep.equal([]);
      await replayDatabase(config, { always: false, clock }, () => Promise.resolve(undefined));
      expect((await verify()).head.leaves, 'only one restored leaf').to.equal(6);
    });

    it('takes no restored leaf that this server did not sign', async () => {
      await database.backUp();
      await within(look);
      await database.putBack();
      await replayDatabase(config, { always: false, clock }, () => Promise.resolve(undefined));
      const [leaf] = (await leaves()).slice(-1);
      const [header, claims, signature] = leaf!.token!.split('.');
      const forged = { ...(JSON.parse(atob(claims!)) as object), lost: null };
      const token = [header, Buffer.from(JSON.stringify(forged)).toString('base64url'), signature].join('.');
      const commitment = vault.hash(['audit restored v1', token]);
      await database.query(
        `UPDATE audit_leaves SET token = '${token}', commitment = '${commitment}' WHERE number = 4`,
      );
      await computeAgain();
      expect(await found()).to.deep.equal(['restore_forged 4', 'remembered replaced 5']);
    });
  });
}

describe('the audit chain in a backup', () => {
  it('gets a restored leaf, and the head that the folder remembers stays comparable', async () => {
    const clock = movableClock();
    const folder = mkdtempSync(join(tmpdir(), 'quietkey-test-'));
    const config = readConfig({ QUIETKEY_DATA: join(folder, 'data') });
    prepareFolder(config, { clock });
    const within = async <Answer>(act: (world: World) => Promise<Answer>): Promise<Answer> => {
      const world = await openWorld(config, { clock, threads: 'in-thread' });
      try {
        return await act(world);
      } finally {
        await world.close();
      }
    };
    const sell = (world: World) =>
      world.run(operations.licensing.issueLicense, { product: 'sonar', email: ADA }, ACTOR);
    try {
      await within(async (world) => {
        await world.run(
          operations.licensing.addProduct,
          { product: 'sonar', name: 'Sonar', terms: {} },
          ACTOR,
        );
        await sell(world);
      });
      const { file } = await makeBackup(config, { clock });
      await within(sell);
      await restoreBackup(config, { clock, file });
      const { faults, restores, heads } = await within((world) => verifyAudit(world, config, []));
      expect(faults).to.deep.equal([]);
      expect(restores.map(({ leaf, lost }) => [leaf, lost?.leaves])).to.deep.equal([[1, 2]]);
      expect(heads.map(({ relation }) => relation)).to.deep.equal(['restored']);
      await within(sell);
      const after = await within((world) => verifyAudit(world, config, []));
      expect(after.heads.map(({ relation, leaves }) => [relation, leaves])).to.deep.equal([['kept', 3]]);
      const path = join(config.dataFolder, 'tombstones', 'audit-head');
      expect(existsSync(path)).to.equal(true);
      writeFileSync(path, 'nothing signed');
      const refused = await within((world) => verifyAudit(world, config, [])).catch(
        (error: unknown) => error,
      );
      expect(refused).to.include({ code: 'request_malformed' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
