/**
 * A core dump of a server that serves requests: nothing that they contained is in it. The search is proved on a process
 * whose memory is not excluded.
 */

import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { askAt } from '../http/asking.ts';
import { until } from '../../support/until.ts';

const MAIN = fileURLToPath(new URL('../../../server/main.js', import.meta.url));
const CANARY = 'canary-4f1d9c';
const LISTENS = /listens on (\S+),/;
/** Allows a core dump of any size, and then runs the command. */
const ALLOWING = ['-c', 'ulimit -c unlimited && exec "$@"', 'sh'];

/** Why no core dump can be looked at here; undefined if one can. */
function obstacle(): string | undefined {
  if (process.platform !== 'linux') return 'only Linux excludes memory';
  const pattern = readFileSync('/proc/sys/kernel/core_pattern', 'latin1').trim();
  if (pattern.includes('/') || pattern.startsWith('|')) return `core dumps go to ${pattern}`;
  const limits = readFileSync('/proc/self/limits', 'latin1');
  return /Max core file size\s+\S+\s+unlimited/.test(limits) ? undefined : 'core dumps are not allowed';
}

describe('a core dump', () => {
  let folder: string;

  before(function () {
    if (obstacle() !== undefined) this.skip();
  });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'quietkey-core-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const run = (...args: readonly string[]) =>
    spawn('sh', [...ALLOWING, process.execPath, ...args], {
      cwd: folder,
      env: { PATH: process.env['PATH'], QUIETKEY_PORT: '0', QUIETKEY_DATA: join(folder, 'data') },
    });

  /** Ends a process as a crash does, and reads its core dump. */
  const coreOf = async (child: ReturnType<typeof spawn>): Promise<Buffer> => {
    const closed = once(child, 'close');
    child.kill('SIGABRT');
    await closed;
    const [name] = readdirSync(folder).filter((file) => file.startsWith('core'));
    if (name === undefined) throw new Error('there is no core dump');
    return readFileSync(join(folder, name));
  };

  it('of a server has nothing of the requests', async () => {
    const child = run(MAIN);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += String(text)));
    await until(() => LISTENS.test(said) || child.exitCode !== null);
    const { ask, end } = askAt(LISTENS.exec(said)?.[1] ?? said);
    const body = { product: CANARY, licenseKey: CANARY, tags: [CANARY], nonce: CANARY, username: CANARY };
    for (let i = 0; i < 20; i += 1) await ask({ method: 'POST', path: '/v1/activations', body });
    const core = await coreOf(child);
    end();
    expect(core.subarray(0, 4).toString('latin1')).to.equal('\u007fELF');
    expect(core.includes(CANARY)).to.equal(false);
  });

  it('of a process whose memory is not excluded has what it holds', async () => {
    const child = run(
      '-e',
      `globalThis.kept = Buffer.from('${CANARY}'); console.log('ready'); setInterval(() => {}, 1000)`,
    );
    await once(child.stdout, 'data');
    expect((await coreOf(child)).includes(CANARY)).to.equal(true);
  });
});
