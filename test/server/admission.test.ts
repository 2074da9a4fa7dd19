/**
 * Which servers a database admits: those with the secrets and the root key of the first, with or without the issue
 * secret; all others are refused before they do anything.
 */

import { expect } from 'chai';
import { join } from 'node:path';
import { ConfigFault, readConfig, type Config } from '../../server/config.ts';
import { openWorld, prepareFolder } from '../../server/open.ts';
import { makeSecretText } from '../../server/secrets.ts';
import { scratchFolder } from '../crypto/scratch.ts';
import { emptyDatabase, type TestDatabase } from '../support/postgres.ts';

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

  it('admits another that was given the same, and one that does not issue', async () => {
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
        new RegExp(
          `^DATABASE_URL names a database that was begun with another ${what} than this server has\\.`,
        ),
      );
      expect(await database.query('SELECT * FROM marks ORDER BY mark')).to.deep.equal(before);
    });
  }
});
