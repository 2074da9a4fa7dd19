/**
 * A quiet client opens no socket, starts no process and writes nothing, though a renewal is due. System calls are traced
 * with strace; where it may not trace, only what the client stores and throws is tested.
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { startFakeServer, type FakeServer } from './support/fake-server.ts';
import { DAY, makeIssuer } from './support/issuer.ts';
import { LICENSE_KEY, MemoryStore, makeMachine, type TestMachine } from './support/machine.ts';

const issuer = makeIssuer();
const OPENINGS = 1_000;
let server: FakeServer;
let machine: TestMachine;

beforeEach(async () => {
  server = await startFakeServer(issuer);
  machine = makeMachine(issuer, server.url);
});
afterEach(() => server.close());

describe('a quiet client', () => {
  it('checks as ever, and sends and stores nothing', async () => {
    await machine.start().activate(LICENSE_KEY);
    server.seat.ended = 'suspended';
    await machine.start().renew();
    server.seat.ended = undefined;
    await machine.start().renew();
    server.received.length = 0;
    machine.now += 33 * DAY;
    const writes = machine.store.writes.length;
    const quiet = machine.start({ quiet: true, telemetry: { store: new MemoryStore() } });
    const check = machine.start({ quiet: true }).check();
    expect(check).to.include({ state: 'stale', reason: 'lease_ended', refreshDue: true });
    expect(await quiet.keepFresh()).to.deep.equal({ check, reached: false });
    expect(quiet.takeEvents()).to.deep.equal([]);
    expect(quiet.startSession().check()).to.deep.equal(check);
    for (const call of ['activate', 'preview', 'renew', 'release'] as const) {
      const error: unknown = await quiet[call](LICENSE_KEY as never, {}).catch((thrown: unknown) => thrown);
      expect(error, call).to.include({ code: 'options_malformed' });
    }
    quiet.telemetry.on();
    expect(await quiet.telemetry.report()).to.equal('off');
    expect(server.received).to.deep.equal([]);
    expect(machine.store.writes.length).to.equal(writes);
    expect(machine.start().check(), 'another client').to.deep.equal(check);
  });

  describe(`in a scan of ${OPENINGS} openings`, function () {
    const SCAN = fileURLToPath(new URL('./support/scan-process.js', import.meta.url));
    const OPENS = /\b(?:socket|connect|bind|sendto|sendmsg)\(/;
    const STARTS_PROCESS = /\b(?:fork|vfork)\(|\bclone3?\((?!.*CLONE_THREAD)|\bexecve(?:at)?\(/;
    let folder: string;

    before(function () {
      if (spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status !== 0) this.skip();
    });
    beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'quietkey-scan-'))));
    afterEach(() => rmSync(folder, { recursive: true }));

    function scan(count: number, mode: string): { printed: string; calls: string[] } {
      const log = join(folder, 'calls');
      const traced = 'trace=%network,%process,rename,unlink,mkdir';
      const program = [SCAN, join(folder, 'store'), issuer.rootKey, String(count), mode];
      const words = ['-f', '-e', traced, '-o', log, process.execPath, ...program];
      const { stdout, status, stderr } = spawnSync('strace', words);
      expect(status, String(stderr)).to.equal(0);
      const [, ...calls] = readFileSync(log, 'utf8').split('\n');
      return { printed: String(stdout), calls };
    }

    it('opens no socket, starts no process and replaces no file', async () => {
      await makeMachine(issuer, server.url)
        .start({ store: join(folder, 'store') })
        .activate(LICENSE_KEY);
      const loud = scan(1, 'loud');
      expect(
        loud.calls.some((call) => OPENS.test(call)),
        'the trace sees a socket',
      ).to.equal(true);
      const quiet = scan(OPENINGS, 'quiet');
      expect(quiet.printed).to.equal('stale');
      const wrong = quiet.calls.filter(
        (call) => OPENS.test(call) || STARTS_PROCESS.test(call) || /\b(?:rename|unlink|mkdir)\(/.test(call),
      );
      expect(wrong).to.deep.equal([]);
    });
  });
});
