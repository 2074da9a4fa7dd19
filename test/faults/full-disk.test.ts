// A full disk: writes are refused completely, reads and renewals that write nothing continue, and everything recovers
// without a restart when there is space again. Tested on a disk of 1 MiB if this account may mount one, and always with
// the faulty disk, which is full at a configured byte; so it is tested as root and without.

import Database from 'better-sqlite3';
import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PATHS } from '../../client-sdk/typescript/contract/wire.ts';
import { databasePath } from '../../server/composition/prepare-secrets.ts';
import { mayMount } from '../support/mount.ts';
import { rounds } from '../support/rounds.ts';
import {
  activateOver,
  layGround,
  startFaulted,
  startServerProcess,
  type Faulted,
  type Ground,
} from './faulted.ts';
import { faultyDisk, type FaultyDisk } from './faulty-disk.ts';
import { expectWhole } from './whole.ts';

const GROUP = 64;
/** More than a group writes. */
const GROUP_BYTES = 600_000;
const CHUNK = 100;
/** Activations that write more than the 16 MB of WAL for which the first segment of shared memory is enough. */
const WAL_LEAST = 10_000;
const FILLINGS = 200;

/** A data folder on a disk that can be filled. */
interface Stage {
  readonly data: string;
  readonly disk?: FaultyDisk;
  fill(): void;
  free(): void;
  end(): void;
}

const STAGES: readonly { title: string; set: (ground: Ground) => Stage }[] = [
  { title: 'by the faulty disk', set: faulty },
  ...(mayMount() ? [{ title: 'on a file system of 1 MiB', set: mounted }] : []),
];

function faulty({ data }: Ground): Stage {
  const disk = faultyDisk(data);
  return {
    data,
    disk,
    fill: () => disk.set({ room: 0, limited: 1 }),
    free: () => disk.set({ limited: 0 }),
    end: () => disk.remove(),
  };
}

function mounted({ scratch, data }: Ground): Stage {
  const place = join(scratch, 'small');
  const ballast = join(place, 'ballast');
  mkdirSync(place);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=700', 'tmpfs', place]);
  const small = join(place, 'data');
  cpSync(data, small, { recursive: true });
  return {
    data: small,
    fill: () => {
      try {
        writeFileSync(ballast, Buffer.alloc(2 ** 20));
      } catch (error) {
        expect(error).to.include({ code: 'ENOSPC' });
      }
    },
    free: () => rmSync(ballast),
    end: () => void execFileSync('umount', [place]),
  };
}

describe('a full disk', function () {
  let ground: Ground;
  let server: Faulted | undefined;
  let disk: FaultyDisk | undefined;
  let end: () => void = () => undefined;

  beforeEach(async () => {
    ground = await layGround();
  });
  afterEach(async () => {
    await server?.kill();
    end();
    disk?.remove();
    [server, disk, end] = [undefined, undefined, () => undefined];
    ground.remove();
  });

  for (const { title, set } of STAGES) {
    it(`refuses writes, continues reading and renewing, and recovers without a restart, ${title}`, async () => {
      const stage = set(ground);
      end = () => stage.end();
      server = await startFaulted(stage.data, stage.disk);
      const load = ground.load({ count: 40, atOnce: 8 });
      server.ask({ ask: 'load', ...load });
      await server.line('loaded');

      stage.fill();
      const refused = ground.load({ seed: 'refused', from: 1_000, count: 200, atOnce: 200 });
      server.ask({ ask: 'load', ...refused });
      await server.line('loaded');
      const report = server.report();
      // a machine that is busy refuses some of them before they reach the disk
      const refusals = new Set(report.refused.values());
      refusals.delete('busy');
      expect([...refusals]).to.deep.equal(['disk_full']);
      expect(report.done.size).to.equal(40);
      server.ask({ ask: 'ready' });
      expect(await server.line('ready')).to.equal('ready false');
      server.ask({ ask: 'read' });
      expect(await server.line('read')).to.equal('read 1');
      for (const i of [0, 7, 39]) {
        server.ask({ ask: 'renew', i });
        expect(await server.line('renewed')).to.equal(`renewed ${i} unchanged`);
      }

      stage.free();
      server.ask({ ask: 'ready' });
      expect(await server.line('ready')).to.equal('ready true');
      const again = ground.load({ from: 2_000, count: 40, atOnce: 40 });
      server.ask({ ask: 'load', ...again });
      await server.line('loaded');
      expect(server.report().refused.size, 'refused since there is room').to.equal(report.refused.size);
      server.ask({ ask: 'close' });
      expect(await server.exit).to.equal(0);
    });
  }

  it('is reported over HTTP: 507 or 503 for writes, not ready, and ready again', async () => {
    disk = faultyDisk(ground.data);
    const http = await startServerProcess(ground.data, disk);
    server = http;
    const readiness = async (): Promise<number> => (await fetch(http.url + PATHS.ready)).status;
    expect(await activateOver(http.url, ground.load({}), 0)).to.deep.equal({ status: 200 });
    disk.set({ room: 0, limited: 1 });
    const answer = await activateOver(http.url, ground.load({}), 1);
    expect(answer.status).to.be.oneOf([503, 507]);
    expect(answer.code).to.equal('disk_full');
    expect(await activateOver(http.url, ground.load({}), 0), 'repeated').to.deep.equal({ status: 200 });
    expect(await readiness()).to.equal(503);
    expect((await fetch(http.url + PATHS.health)).status).to.equal(200);
    disk.set({ limited: 0 });
    expect(await readiness()).to.equal(200);
    expect(await activateOver(http.url, ground.load({}), 1)).to.deep.equal({ status: 200 });
  });

  it('refuses only the activation whose key of the day finds no space', async () => {
    disk = faultyDisk(ground.data);
    server = await startFaulted(ground.data, disk);
    // the database has space, in a WAL that has been longer
    server.ask({ ask: 'load', ...ground.load({ count: 1_000 }) });
    await server.line('loaded');
    disk.set({ room: 0, limited: 1 });
    server.ask({ ask: 'load', ...ground.load({ from: 1_000, count: 8, network: '203.0.113.0/24' }) });
    await server.line('loaded');
    expect([...server.report().refused.values()]).to.deep.equal(Array.from({ length: 8 }, () => 'disk_full'));
    disk.set({ limited: 0 });
    server.ask({ ask: 'load', ...ground.load({ from: 2_000, count: 8, network: '203.0.113.0/24' }) });
    await server.line('loaded');
    expect(server.report().done.size).to.equal(1_008);
  });

  it('without space for shared memory only: the outcome is unknown, the store is not lost, and recovers', async () => {
    disk = faultyDisk(ground.data);
    server = await startFaulted(ground.data, disk);
    disk.set({ noMemory: 1 });
    // a reader that stays: the WAL is not restarted, and outgrows its first segment of shared memory
    const reader = new Database(databasePath(ground.config), { readonly: true });
    reader.exec('BEGIN; SELECT COUNT(*) FROM licenses');
    let next = 0;
    for (; server.report().refused.size === 0 && next < WAL_LEAST; next += CHUNK) {
      server.ask({ ask: 'load', ...ground.load({ from: next, count: CHUNK, atOnce: 8 }) });
      await server.line('loaded');
    }
    expect([...new Set(server.report().refused.values())]).to.deep.equal(['outcome_unknown']);
    expect(server.said()).not.to.match(/^lost/m);
    server.ask({ ask: 'renew', i: 0 });
    expect(await server.line('renewed')).to.equal('renewed 0 unchanged');
    reader.close();
    disk.set({ noMemory: 0 });
    const refused = server.report().refused.size;
    server.ask({ ask: 'load', ...ground.load({ from: next, count: CHUNK }) });
    await server.line('loaded');
    const report = server.report();
    expect(report.refused.size, 'refused since there is room').to.equal(refused);
    await server.kill();
    await expectWhole({ ...ground, loads: [{ seed: 'load', report, begun: next + CHUNK }] });
  });

  it('in the middle of a group leaves no operation half done, and none of the refused committed', async () => {
    disk = faultyDisk(ground.data);
    server = await startFaulted(ground.data, disk);
    const fillings = rounds(FILLINGS);
    for (let i = 0; i < fillings; i++) {
      // from space for a page or two to space for the whole group
      disk.set({ room: Math.floor((i / fillings) * GROUP_BYTES), limited: 1 });
      server.ask({ ask: 'load', ...ground.load({ from: i * GROUP, count: GROUP, atOnce: GROUP }) });
      await server.line('loaded');
      disk.set({ limited: 0 });
    }
    // a commit with an unknown outcome is after the end of the WAL: the next one overwrites it
    server.ask({ ask: 'load', ...ground.load({ from: fillings * GROUP, count: 1 }) });
    await server.line('loaded');
    const report = server.report();
    for (const code of report.refused.values()) expect(code).to.be.oneOf(['disk_full', 'outcome_unknown']);
    expect(report.refused.size, 'refused').to.be.greaterThan(0);
    expect(report.done.size, 'granted').to.be.greaterThan(0);
    await server.kill();
    await expectWhole({
      ...ground,
      only: true,
      loads: [{ seed: 'load', report, begun: fillings * GROUP + 1 }],
    });
  });
});
