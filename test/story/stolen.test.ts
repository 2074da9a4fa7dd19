/**
 * A thief has the database and `QUIETKEY_SECRET`, but neither the issue secret nor a license key, and tries 65,536
 * candidate adapter addresses that include the true ones. He identifies no machine; the same attack on a control that
 * keys tags with the server's secret alone does. One machine under two licenses has no stored value in common.
 */

import Database from 'better-sqlite3';
import { expect } from 'chai';
import { createHmac, hkdfSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { adapterTags } from '../../client-sdk/typescript/machine/device-tags.ts';
import { deriveTagKey } from '../../client-sdk/typescript/machine/tag-key.ts';
import { trialTag } from '../../client-sdk/typescript/machine/trial-tags.ts';
import { readLicenseKey } from '../../client-sdk/typescript/contract/license-key.ts';
import { openDayKeys } from '../../server/crypto/day-keys.ts';
import { openVault } from '../../server/crypto/vault.ts';
import { openTombstones } from '../../server/crypto/tombstones.ts';
import { openTrialSecret } from '../../server/crypto/trial-secret.ts';
import { databasePath } from '../../server/composition/prepare-secrets.ts';
import { random22 } from '../support/machine.ts';
import { openTestWorld, type TestWorld } from '../support/world.ts';
import { operations } from '../../server/domain/operations.ts';

const CANDIDATES = 65_536;
const MAC = 'a45e60c17b02';
/** Values of this length that two licenses of one machine may share, with the reason. */
const SHARED: Readonly<Record<string, string>> = { sonar: 'the product' };
const SHARED_CHARACTERS = 8;

type Row = Record<string, unknown>;

describe('a stolen database, with the secret beside it', () => {
  let test: TestWorld;
  const licenses: string[] = [];
  const canonicalKeys: string[] = [];

  before(async () => {
    test = await openTestWorld();
    await test.run(operations.licensing.addProduct, {
      product: 'sonar',
      name: 'Sonar',
      terms: { trialDays: 14 },
    });
    const trialTags = [await trialTag('sonar', 'mac', MAC)];
    await test.run(operations.activation.startTrial, {
      product: 'sonar',
      trialTags,
      tags: [random22()],
      identity: 'adapters',
    });
    for (const email of ['ada@example.com', 'bob@example.com']) {
      const { license, licenseKey } = await test.run(operations.licensing.issueLicense, {
        product: 'sonar',
        email,
      });
      licenses.push(license.license);
      const key = readLicenseKey(licenseKey);
      if (!key.ok) throw new Error(key.fault);
      canonicalKeys.push(key.canonical);
      const tags = adapterTags(deriveTagKey(key.canonical), [{ name: 'eth0', mac: MAC, class: 'own' }]);
      await test.run(operations.activation.activate, {
        product: 'sonar',
        licenseKey,
        tags,
        nonce: random22(),
        network: '203.0.113.0/24',
      });
    }
  });
  after(() => test.end());

  const rows = (sql: string, ...values: string[]): Row[] => {
    const database = new Database(databasePath(test.config), { readonly: true });
    try {
      return database.prepare(sql).all(...values) as Row[];
    } finally {
      database.close();
    }
  };
  /** `QUIETKEY_SECRET`, as its file contains it. */
  const stolenSecret = (): Buffer =>
    Buffer.from(
      readFileSync(join(test.config.dataFolder, 'secret'), 'utf8').trim().slice('qks_'.length),
      'base64url',
    );
  const candidates = (): string[] =>
    Array.from({ length: CANDIDATES }, (_one, i) => `a45e60c1${i.toString(16).padStart(4, '0')}`);
  /** Every text in the database, of any length that a digest could have. */
  const stored = (): Set<string> => {
    const tables = rows(`SELECT name FROM sqlite_schema WHERE type = 'table'`).map(({ name }) =>
      String(name),
    );
    const values = tables.flatMap((table) =>
      rows(`SELECT * FROM "${table}"`).flatMap((row) => Object.values(row)),
    );
    return new Set(values.filter((value) => typeof value === 'string'));
  };

  it('does not identify a machine by any of 65,536 addresses', () => {
    const beside = {
      dayKeys: openDayKeys(test.folder),
      tombstones: openTombstones(test.folder),
      trials: openTrialSecret(join(test.folder, 'trial-secret')),
    };
    const stolen = [{ generation: 1, bytes: stolenSecret() }];
    const { current: vault } = openVault({ lookUp: stolen, issue: [], ...beside });
    const values = stored();
    const verifiers = rows('SELECT verifier FROM license_keys').map(({ verifier }) => String(verifier));
    /** What the thief knows that could key a tag: everything but the license key itself. */
    const keys = [...verifiers, ...licenses, ''].map((text) => deriveTagKey(text));
    expect(candidates(), 'the true one is among them').to.include(MAC);
    for (const mac of candidates()) {
      for (const license of licenses) expect(values.has(vault.deviceTag(license, mac)), mac).to.equal(false);
    }
    for (const mac of candidates().slice(0x7b00, 0x7b10)) {
      for (const key of keys) {
        const [tag = ''] = adapterTags(key, [{ name: 'eth0', mac, class: 'own' }]);
        for (const license of licenses)
          expect(values.has(vault.deviceTag(license, tag)), mac).to.equal(false);
        expect(values.has(tag), mac).to.equal(false);
      }
    }
  });

  it('identifies a machine that had a trial only with the secret of trials', async () => {
    const tags = await Promise.all(
      candidates()
        .slice(0x7b01, 0x7b04)
        .map((mac) => trialTag('sonar', 'mac', mac)),
    );
    const isFound = (secret: string): boolean => {
      const opened = openTrialSecret(secret);
      return tags.some((tag) => stored().has(opened.digest('tag', ['sonar', tag])));
    };
    expect(
      tags.some((tag) => stored().has(tag)),
      'with none',
    ).to.equal(false);
    expect(isFound(join(test.folder, 'another-secret')), 'with another one').to.equal(false);
    expect(isFound(test.config.trialSecret), 'the attack is the right one').to.equal(true);
  });

  it('identifies it to a thief who also has a license key', () => {
    const beside = {
      dayKeys: openDayKeys(test.folder),
      tombstones: openTombstones(test.folder),
      trials: openTrialSecret(join(test.folder, 'trial-secret')),
    };
    const stolen = [{ generation: 1, bytes: stolenSecret() }];
    const { current: vault } = openVault({ lookUp: stolen, issue: [], ...beside });
    const [tag = ''] = adapterTags(deriveTagKey(canonicalKeys[0] ?? ''), [
      { name: 'eth0', mac: MAC, class: 'own' },
    ]);
    expect(stored().has(vault.deviceTag(licenses[0] ?? '', tag)), 'the attack is the right one').to.equal(
      true,
    );
  });

  it('would identify it if tags were keyed by the secret of the server alone', () => {
    const key = Buffer.from(hkdfSync('sha256', stolenSecret(), '', 'control', 32));
    const tagOf = (mac: string): string =>
      createHmac('sha256', key).update(mac).digest('base64url').slice(0, 22);
    const values = new Set([tagOf(MAC)]);
    expect(candidates().filter((mac) => values.has(tagOf(mac)))).to.deep.equal([MAC]);
  });

  it('shares only declared values between two licenses of one machine', () => {
    const [ada = '', bob = ''] = licenses;
    const textsOf = (license: string): string[] =>
      [
        rows('SELECT * FROM licenses WHERE id = ?', license),
        rows('SELECT * FROM license_keys WHERE license = ?', license),
        rows('SELECT * FROM activations WHERE license = ?', license),
        rows(
          'SELECT * FROM device_tags WHERE activation IN (SELECT id FROM activations WHERE license = ?)',
          license,
        ),
      ].flatMap((found) =>
        found.flatMap((row) =>
          Object.values(row).filter((value): value is string => typeof value === 'string'),
        ),
      );
    const windows = (texts: string[]): Set<string> =>
      new Set(
        texts.flatMap((text) =>
          Array.from({ length: Math.max(0, text.length - SHARED_CHARACTERS + 1) }, (_value, index) =>
            text.slice(index, index + SHARED_CHARACTERS),
          ),
        ),
      );
    const others = windows(textsOf(bob));
    const common = [...windows(textsOf(ada))].filter((window) => others.has(window));
    expect(
      common.filter((window) => !Object.keys(SHARED).some((word) => window.includes(word))),
    ).to.deep.equal([]);
    expect(textsOf(ada).length, 'there is something to compare').to.be.greaterThan(8);
  });
});
