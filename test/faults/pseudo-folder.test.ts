// Folders on file systems that cannot hold them: everything that creates a folder on a path that somebody names ends
// with an error at once. Each creator has a process of its own, which is killed if it hangs.

import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const PATIENCE_MS = 60_000;
/** Pseudo file systems of Linux, in which nothing can be created. */
const PLACES = [
  '/proc/quietkey/a',
  '/proc/self/fd/quietkey/a/b',
  '/sys/quietkey/a',
  '/dev/null/quietkey/a',
].filter((place) => process.platform === 'linux' && existsSync(`/${place.split('/')[1]}/`));

const moduleAt = (path: string): string => JSON.stringify(new URL(`../../${path}`, import.meta.url).href);

/** What creates a folder: statements that use `place`, and the name of the error that must come of them. */
const CREATORS: readonly (readonly [what: string, code: string, error: RegExp])[] = [
  [
    'the store of the SDK, at a write',
    `const { fileStore } = await import(${moduleAt('client-sdk/typescript/state/state-file.js')});
     fileStore(place).write('text');`,
    /^Error/,
  ],
  [
    'the store of the SDK, under its lock',
    `const { fileStore } = await import(${moduleAt('client-sdk/typescript/state/state-file.js')});
     const { changeState } = await import(${moduleAt('client-sdk/typescript/state/store.js')});
     changeState(fileStore(place), (state) => ({ ...state, installId: 'x' }));`,
    /^StateUnwritable/,
  ],
  [
    'the store of telemetry',
    `const { changeTelemetry, telemetryStore } = await import(${moduleAt('client-sdk/typescript/telemetry/state.js')});
     changeTelemetry(telemetryStore(place), (state) => ({ ...state, on: true }));`,
    /^StateUnwritable/,
  ],
  [
    'an activation',
    `const { Quietkey } = await import(${moduleAt('client-sdk/typescript/index.js')});
     const { generateKeyPairSync } = await import('node:crypto');
     const rootKey = 'qkroot_' + generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x;
     const app = new Quietkey({ server: 'http://127.0.0.1:2', product: 'sonar', rootKey, store: place });
     if (app.check().state !== 'unlicensed') throw new Error('licensed');
     await app.activate('ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ-ZZJMH');`,
    /^StateUnwritable/,
  ],
  [
    'the data folder',
    `const { readConfig } = await import(${moduleAt('server/config/config.js')});
     const { prepareFolder } = await import(${moduleAt('server/composition/world.js')});
     prepareFolder(readConfig({ QUIETKEY_DATA: place }));`,
    /^ConfigFault/,
  ],
  [
    'the scratch folder',
    `const { openWorkFiles } = await import(${moduleAt('server/crypto/work-files.js')});
     openWorkFiles(place).scratch('copy.db');`,
    /^Error/,
  ],
  [
    'the folder of backups',
    `const { openBackups } = await import(${moduleAt('server/crypto/backups.js')});
     openBackups(place, [new Uint8Array(32)]).placeOf({ id: 'x', day: 1 });`,
    /^Error/,
  ],
  [
    'the folder of day keys',
    `const { openDayKeys } = await import(${moduleAt('server/crypto/day-keys.js')});
     openDayKeys(place).seal('203.0.113.0/24', 20_000);`,
    /^Error/,
  ],
  [
    'the folder of tombstones',
    `const { openTombstones } = await import(${moduleAt('server/crypto/tombstones.js')});
     openTombstones(place).add('x', 20_000);`,
    /^Error/,
  ],
  [
    'the mail outbox',
    `const { openOutbox } = await import(${moduleAt('server/mail/carrier.js')});
     const { makePrivateFolder } = await import(${moduleAt('server/crypto/durable-file.js')});
     const carrier = openOutbox(place, { name: '', address: 'a@example.com' }, makePrivateFolder);
     await carrier.carry({ subject: '', text: '', html: '' }, { to: 'b@example.com', mail: 'm' });`,
    /^Error/,
  ],
  [
    'the move of the root key',
    `const { moveRootKey } = await import(${moduleAt('scripts/commands/keys/root-move.js')});
     moveRootKey({ from: ${moduleAt('scripts/quietkey.js')}.slice(7), to: place, dataFolder: '/a', keysFolder: '/b' });`,
    /^CommandRefused/,
  ],
];

/** Tries to create it in every place, and prints the places that were tried, with the error. */
const program = (code: string): string => `
  import { writeSync } from 'node:fs';
  for (const place of ${JSON.stringify(PLACES)}) {
    writeSync(1, place + ' ');
    try { ${code} writeSync(1, 'none\\n'); } catch (error) { writeSync(1, error.name + '\\n'); }
  }`;

describe('a folder on a file system that cannot hold it', () => {
  for (const [what, code, error] of CREATORS) {
    it(`${what}: an error at once`, function () {
      if (PLACES.length === 0) this.skip();
      const run = spawnSync(process.execPath, ['--input-type=module', '-e', program(code)], {
        encoding: 'utf8',
        timeout: PATIENCE_MS,
      });
      expect(run.signal, `it hangs: ${run.stdout}`).to.equal(null);
      const tried = run.stdout.trim().split('\n');
      expect(tried.map((line) => line.split(' ')[0])).to.deep.equal(PLACES);
      for (const line of tried) expect(line.split(' ')[1], line + run.stderr).to.match(error);
    });
  }
});
