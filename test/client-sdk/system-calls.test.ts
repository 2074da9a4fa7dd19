/**
 * The system calls of an app that only checks: no adapter is read before an activation, and no check starts a process.
 * They are traced with strace, so the tests are skipped where it is missing or may not trace.
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { startFakeServer, type FakeServer } from './support/fake-server.ts';
import { makeIssuer } from './support/issuer.ts';
import { LICENSE_KEY, makeMachine } from './support/machine.ts';

const PROCESS = fileURLToPath(new URL('./support/day-process.js', import.meta.url));

/** What a process can list adapters with: sysfs, procfs, netlink (`getifaddrs`), or ioctls of a socket. */
const READS_ADAPTERS =
  /\/sys\/class\/net|\/sys\/devices\/.*\/net\/|\/proc\/(?:self\/|\d+\/)?net\/|AF_NETLINK|SIOCGIF/;
/** A new process. A thread of Node.js is made with CLONE_THREAD. */
const STARTS_PROCESS = /\b(?:fork|vfork)\(|\bclone3?\((?!.*CLONE_THREAD)|\bexecve(?:at)?\(/;

describe('the system calls of an app that only checks', function () {
  const issuer = makeIssuer();
  let server: FakeServer;
  let folder: string;

  before(function () {
    const tried = spawnSync('strace', ['-f', '-o', '/dev/null', 'true']);
    if (tried.status === 0) return;
    process.stderr.write('The system calls are not tested: strace is missing or may not trace here.\n');
    this.skip();
  });
  beforeEach(async () => {
    server = await startFakeServer(issuer);
    folder = mkdtempSync(join(tmpdir(), 'quietkey-calls-'));
  });
  afterEach(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  /** Runs a program of Node.js under strace. The call that starts the program itself is left out. */
  function trace(...words: string[]): { printed: string; calls: string[] } {
    const log = join(folder, 'calls');
    const { stdout, status, stderr } = spawnSync('strace', [
      '-f',
      '-s',
      '0',
      '-o',
      log,
      process.execPath,
      ...words,
    ]);
    expect(status, String(stderr)).to.equal(0);
    const [, ...calls] = readFileSync(log, 'utf8').split('\n');
    return { printed: String(stdout), calls };
  }
  const matching = (calls: string[], pattern: RegExp): string[] => calls.filter((call) => pattern.test(call));

  it('find a list of adapters and a child process, where a program has them', () => {
    const listing = `require('os').networkInterfaces(); require('fs').readdirSync('/sys/class/net')`;
    const { calls } = trace('-e', `${listing}; require('child_process').spawnSync('/bin/true')`);
    expect(matching(calls, /AF_NETLINK/)).to.have.length.above(0);
    expect(matching(calls, /\/sys\/class\/net/)).to.have.length.above(0);
    expect(matching(calls, STARTS_PROCESS)).to.have.length.above(0);
  });

  it('without an activation read no adapter and start no process', () => {
    const { printed, calls } = trace(PROCESS, join(folder, 'store'), issuer.rootKey);
    expect(printed).to.equal('unlicensed no_activation');
    expect(calls).to.have.length.above(100);
    expect(matching(calls, READS_ADAPTERS)).to.deep.equal([]);
    expect(matching(calls, STARTS_PROCESS)).to.deep.equal([]);
  });

  for (const identity of ['adapters', 'install', 'none'] as const) {
    it(`on an activated machine start no process; identity ${identity}`, async () => {
      const store = join(folder, 'store');
      // the lease has the tags of cards that this machine does not have, so a check must look for them
      await makeMachine(issuer, server.url).start({ store, identity }).activate(LICENSE_KEY);
      const { printed, calls } = trace(PROCESS, store, issuer.rootKey);
      expect(printed).to.match(/^(?:licensed|stale) /);
      expect(matching(calls, STARTS_PROCESS)).to.deep.equal([]);
      const reads = matching(calls, READS_ADAPTERS).length;
      expect(reads > 0, `${reads} reads of adapters`).to.equal(identity === 'adapters');
    });
  }
});
