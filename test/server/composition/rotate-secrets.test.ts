/**
 * The steps of a rotation on disk, interrupted and continued, and a running world that takes them up in both of its
 * threads without a restart.
 */

import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ConfigFault, readConfig, type Config } from '../../../server/config/config.ts';
import { openBackups } from '../../../server/crypto/backups.ts';
import { openWorld, prepareFolder, type World } from '../../../server/composition/world.ts';
import {
  destroySecret,
  listSecrets,
  neededBy,
  nextStep,
  takeStep,
} from '../../../server/composition/rotate-secrets.ts';
import { readSecretParts, secretBytes } from '../../../server/composition/vault.ts';
import { makeSecretText } from '../../../server/config/secret.ts';
import { scratchFolder } from '../crypto/scratch.ts';
import { operations } from '../../../server/domain/operations.ts';
import { toDay } from '../../../server/domain/kernel/day.ts';
import { until } from '../../support/until.ts';

const ACTOR = 'terminal:test';
const EVERY = 20;

function preparedConfig(settings: Record<string, string> = {}): Config {
  const config = readConfig({ QUIETKEY_DATA: join(scratchFolder(), 'data'), ...settings });
  prepareFolder(config);
  return config;
}

const secretOf = ({ dataFolder }: Config) => join(dataFolder, 'secret');
const lines = (path: string) => readFileSync(path, 'utf8').trimEnd().split('\n');
const uses = (config: Config) =>
  listSecrets(config)
    .filter(({ kind }) => kind === 'lookUp')
    .map(({ generation, use }) => `${generation} ${use}`);

async function opens(config: Config): Promise<void> {
  const world = await openWorld(config, { threads: 'in-thread' });
  await world.close();
}

async function faultOf(act: () => unknown): Promise<string> {
  try {
    await act();
  } catch (error) {
    if (error instanceof ConfigFault) return error.message;
    throw error;
  }
  throw new Error('there was no fault');
}

describe('a rotation on the disk', () => {
  it('adds a generation after the current one, then moves it to the front, and the folder opens at each step', async () => {
    const config = preparedConfig();
    const [first] = lines(secretOf(config));
    await opens(config);
    expect(uses(config)).to.deep.equal(['1 in use']);
    takeStep(config, nextStep(config, 'lookUp'));
    expect(uses(config)).to.deep.equal(['1 in use', '2 waiting']);
    await opens(config);
    takeStep(config, nextStep(config, 'lookUp'));
    expect(uses(config)).to.deep.equal(['2 in use', '1 earlier']);
    await opens(config);
    const [second, kept, ...others] = lines(secretOf(config));
    expect(second).to.match(/^qks2_[\w-]{43}$/);
    expect([kept, others]).to.deep.equal([first, []]);
    expect(statSync(secretOf(config)).mode & 0o777).to.equal(0o600);
  });

  it('that was planned and not carried out changes nothing', () => {
    const config = preparedConfig();
    const before = readFileSync(secretOf(config), 'utf8');
    const step = nextStep(config, 'lookUp');
    expect(JSON.stringify(step)).not.to.match(/qks\d*_/);
    expect(readFileSync(secretOf(config), 'utf8')).to.equal(before);
  });

  it('is refused at the maximum number of live generations', async () => {
    const config = preparedConfig();
    for (let taken = 0; taken < 14; taken += 1) takeStep(config, nextStep(config, 'lookUp'));
    expect(await faultOf(() => nextStep(config, 'lookUp')))
      .to.contain('8 generations')
      .and.contain('Destroy');
    await opens(config);
  });

  it('of the issue secret does not change the other, and requires an issue secret', async () => {
    const config = preparedConfig();
    for (let taken = 0; taken < 2; taken += 1) takeStep(config, nextStep(config, 'issue'));
    expect(uses(config)).to.deep.equal(['1 in use']);
    expect(lines(join(config.dataFolder, 'issue-secret'))[0]).to.match(/^qki2_/);
    const without = preparedConfig({ QUIETKEY_SECRET: makeSecretText('lookUp') });
    expect(await faultOf(() => nextStep(without, 'issue'))).to.match(/^QUIETKEY_ISSUE_SECRET is not set/);
  });

  it('of a secret in the environment only writes a new private file', async () => {
    const config = preparedConfig({ QUIETKEY_SECRET: makeSecretText('lookUp') });
    const out = join(config.dataFolder, '..', 'next');
    expect(await faultOf(() => takeStep(config, nextStep(config, 'lookUp')))).to.contain('--out FILE');
    takeStep(config, nextStep(config, 'lookUp'), out);
    expect(statSync(out).mode & 0o777).to.equal(0o600);
    expect(await faultOf(() => takeStep(config, nextStep(config, 'lookUp'), out))).to.contain(
      'which exists already',
    );
    const next = readConfig({ QUIETKEY_DATA: config.dataFolder, QUIETKEY_SECRET: readFileSync(out, 'utf8') });
    expect(uses(next)).to.deep.equal(['1 in use', '2 waiting']);
    const named = readConfig({ QUIETKEY_DATA: config.dataFolder, QUIETKEY_SECRET_FILE: out });
    expect(await faultOf(() => takeStep(named, nextStep(named, 'lookUp'))), 'a mounted file').to.contain(
      '--out FILE',
    );
  });
});

describe('an earlier generation', () => {
  async function rotated(): Promise<Config> {
    const config = preparedConfig();
    await opens(config);
    for (let taken = 0; taken < 2; taken += 1) takeStep(config, nextStep(config, 'lookUp'));
    await opens(config);
    return config;
  }

  it('that is removed by hand prevents the next start, until it is back', async () => {
    const config = await rotated();
    const [second = '', first = ''] = lines(secretOf(config));
    writeFileSync(secretOf(config), `${second}\n`);
    expect(await faultOf(() => opens(config))).to.match(/^QUIETKEY_SECRET lacks generation 1/);
    writeFileSync(secretOf(config), `${second}\n${first}\n`);
    await opens(config);
  });

  it('whose line is lost for good can be marked as destroyed', async () => {
    const config = await rotated();
    const [second = ''] = lines(secretOf(config));
    writeFileSync(secretOf(config), `${second}\n`);
    expect(await faultOf(() => destroySecret(config, 'lookUp', 7))).to.contain('never had a generation 7');
    destroySecret(config, 'lookUp', 1);
    await opens(config);
  });

  it('is not required if a rotation was cancelled before its second step', async () => {
    const config = preparedConfig();
    const before = readFileSync(secretOf(config), 'utf8');
    takeStep(config, nextStep(config, 'lookUp'));
    await opens(config);
    writeFileSync(secretOf(config), before);
    await opens(config);
  });

  it('that is destroyed is gone, and not required', async () => {
    const config = await rotated();
    const [, first = ''] = lines(secretOf(config));
    expect(destroySecret(config, 'lookUp', 1)).to.equal(true);
    expect(readFileSync(secretOf(config), 'utf8')).not.to.contain(first);
    await opens(config);
    expect(destroySecret(config, 'lookUp', 1), 'again').to.equal(true);
    expect(uses(config)).to.deep.equal(['2 in use']);
  });

  it('that is destroyed in a folder, but still set in the environment, may be removed there', async () => {
    const config = await rotated();
    const [second = '', first = ''] = lines(secretOf(config));
    const env = (secret: string) => readConfig({ QUIETKEY_DATA: config.dataFolder, QUIETKEY_SECRET: secret });
    expect(destroySecret(env(`${second} ${first}`), 'lookUp', 1)).to.equal(false);
    await opens(env(`${second} ${first}`));
    await opens(env(second));
  });

  it('is needed by the backups whose keys it wraps', async () => {
    const config = preparedConfig();
    const { dataFolder } = config;
    const backup = { id: randomBytes(16).toString('base64url'), day: toDay(20_000) };
    const plain = join(dataFolder, '..', 'plain');
    writeFileSync(plain, 'plain');
    const backups = openBackups(dataFolder, secretBytes(readSecretParts(config)));
    await backups.seal(backup, plain, join(dataFolder, '..', 'sealed'), {});
    for (let taken = 0; taken < 2; taken += 1) takeStep(config, nextStep(config, 'lookUp'));
    const needed = (generation: number) => neededBy(config, [], { kind: 'lookUp', generation });
    expect([needed(1), needed(2)]).to.deep.equal([[{ kind: 'backups', held: 1 }], []]);
    backups.destroyBefore(toDay(20_001));
    expect(needed(1)).to.deep.equal([]);
  });

  it('with the number of another is refused', async () => {
    const config = await rotated();
    const [second = ''] = lines(secretOf(config));
    writeFileSync(secretOf(config), `${second}\n${makeSecretText('lookUp')}\n`);
    expect(await faultOf(() => opens(config))).to.match(/^QUIETKEY_SECRET is not the secret/);
  });
});

for (const threads of ['in-thread', 'worker'] as const) {
  describe(`a rotation under a running world, ${threads}`, () => {
    let config: Config;
    let world: World;

    beforeEach(async () => {
      config = preparedConfig();
      world = await openWorld(config, { threads, secretsEvery: EVERY });
      await world.run(operations.licensing.addProduct, { product: 'sonar', name: 'Sonar', terms: {} }, ACTOR);
    });
    afterEach(() => world.close());

    const issue = () =>
      world.run(operations.licensing.issueLicense, { product: 'sonar', email: 'ada@example.com' }, ACTOR);
    const token = () =>
      world.run(operations.operator.createOperatorToken, { name: 'shop', scopes: ['licenses:read'] }, ACTOR);
    const keyed = async (generation: number): Promise<number> => {
      const counts = await world.run(operations.cluster.countGenerations, {}, ACTOR);
      return counts.find(({ kind, first }) => kind === 'license keys' && first === generation)?.held ?? 0;
    };
    /** Waits until the writer has taken it up: it issues with its current secret. */
    const issueUntil = async (generation: number): Promise<void> => {
      await until(async () => {
        await issue();
        return (await keyed(generation)) > 0;
      });
    };
    const isKnown = (made: string) =>
      world.run(operations.operator.authenticateOperator, { token: made }, ACTOR).then(
        () => true,
        () => false,
      );

    it('is taken up by each thread, and earlier values still open', async () => {
      const before = await token();
      for (let taken = 0; taken < 2; taken += 1) takeStep(config, nextStep(config, 'lookUp'));
      await issueUntil(2);
      for (const { token: made } of [before, await token()]) await until(() => isKnown(made));
      expect(
        (await world.run(operations.licensing.findLicenses, { email: 'ada@example.com' }, ACTOR, 'support'))
          .items,
      ).not.to.be.empty;
    });

    it('of the issue secret is taken up too', async () => {
      for (let taken = 0; taken < 2; taken += 1) takeStep(config, nextStep(config, 'issue'));
      await until(async () => (await issue()).licenseKey.startsWith('2'));
    });

    it('is ignored if a file is damaged, readable by others, or of another folder', async () => {
      await issue();
      const good = readFileSync(secretOf(config), 'utf8');
      const spoil: (() => void)[] = [
        () => writeFileSync(secretOf(config), 'nothing'),
        () => writeFileSync(secretOf(config), `${makeSecretText('lookUp')}\n`),
        () => chmodSync(secretOf(config), 0o644),
      ];
      for (const act of spoil) {
        act();
        await pause(20 * EVERY);
        expect(
          (await world.run(operations.licensing.findLicenses, { email: 'ada@example.com' }, ACTOR, 'support'))
            .items,
        ).to.have.lengthOf(1);
        writeFileSync(secretOf(config), good);
        chmodSync(secretOf(config), 0o600);
      }
    });
  });
}
