// A slow disk: while an fsync is stalled for a second and a half, reads, health and the key set are answered; and if
// each fsync is slow, many activations share one. Measured in answers and fsyncs, never in milliseconds.

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

const STALL_MS = 1_500;
/** One at a time, during a whole stall; hundreds are usual. */
const ANSWERS_LEAST = 20;

describe('a slow disk', function () {
  this.timeout(60_000);
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
    disk.set({ nextFsyncMs: STALL_MS });
    server.ask({ ask: 'load', ...ground.load({ count: 1, atOnce: 1 }) });
    let reads = 0;
    for (; !server.said().includes('\nloaded'); reads++) {
      server.ask({ ask: 'read' });
      await server.line('read');
    }
    expect(server.report().done.size).to.equal(1);
    expect(reads, 'reads answered, one after the other, during the stall').to.be.greaterThan(ANSWERS_LEAST);
  });

  it('answers health and the key set over HTTP while an activation waits for the disk', async () => {
    const http = await startServerProcess(ground.data, disk);
    server = http;
    disk.set({ nextFsyncMs: STALL_MS });
    const activated: object[] = [];
    const activation = activateOver(http.url, ground.load({}), 0).then((answer) => activated.push(answer));
    let answers = 0;
    for (; activated.length === 0; answers++) {
      const path = answers % 2 === 0 ? PATHS.health : PATHS.keySet;
      const response = await fetch(http.url + path);
      expect(response.status, path).to.equal(200);
      await response.arrayBuffer();
    }
    await activation;
    expect(activated).to.deep.equal([{ status: 200 }]);
    expect(answers, 'answers, one after the other, during the stall').to.be.greaterThan(ANSWERS_LEAST);
  });

  it('lets many activations share an fsync', async () => {
    server = await startFaulted(ground.data, disk);
    disk.set({ eachFsyncMs: 20 });
    const before = disk.get('fsyncs');
    server.ask({ ask: 'load', ...ground.load({ count: 512, atOnce: 256 }) });
    await server.line('loaded');
    expect(server.report().done.size).to.equal(512);
    // eight full groups, the header of a WAL, a checkpoint, and a margin for groups that are not full
    expect(disk.get('fsyncs') - before).to.be.within(2, 24);
  });
});
