/**
 * A running server and its process: it starts on a free port, answers, drains when it is stopped, and exits with the
 * documented code. The process is started as an operator would, with an empty folder.
 */

import { expect } from 'chai';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { ConfigFault, readConfig } from '../../../server/config/config.ts';
import { DAY_SECONDS } from '../../../server/domain/kernel/day.ts';
import { startServer } from '../../../server/composition/server.ts';
import { scratchFolder } from '../crypto/scratch.ts';
import { movableClock } from '../../support/world.ts';
import { until } from '../../support/until.ts';

const MAIN = fileURLToPath(new URL('../../../server/main.js', import.meta.url));
const silent = () => undefined;

function freshConfig(settings: Record<string, string> = {}) {
  return readConfig({ QUIETKEY_DATA: join(scratchFolder(), 'data'), QUIETKEY_PORT: '0', ...settings });
}

describe('a running server', () => {
  it('listens on a free port, answers, and closes once', async () => {
    const server = await startServer(freshConfig(), { log: silent });
    expect(server.url).to.match(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(`${server.url}/healthz`)).status).to.equal(200);
    expect(server.prepared.made).to.have.lengthOf(3);
    await Promise.all([server.close(), server.close()]);
    const refused = await fetch(`${server.url}/healthz`).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(Error);
  });
  it('runs the daily purge on start if it is due, to the last byte', async () => {
    const config = freshConfig();
    const clock = movableClock();
    const first: object[] = [];
    await (await startServer(config, { clock, log: (line) => first.push(line) })).close();
    const noMailer = { event: 'no mailer', reason: 'mail is refused until: quietkey mailer init' };
    expect(first, 'a database of today').to.deep.equal([noMailer]);
    clock.move(2 * DAY_SECONDS);
    const lines: object[] = [];
    const server = await startServer(config, { clock, log: (line) => lines.push(line) });
    await until(() => lines.length >= 3);
    await server.close();
    expect(lines).to.deep.equal([
      noMailer,
      { event: 'purge done', dayKeys: 0, backups: 0 },
      { event: 'receipts signed', count: 1 },
    ]);
  });
  it('has a portal with the configured name, whatever its characters', async () => {
    const server = await startServer(freshConfig({ QUIETKEY_SITE_NAME: 'Fjörd <b> & Söhne' }), {
      log: silent,
    });
    const page = await (await fetch(server.url, { headers: { accept: 'text/html' } })).text();
    await server.close();
    expect(page).to.match(/<title>[^<]*Fjörd &lt;b&gt; &amp; Söhne<\/title>/);
    expect(page).to.match(/<(span|bdi)[^>]*>Fjörd &lt;b&gt; &amp; Söhne<\/\1>/);
  });
  it('reports that its port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const error: unknown = await startServer(freshConfig({ QUIETKEY_PORT: String(port) }), {
      log: silent,
    }).catch((fault: unknown) => fault);
    taken.close();
    expect(error).to.be.instanceOf(ConfigFault);
    expect(String(error)).to.include(`QUIETKEY_PORT names port ${port}, which is taken`);
  });
});

interface Process {
  child: ChildProcessWithoutNullStreams;
  out: () => string;
  err: () => string;
  /** Waits until standard error contains this text. */
  said(text: string): Promise<void>;
  exit(): Promise<number | null>;
  /** Waits until it listens. */
  port(): Promise<number>;
}

function startProcess(settings: Record<string, string>): Process {
  const child = spawn(process.execPath, [MAIN], { env: { PATH: '/usr/bin:/bin', ...settings } });
  let [out, err] = ['', ''];
  child.stdout.on('data', (text) => (out += String(text)));
  child.stderr.on('data', (text) => (err += String(text)));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const said = async (text: string) => {
    await until(() => err.includes(text) || child.exitCode !== null);
    expect(err).to.include(text);
  };
  return {
    child,
    out: () => out,
    err: () => err,
    said,
    exit: () => ended,
    port: async () => {
      await said('listens on');
      return Number(/http:\S+:(\d+)/.exec(err)?.[1]);
    },
  };
}

describe('the process', () => {
  it('prints on its first run what it created and the next commands, and no secret', async () => {
    const settings = { QUIETKEY_DATA: join(scratchFolder(), 'data'), QUIETKEY_PORT: '0' };
    const first = startProcess(settings);
    await first.said('Your app pins');
    first.child.kill('SIGTERM');
    expect(await first.exit()).to.equal(0);
    for (const text of [
      'quietkey key root move',
      'quietkey product add',
      'quietkey license issue',
      'qkroot_',
      'Keep a copy of the two secrets',
    ]) {
      expect(first.err()).to.include(text);
    }
    expect(first.out() + first.err()).not.to.match(/qk[si]_/);

    const second = startProcess(settings);
    await second.said('listens on');
    second.child.kill('SIGINT');
    expect(await second.exit()).to.equal(0);
    expect(second.err()).not.to.include('first run');
  });
  it('writes JSON lines on standard output and nothing else', async () => {
    const server = startProcess({ QUIETKEY_DATA: join(scratchFolder(), 'data'), QUIETKEY_PORT: '0' });
    const port = await server.port();
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).to.equal(200);
    server.child.kill('SIGTERM');
    expect(await server.exit()).to.equal(0);
    const lines = server.out().trim().split('\n');
    const events = lines.map((line) => (JSON.parse(line) as { event: string }).event);
    expect(events).to.include.members(['started', 'request']);
  });
  it('names the data folder in the commands that it prints, unless a plain command finds it', async () => {
    const folder = join(scratchFolder(), "ada's data");
    const server = startProcess({ QUIETKEY_DATA: folder, QUIETKEY_PORT: '0' });
    await server.said('Your app pins');
    server.child.kill('SIGTERM');
    await server.exit();
    const named = ` --data '${folder.replace("'", "'\\''")}' `;
    for (const words of ['product add', 'license issue', 'key root move'])
      expect(server.err()).to.include(`npx quietkey ${words}${named}`);
  });
  it('shows what it has created also if its port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const settings = { QUIETKEY_DATA: join(scratchFolder(), 'data'), QUIETKEY_PORT: String(port) };
    const refused = startProcess(settings);
    expect(await refused.exit()).to.equal(78);
    expect(refused.err())
      .to.match(/is taken/)
      .and.to.include('Keep a copy of the two secrets');
    taken.close();
    const started = startProcess(settings);
    await started.said('Your app pins');
    started.child.kill('SIGTERM');
    await started.exit();
    expect(started.err()).not.to.include('first run');
    expect(started.err()).to.include('Keep a copy of the two secrets');
  });
  it('says so if Node.js was upgraded under it', async () => {
    const fault = `Object.assign(new Error('NODE_MODULE_VERSION'), { code: 'ERR_DLOPEN_FAILED' })`;
    const upgraded = startProcess({
      QUIETKEY_DATA: join(scratchFolder(), 'data'),
      QUIETKEY_PORT: '0',
      NODE_OPTIONS: `--import "data:text/javascript,process.dlopen=()=>{throw ${fault}}"`,
    });
    expect(await upgraded.exit()).to.equal(78);
    expect(upgraded.err())
      .to.match(/Node\.js v\d.* another version.*npm rebuild/)
      .and.not.match(/^ +at /m);
  });
  it('exits with 78 and every fault if the configuration is wrong', async () => {
    const folder = join(scratchFolder(), 'data');
    const wrong = startProcess({
      QUIETKEY_DATA: folder,
      QUIETKEY_PORT: 'x',
      QUIETKEY_PROT: '1',
      QUIETKEY_SECRET: 'hidden',
    });
    expect(await wrong.exit()).to.equal(78);
    expect(wrong.err().trim().split('\n')).to.have.lengthOf(4);
    expect(wrong.err()).not.to.include('hidden');
    expect(existsSync(folder), 'nothing is made').to.equal(false);
  });
  it('answers open requests when it is stopped, and accepts no new ones', async () => {
    const server = startProcess({ QUIETKEY_DATA: join(scratchFolder(), 'data'), QUIETKEY_PORT: '0' });
    const port = await server.port();
    const asking = await beginRequest(port);
    server.child.kill('SIGTERM');
    await until(() => refusesAt(port));
    asking.end('":1}');
    const [answer] = (await once(asking, 'data')) as [Buffer];
    expect(answer.toString()).to.match(/^HTTP\/1\.1 4\d\d /);
    expect(await server.exit()).to.equal(0);
  });
  it('exits at once on a second signal', async () => {
    const server = startProcess({ QUIETKEY_DATA: join(scratchFolder(), 'data'), QUIETKEY_PORT: '0' });
    const port = await server.port();
    const asking = await beginRequest(port);
    asking.on('error', () => undefined);
    server.child.kill('SIGTERM');
    await until(() => refusesAt(port));
    expect(server.child.exitCode, 'it waits for the request').to.equal(null);
    server.child.kill('SIGTERM');
    expect(await server.exit()).to.equal(143);
  });
});

/** Whether it accepts no new connection. */
async function refusesAt(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
  return answer === undefined;
}

/** A request with an unfinished body, whose head the server has read. */
async function beginRequest(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const head = [
    'POST /v1/activations HTTP/1.1',
    'Host: localhost',
    'Content-Type: application/json',
    'Content-Length: 6',
    'Expect: 100-continue',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  const [continued] = (await once(socket, 'data')) as [Buffer];
  expect(String(continued)).to.match(/^HTTP\/1\.1 100 /);
  socket.write('{"');
  return socket;
}
