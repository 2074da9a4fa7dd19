// A slow disk: while an fsync is stalled, reads, health and the key set are answered; and if each fsync is slow, many
// activations share one. Measured in answers and fsyncs, never in milliseconds.

import { expect } from 'chai';
import { PATHS } from '../../client-sdk/typescript/contract/wire.ts';
import {
  activateOver,
  layGround,
  startFaulted,
  startServerProcess,
  type Faulted,
  type Ground,
} from './faulted.ts';
import { faultyDisk, type FaultyDisk } from './faulty-disk.ts';
import { until } from '../support/until.ts';

/** During a stall, one after the other. */
const ANSWERS = 20;

describe('a slow disk', () => {
  let ground: Ground;
  let disk: FaultyDisk;
  let server: Faulted | undefined;

  beforeEach(async () => {
    ground = await layGround();
    disk = faultyDisk(ground.data);
  });
  afterEach(async () => {
    await server?.kill();
    server = undefined;
    disk.remove();
    ground.remove();
  });

  it('answers reads while a commit waits for the disk', async () => {
    server = await startFaulted(ground.data, disk);
    const before = disk.get('fsyncs');
    disk.set({ held: 1 });
    server.ask({ ask: 'load', ...ground.load({ count: 1, atOnce: 1 }) });
    await until(() => disk.get('fsyncs') > before);
    for (let reads = 0; reads < ANSWERS; reads += 1) {
      server.ask({ ask: 'read' });
      await server.line('read');
    }
    expect(server.report().done.size).to.equal(0);
    disk.set({ held: 0 });
    await server.answered(1);
    expect(server.report().done.size).to.equal(1);
  });

  it('answers health and the key set over HTTP while an activation waits for the disk', async () => {
    const http = await startServerProcess(ground.data, disk);
    server = http;
    const before = disk.get('fsyncs');
    disk.set({ held: 1 });
    const activated: object[] = [];
    const activation = activateOver(http.url, ground.load({}), 0).then((answer) => activated.push(answer));
    await until(() => disk.get('fsyncs') > before);
    for (let answers = 0; answers < ANSWERS; answers += 1) {
      const path = answers % 2 === 0 ? PATHS.health : PATHS.keySet;
      const response = await fetch(http.url + path);
      expect(response.status, path).to.equal(200);
      await response.arrayBuffer();
    }
    expect(activated).to.deep.equal([]);
    disk.set({ held: 0 });
    await activation;
    expect(activated).to.deep.equal([{ status: 200 }]);
  });

  it('lets many activations share an fsync', async () => {
    server = await startFaulted(ground.data, disk);
    disk.set({ eachFsyncMs: 20 });
    const before = disk.get('fsyncs');
    server.ask({ ask: 'load', ...ground.load({ count: 512, atOnce: 256, patient: true }) });
    await server.line('loaded');
    expect(server.report().done.size).to.equal(512);
    // eight full groups, the header of a WAL, a checkpoint, and a margin for groups that are not full
    expect(disk.get('fsyncs') - before).to.be.within(2, 24);
  });
});
