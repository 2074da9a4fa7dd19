/**
 * A data folder from its first run on: what is created and never created again, when a world is refused, and that it
 * runs operations the same in one thread and in two.
 */

import { expect } from 'chai';
import { execFile } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ConfigFault, readConfig, type Config } from '../../../server/config/config.ts';
import { writeDate, toDay, toInstant } from '../../../server/domain/kernel/day.ts';
import {
  listKeys,
  openWorld,
  prepareFolder,
  rotateKeys,
  runPurge,
  type World,
} from '../../../server/composition/world.ts';
import { makeSecretText } from '../../../server/config/secret.ts';
import { scratchFolder } from '../crypto/scratch.ts';
import { random22 } from '../../support/machine.ts';
import type { Terms } from '../../../client-sdk/typescript/contract/product-terms.ts';
import type { ActivateAnswer } from '../../../client-sdk/typescript/contract/wire.ts';
import { operations } from '../../../server/domain/operations.ts';
import { until } from '../../support/until.ts';

const DAY = 86_400;
const clock = { now: () => toInstant(20_000 * DAY + 3_600) };
const run = promisify(execFile);
const ACTOR = 'terminal:test';

function freshConfig(settings: Record<string, string> = {}): Config {
  return readConfig({ QUIETKEY_DATA: join(scratchFolder(), 'data'), ...settings });
}

function preparedConfig(settings: Record<string, string> = {}): Config {
  const config = freshConfig(settings);
  prepareFolder(config, { clock });
  return config;
}

async function withWorld<Answer>(config: Config, act: (world: World) => Promise<Answer>): Promise<Answer> {
  const world = await openWorld(config, { clock, threads: 'in-thread' });
  try {
    return await act(world);
  } finally {
    await world.close();
  }
}

async function faultOf(act: () => unknown): Promise<ConfigFault> {
  try {
    await act();
  } catch (error) {
    if (error instanceof ConfigFault) return error;
    throw error;
  }
  throw new Error('there was no fault');
}

function contents(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => statSync(join(folder, name)).isFile());
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

describe('the first run', () => {
  it('creates private secrets, root and keys, and reports the files', () => {
    const config = freshConfig();
    const { dataFolder } = config;
    const prepared = prepareFolder(config, { clock });
    expect(prepared.made.map((path) => path.slice(dataFolder.length + 1))).to.deep.equal([
      'secret',
      'issue-secret',
      'root-key.json',
    ]);
    expect(prepared).to.include({ dataFolder, rootKeyFile: join(dataFolder, 'root-key.json') });
    expect(prepared.rootKey).to.match(/^qkroot_[\w-]{43}$/);
    expect(statSync(dataFolder).mode & 0o777).to.equal(0o700);
    for (const path of prepared.made) expect(statSync(path).mode & 0o777).to.equal(0o600);
    expect(JSON.stringify(prepared)).not.to.match(/qk[si]_/);
  });
  it('is done once: a second run changes nothing', () => {
    const config = preparedConfig();
    const before = contents(config.dataFolder);
    expect(prepareFolder(config, { clock }).made).to.deep.equal([]);
    expect(contents(config.dataFolder)).to.deep.equal(before);
  });
  it('is completed by the next run if it was interrupted', async () => {
    for (const gone of ['issue-secret', 'secret', 'keys', 'keys/key-set.jwt', 'root-key.json keys']) {
      const config = preparedConfig();
      for (const name of gone.split(' ')) rmSync(join(config.dataFolder, name), { recursive: true });
      prepareFolder(config, { clock });
      expect(await withWorld(config, (world) => world.ready()), gone).to.equal(true);
    }
  });
  it('has one result when several processes initialise a folder concurrently', async () => {
    const config = freshConfig();
    const module = (name: string) =>
      JSON.stringify(new URL(`../../../server/${name}.js`, import.meta.url).href);
    const script = `import { openWorld, prepareFolder } from ${module('composition/world')};
      import { readConfig } from ${module('config/config')};
      const config = readConfig({ QUIETKEY_DATA: process.argv[1] });
      const { rootKey } = prepareFolder(config);
      const world = await openWorld(config, { threads: 'in-thread' });
      console.log(JSON.stringify([rootKey, world.rootKey, world.keySet()]));
      await world.close();`;
    const runs = Array.from({ length: 5 }, () =>
      run(process.execPath, ['--input-type=module', '-e', script, config.dataFolder]),
    );
    const seen = (await Promise.all(runs)).map(({ stdout }) => stdout);
    expect(new Set(seen).size).to.equal(1);
    const names = readdirSync(config.dataFolder, { recursive: true, encoding: 'utf8' }).toSorted();
    expect(names.filter((name) => name.startsWith('keys/'))).to.have.lengthOf(5);
    expect(
      names.filter((name) => /^[a-z-]+\.[\w-]{12}$/.test(name)),
      'nothing is left over',
    ).to.deep.equal([]);
  });
  it('creates no secret file if the environment has the secret, and no issue secret for a node without one', async () => {
    const config = preparedConfig({ QUIETKEY_SECRET: makeSecretText('lookUp') });
    expect(existsSync(join(config.dataFolder, 'secret'))).to.equal(false);
    expect(existsSync(join(config.dataFolder, 'issue-secret'))).to.equal(false);
    expect(await withWorld(config, (world) => Promise.resolve(world.canIssue))).to.equal(false);
  });
  it('uses the given issuer', () => {
    const config = freshConfig();
    expect(prepareFolder(config, { clock, issuer: 'licenses.example.com' }).issuer).to.equal(
      'licenses.example.com',
    );
    expect(prepareFolder(config, { clock }).issuer).to.equal('licenses.example.com');
  });
  it('fails with one line if the folder cannot be created', async () => {
    const file = join(scratchFolder(), 'file');
    writeFileSync(file, '');
    const fault = await faultOf(() =>
      prepareFolder(freshConfig({ QUIETKEY_DATA: join(file, 'data') }), { clock }),
    );
    expect(fault.faults.map(({ variable }) => variable)).to.deep.equal(['QUIETKEY_DATA']);
  });
});

describe('a folder with a database', () => {
  async function begunConfig(settings: Record<string, string> = {}): Promise<Config> {
    const config = preparedConfig(settings);
    await withWorld(config, (world) => world.ready());
    return config;
  }

  it('never gets a new secret', async () => {
    const config = await begunConfig();
    rmSync(join(config.dataFolder, 'secret'));
    for (const act of [() => prepareFolder(config, { clock }), () => openWorld(config, { clock })]) {
      const fault = await faultOf(act);
      expect(fault.message)
        .to.match(/^QUIETKEY_SECRET is not set/)
        .and.not.to.match(/qk[si]_/);
    }
    expect(existsSync(join(config.dataFolder, 'secret'))).to.equal(false);
  });
  it('works without the issue secret, which is not created again', async () => {
    const config = await begunConfig();
    rmSync(join(config.dataFolder, 'issue-secret'));
    prepareFolder(config, { clock });
    expect(await withWorld(config, (world) => Promise.resolve(world.canIssue))).to.equal(false);
  });
  it('never gets a new root or new keys', async () => {
    const config = await begunConfig();
    renameSync(join(config.dataFolder, 'keys'), join(config.dataFolder, 'away'));
    expect((await faultOf(() => prepareFolder(config, { clock }))).message).to.include('public root key');
    mkdirSync(join(config.dataFolder, 'keys'));
    writeFileSync(
      join(config.dataFolder, 'keys/root.json'),
      readFileSync(join(config.dataFolder, 'away/root.json')),
      { mode: 0o600 },
    );
    expect((await faultOf(() => prepareFolder(config, { clock }))).message).to.include('no key set');
  });
  it('is refused with other secrets than those it was created with', async () => {
    const config = await begunConfig();
    for (const [kind, variable] of [
      ['lookUp', 'QUIETKEY_SECRET'],
      ['issue', 'QUIETKEY_ISSUE_SECRET'],
    ] as const) {
      const other = readConfig({ QUIETKEY_DATA: config.dataFolder, [variable]: makeSecretText(kind) });
      const fault = await faultOf(() => openWorld(other, { clock, threads: 'in-thread' }));
      expect(fault.faults.map((entry) => entry.variable)).to.deep.equal([variable]);
    }
    await withWorld(config, (world) => world.ready());
  });
  it('is refused while others may read a secret', async () => {
    const config = await begunConfig();
    chmodSync(join(config.dataFolder, 'secret'), 0o644);
    expect((await faultOf(() => openWorld(config, { clock }))).message).to.include('read by others');
  });
  it('is refused with one line if its database file is not a database', async () => {
    for (const threads of ['in-thread', 'worker'] as const) {
      const config = preparedConfig();
      writeFileSync(join(config.dataFolder, 'quietkey.db'), 'x'.repeat(5_000));
      const fault = await faultOf(() => openWorld(config, { clock, threads }));
      expect(fault.faults.map(({ variable }) => variable)).to.deep.equal(['QUIETKEY_DATA']);
    }
  });
});

describe('a folder that was not initialised', () => {
  it('is refused, with the command that initialises it', async () => {
    expect((await faultOf(() => openWorld(freshConfig()))).message).to.include('quietkey init');
    const config = freshConfig({ QUIETKEY_SECRET: makeSecretText('lookUp') });
    expect((await faultOf(() => openWorld(config))).message).to.include('quietkey init');
    expect((await faultOf(() => listKeys(config))).message).to.include('quietkey init');
  });
});

for (const threads of ['in-thread', 'worker'] as const) {
  describe(`a world, ${threads}`, () => {
    let world: World;
    let config: Config;
    before(async () => {
      config = preparedConfig();
      world = await openWorld(config, { clock, threads });
    });
    after(() => world.close());

    it('runs operations with the given clock', async () => {
      const terms: Partial<Terms> = {};
      const product = await world.run(
        operations.licensing.addProduct,
        { product: 'sonar', name: 'Sonar', prefix: null, terms },
        ACTOR,
      );
      expect(product.createdOn).to.equal(writeDate(toDay(20_000)));
      const { license, licenseKey } = await world.run(
        operations.licensing.issueLicense,
        { product: 'sonar', email: 'ada@example.com' },
        ACTOR,
      );
      expect(license.license).to.match(/^[\w-]{22}$/);
      expect(licenseKey).to.match(/^1[0-9A-Z]{4}(-[0-9A-Z]{5}){5}$/);
    });
    it('never gives an id twice', async () => {
      const issue = () =>
        world.run(operations.licensing.issueLicense, { product: 'sonar', email: 'ada@example.com' }, ACTOR);
      const issued = await Promise.all(Array.from({ length: 150 }, issue));
      expect(new Set(issued.map(({ license }) => license.license)).size).to.equal(150);
      expect(new Set(issued.map(({ licenseKey }) => licenseKey)).size).to.equal(150);
    });
    it('shows the key set and the root key that apps pin', () => {
      expect(world.keySet().split('.')).to.have.lengthOf(3);
      expect(listKeys(config, clock)).to.include({
        rootKey: world.rootKey,
        issuer: world.issuer,
        version: 1,
      });
    });
    it('is purged, once without and once with effect', async () => {
      const plan = await runPurge(world, { apply: false });
      expect(plan).to.include({ applied: false, finished: false, refused: null });
      const report = await runPurge(world, { apply: true });
      expect(report).to.include({ applied: true, finished: true, refused: null, dayKeys: 0 });
      expect(report.classes.map((line) => line.class)).to.deep.equal(plan.classes.map((line) => line.class));
      expect(await world.run(operations.privacy.lastDone, { task: 'purge' }, ACTOR)).to.equal(20_000);
    });
  });
}

describe('a folder of keys that servers share', () => {
  it('gives all servers the same keys, and a rotation reaches each of their threads within ten seconds', async () => {
    const shared = {
      QUIETKEY_KEYS: join(scratchFolder(), 'keys'),
      QUIETKEY_SECRET: makeSecretText('lookUp'),
      QUIETKEY_ISSUE_SECRET: makeSecretText('issue'),
    };
    const [first, second] = [preparedConfig(shared), preparedConfig(shared)];
    expect(existsSync(join(first.dataFolder, 'root-key.json'))).to.equal(true);
    expect(readdirSync(second.dataFolder), 'made by the first').to.deep.equal([]);
    const worlds = await Promise.all(
      [first, second].map((config) => openWorld(config, { clock, threads: 'worker' })),
    );
    try {
      expect(new Set(worlds.map(({ rootKey }) => rootKey)).size).to.equal(1);
      const activations = await Promise.all(worlds.map(activationsOf));
      expect(rotateKeys(first, { clock }).version).to.equal(2);
      const set = readFileSync(join(first.keysFolder, 'key-set.jwt'), 'utf8');
      await until(async () => {
        const sets = await Promise.all(activations.map(async (activate) => (await activate()).keySet));
        return [...sets, ...worlds.map((world) => world.keySet())].every((keySet) => keySet === set);
      });
    } finally {
      await Promise.all(worlds.map((world) => world.close()));
    }
  });
  it('is named if it cannot be used', async () => {
    const config = preparedConfig({ QUIETKEY_KEYS: join(scratchFolder(), 'keys') });
    rmSync(join(config.keysFolder, 'root.json'));
    const { faults } = await faultOf(() => openWorld(config));
    expect(faults.map(({ variable }) => variable)).to.deep.equal(['QUIETKEY_KEYS']);
  });

  /** Sells a license with many seats; each call activates another machine. */
  async function activationsOf(world: World): Promise<() => Promise<ActivateAnswer>> {
    await world.run(
      operations.licensing.addProduct,
      { product: 'sonar', name: 'Sonar', terms: { seats: 10_000 } },
      ACTOR,
    );
    const { licenseKey } = await world.run(
      operations.licensing.issueLicense,
      { product: 'sonar', email: 'ada@example.com' },
      ACTOR,
    );
    return () => {
      const asked = { product: 'sonar', licenseKey, tags: [random22()], nonce: random22(), network: null };
      return world.run(operations.activation.activate, asked, ACTOR);
    };
  }
});

describe('keys through the composition root', () => {
  it('are rotated, and a missing root is a fault of the configuration', async () => {
    const config = preparedConfig();
    expect(rotateKeys(config, { clock }).version).to.equal(2);
    rmSync(join(config.dataFolder, 'root-key.json'));
    expect((await faultOf(() => rotateKeys(config, { clock }))).message).to.include('--root-key FILE');
  });
});
