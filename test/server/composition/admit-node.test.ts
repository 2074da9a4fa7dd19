/**
 * Which servers a database admits: those with the secrets and the root key of the first, with or without the issue
 * secret; all others are refused before they do anything.
 */

import { expect } from 'chai';
import { join } from 'node:path';
import { ConfigFault, readConfig, type Config } from '../../../server/config/config.ts';
import { openWorld, prepareFolder } from '../../../server/composition/world.ts';
import { makeSecret, makeSecretText, ringText, type SecretRing } from '../../../server/config/secret.ts';
import { scratchFolder } from '../crypto/scratch.ts';
import { emptyDatabase, type TestDatabase } from '../../support/postgres.ts';

describe('a database of several servers', () => {
  const shared = {
    QUIETKEY_KEYS: join(scratchFolder(), 'keys'),
    QUIETKEY_SECRET: makeSecretText('lookUp'),
    QUIETKEY_ISSUE_SECRET: makeSecretText('issue'),
  };
  let database: TestDatabase;

  before(async () => {
    database = await emptyDatabase();
    expect(await openOn(configOf(shared))).to.equal('admitted');
  });
  after(() => database.end());

  function configOf(settings: Record<string, string | undefined>): Config {
    const config = readConfig({
      QUIETKEY_DATA: join(scratchFolder(), 'data'),
      DATABASE_URL: database.url,
      ...settings,
    });
    prepareFolder(config);
    return config;
  }

  async function openOn(config: Config): Promise<string> {
    try {
      await (await openWorld(config)).close();
      return 'admitted';
    } catch (error) {
      if (error instanceof ConfigFault) return error.message;
      throw error;
    }
  }

  it('admits another server with the same secrets, and one that does not issue', async () => {
    expect(await openOn(configOf(shared))).to.equal('admitted');
    expect(await openOn(configOf({ ...shared, QUIETKEY_ISSUE_SECRET: undefined }))).to.equal('admitted');
  });

  const strangers: [string, Record<string, string | undefined>][] = [
    ['secret', { QUIETKEY_SECRET: undefined, QUIETKEY_ISSUE_SECRET: undefined, QUIETKEY_KEYS: undefined }],
    ['secret', { QUIETKEY_SECRET: makeSecretText('lookUp') }],
    ['issue secret', { QUIETKEY_ISSUE_SECRET: makeSecretText('issue') }],
    ['root key', { QUIETKEY_KEYS: undefined }],
  ];
  for (const [what, settings] of strangers) {
    it(`refuses one with another ${what} (${Object.keys(settings).join(', ')})`, async () => {
      const before = await database.query('SELECT * FROM marks ORDER BY mark');
      expect(await openOn(configOf({ ...shared, ...settings }))).to.match(
        new RegExp(`^DATABASE_URL names a database that was first used with another ${what}\\.`),
      );
      expect(await database.query('SELECT * FROM marks ORDER BY mark')).to.deep.equal(before);
    });
  }

  it('admits an issuing server after a rotation by one that does not issue, when the old secret is gone', async () => {
    const empty = await emptyDatabase();
    try {
      const [first, second] = [makeSecret(1), makeSecret(2)];
      const on = (ring: SecretRing, issue = true) =>
        openOn(
          configOf({
            ...shared,
            DATABASE_URL: empty.url,
            QUIETKEY_SECRET: ringText('lookUp', ring).trim(),
            ...(issue ? {} : { QUIETKEY_ISSUE_SECRET: undefined }),
          }),
        );
      expect(await on([first])).to.equal('admitted');
      expect(await on([second, first], false)).to.equal('admitted');
      expect(await on([second])).to.equal('admitted');
    } finally {
      await empty.end();
    }
  });

  it('admits one of several concurrent servers with different secrets', async () => {
    const empty = await emptyDatabase();
    try {
      const strangers = Array.from({ length: 3 }, () => configOf({ DATABASE_URL: empty.url }));
      const answers = await Promise.all(strangers.map(openOn));
      expect(answers.filter((answer) => answer === 'admitted')).to.have.length(1);
      const marks = await empty.query('SELECT kind FROM marks ORDER BY kind');
      expect(marks.map(({ kind }) => kind)).to.deep.equal(['issue secret', 'root key', 'secret']);
    } finally {
      await empty.end();
    }
  });
});
