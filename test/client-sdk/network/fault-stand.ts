/**
 * Starts the listeners of the faults, and lets a carrier meet them: a process of Node.js, Bun or Deno in which an
 * activated app renews once for each fault.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { rounds } from '../../support/rounds.ts';
import type { Fault, Listener } from './faults.ts';
import { AUTHORITY, CERTIFICATES, KEY } from './certificates.ts';
import { json } from './fault-acts.ts';

const PROCESS = fileURLToPath(new URL('./carrier-process.js', import.meta.url));
/** What no result may show. */
export const CREDENTIALS = 'ada:canary-of-the-proxy';
/** A server that answers each request, with nothing that is signed. */
const ANSWERS: Listener = { certificate: 'good', act: json('200 OK', {}) };

/** The task of the process of a carrier. */
export interface CarrierTask {
  /** The state of an activated app, and what its client needs besides. */
  state: string;
  rootKey: string;
  product: string;
  now: number;
  folder: string;
  authority: string;
  cases: CarrierCase[];
}

/** One call: to which server, through which proxy, and by whom it is sent. */
export interface CarrierCase {
  title: string;
  by: 'fetch' | 'sdk';
  server: string;
  proxy: string | undefined;
  /** Whether the app names the authority itself; otherwise the environment names it to the runtime. */
  hasCa: boolean;
  hangs: boolean;
  /** The cause that the call must name. */
  expected: string;
}

/** What a call came to. */
export interface CarrierResult {
  title: string;
  by: 'fetch' | 'sdk';
  code: string;
  networkCause: string | undefined;
  message: string;
  /** The members of the state that a failed renewal changed, besides the request that it keeps. */
  changed: string[];
  /** The check after the call. */
  state: string;
}

export interface Stand {
  cases: CarrierCase[];
  close: () => void;
}

/** Starts a listener for each fault. Faults of proxies are for the SDK's own carrier. */
export async function startStand(faults: readonly Fault[]): Promise<Stand> {
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  const listen = async ({ act, certificate }: Listener, upstream = 0): Promise<number> => {
    const meet = (socket: Socket): void => {
      sockets.add(socket.on('error', () => undefined).on('close', () => sockets.delete(socket)));
      act(socket, upstream);
    };
    const server = certificate
      ? createTlsServer({ key: KEY, cert: CERTIFICATES[certificate] }, meet)
      : createServer(meet);
    servers.push(server.on('tlsClientError', () => undefined));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return (server.address() as AddressInfo).port;
  };
  const cases: CarrierCase[] = [];
  const hasCa = rounds(1, 0) > 0; // it costs 30 ms of CPU for each request
  for (const { title, networkCause: expected, server = ANSWERS, proxy, hangs = false } of faults) {
    const port = typeof server === 'string' ? 0 : await listen(server);
    const direct = typeof server === 'string' ? server : `https://127.0.0.1:${port}`;
    if (proxy === undefined) {
      for (const by of ['fetch', 'sdk'] as const)
        cases.push({ title, by, server: direct, proxy: undefined, hasCa, hangs, expected });
      continue;
    }
    const scheme = typeof proxy !== 'string' && (proxy.certificate ?? proxy.isMisnamed) ? 'https' : 'http';
    const address =
      typeof proxy === 'string' ? proxy : `${scheme}://${CREDENTIALS}@127.0.0.1:${await listen(proxy, port)}`;
    cases.push({ title, by: 'sdk', server: 'https://license.test', proxy: address, hasCa, hangs, expected });
  }
  return {
    cases,
    close: () => {
      for (const server of servers) server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/**
 * Runs the program of a carrier, and returns what its calls came to.
 *
 * @param command - the runtime and its words, such as `['node']`
 */
export async function runCarrier(
  [program = '', ...words]: readonly string[],
  task: Omit<CarrierTask, 'folder' | 'authority'>,
): Promise<CarrierResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'quietkey-carrier-'));
  try {
    const [trusted, told] = ['authority.pem', 'task.json'].map((name) => join(folder, name)) as [
      string,
      string,
    ];
    writeFileSync(trusted, AUTHORITY);
    writeFileSync(told, JSON.stringify({ ...task, folder, authority: trusted } satisfies CarrierTask));
    const env = { PATH: process.env['PATH'], HOME: folder, NODE_EXTRA_CA_CERTS: trusted, DENO_CERT: trusted };
    const child = spawn(program, [...words, PROCESS, told], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
    await once(child, 'close');
    return JSON.parse(printed) as CarrierResult[];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
