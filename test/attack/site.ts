/**
 * The attacked site: a data folder that the CLI has prepared, a real server process over it on either engine, and a
 * mail server that takes what the mailer sends. Everything ends with `close`.
 */

import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { environment } from '../../server/config/config.ts';
import { SECRET_KINDS } from '../../server/config/secret.ts';
import { freePort } from '../bench/cluster.ts';
import { Connection } from '../bench/connection.ts';
import { PRODUCT } from '../bench/machines.ts';
import { runFile } from '../cluster/stand/run-file.ts';
import { endOfLog } from '../cluster/stand/processes.ts';
import { openPostOffice, type PostOffice } from '../support/post-office.ts';
import { AHEAD_VARIABLE, type Asked, type Runs } from './server-messages.ts';
import { HOME } from './networks.ts';
import { Browser } from './requests.ts';

const DIST = fileURLToPath(new URL('../../', import.meta.url));
const IN_SERVER = new URL('in-server.js', import.meta.url).href;
const LICENSES = 200;
const SEATS = 100_000;
const START_MS_MAX = 60_000;
const STOP_MS_MAX = 10_000;
const LOOK_MS = 50;
export const PASSWORD = 'correct horse battery staple';
/** Two customers, whose names the attackers know. */
export const CUSTOMERS = ['ada', 'bea'] as const;
export type Customer = (typeof CUSTOMERS)[number];

export interface Site {
  readonly port: number;
  readonly keys: readonly string[];
  readonly token: string;
  readonly folder: string;
  /** The files of both secrets, each in a folder of its own. */
  readonly secretFiles: readonly string[];
  /** Standard output and standard error of the server, where they are pipes. They are read, until one is paused. */
  readonly outputs: readonly Readable[];
  /** What the server has written to its log, where that is a file. */
  log(): string;
  /** Moves the server's clocks, and returns its runs of argon2 until then. */
  ask(asked: Asked): Promise<Runs>;
  /** Runs a command of the CLI by the server's clock, and returns what it prints. @throws Error if it fails */
  command(words: readonly string[]): Promise<string>;
  /** Sends the mails that wait, and returns the addresses of all that were sent. */
  deliver(): Promise<readonly string[]>;
  /** Stops the server, and removes everything. @throws Error if it had ended before */
  close(): Promise<void>;
}

export function emailOf(customer: Customer): string {
  return `${customer}@example.com`;
}

export interface SiteOptions {
  /** An empty PostgreSQL database; undefined for SQLite. */
  readonly databaseUrl: string | undefined;
  /** Where the server writes its log. */
  readonly output: 'file' | 'pipe';
}

/** @throws Error if the server does not start; its folder is then deleted */
export async function openSite(options: SiteOptions): Promise<Site> {
  const scratch = mkdtempSync(join(tmpdir(), 'quietkey-attack-'));
  const office = await openPostOffice();
  try {
    return await openSiteIn(scratch, office, options);
  } catch (error) {
    await office.close();
    rmSync(scratch, { recursive: true, force: true });
    throw error;
  }
}

async function openSiteIn(
  scratch: string,
  office: PostOffice,
  { databaseUrl, output }: SiteOptions,
): Promise<Site> {
  const port = await freePort();
  const env = variablesOf({ scratch, port, smtpPort: office.port, databaseUrl });
  let ahead = 0;
  const command = async (words: readonly string[]): Promise<string> => {
    const args = ['--import', IN_SERVER, join(DIST, 'scripts/quietkey.js'), ...words];
    const own = { ...env, [AHEAD_VARIABLE]: String(ahead) };
    return (await runFile(process.execPath, args, { env: own })).stdout;
  };
  const secretFiles = writeSecrets(env);
  const { keys, token } = await prepare(scratch, command);
  const server = startServer(scratch, env, output);
  await untilReady(server, port, scratch);
  await signUpAll(port, keys);
  return {
    port,
    keys: keys.slice(CUSTOMERS.length),
    token,
    folder: scratch,
    secretFiles,
    outputs: output === 'pipe' ? [server.stdout, server.stderr].filter((stream) => stream !== null) : [],
    log: () => readFileSync(logOf(scratch), 'utf8'),
    command,
    ask: async (asked) => {
      ahead += (asked.ahead ?? 0) + (asked.jump ?? 0);
      const answered = once(server, 'message') as Promise<[Runs]>;
      server.send(asked);
      return (await answered)[0];
    },
    deliver: async () => {
      await command(['mailer', '--once']);
      return office.delivered.flatMap(({ to }) => to);
    },
    close: async () => {
      const fault = await stop(server, scratch);
      await office.close();
      rmSync(scratch, { recursive: true, force: true });
      if (fault !== undefined) throw new Error(fault);
    },
  };
}

interface Variables {
  readonly scratch: string;
  readonly port: number;
  readonly smtpPort: number;
  readonly databaseUrl: string | undefined;
}

function variablesOf({ scratch, port, smtpPort, databaseUrl }: Variables): NodeJS.ProcessEnv {
  const own = Object.entries(environment()).filter(
    ([name]) => !name.startsWith('QUIETKEY_') && name !== 'DATABASE_URL',
  );
  return {
    ...Object.fromEntries(own),
    QUIETKEY_DATA: join(scratch, 'data'),
    QUIETKEY_SECRET_FILE: join(scratch, 'look-up', 'secret'),
    QUIETKEY_ISSUE_SECRET_FILE: join(scratch, 'issue', 'secret'),
    QUIETKEY_PORT: String(port),
    QUIETKEY_TRUSTED_PROXIES: '127.0.0.1',
    QUIETKEY_MAILER_KEY: mailerKey(scratch),
    QUIETKEY_SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
    QUIETKEY_MAIL_FROM: 'Sonar <keys@example.com>',
    ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
  };
}

/** Writes both secrets into files outside the data folder, as an orchestrator mounts them. */
function writeSecrets(env: NodeJS.ProcessEnv): string[] {
  return Object.values(SECRET_KINDS).map(({ variable, letters }) => {
    const path = env[`${variable}_FILE`] ?? '';
    mkdirSync(dirname(path), { mode: 0o700 });
    writeFileSync(path, `${letters}_${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 });
    return path;
  });
}

const mailerKey = (scratch: string): string => join(scratch, 'mailer-key.json');

/** Makes product, licenses, a token and a mailer. Returns the license keys, of which the first are the customers'. */
async function prepare(
  scratch: string,
  command: (words: readonly string[]) => Promise<string>,
): Promise<{ keys: string[]; token: string }> {
  await command(['init']);
  await command(['mailer', 'init', '--key', mailerKey(scratch)]);
  await command(['product', 'add', PRODUCT, '--name', 'Sonar', '--seats', String(SEATS)]);
  const [orders, report] = [join(scratch, 'orders.csv'), join(scratch, 'report.csv')];
  const emails = Array.from({ length: LICENSES }, (_, i) => {
    const customer = CUSTOMERS[i];
    return customer === undefined ? `buyer-${i}@example.com` : emailOf(customer);
  });
  const rows = emails.map((email, i) => `${PRODUCT},${email},order-${i}\n`);
  writeFileSync(orders, `product,email,order\n${rows.join('')}`);
  await command(['license', 'issue', '--csv', orders, '--out', report]);
  const [head = '', ...lines] = readFileSync(report, 'utf8').trim().split(/\r?\n/);
  const column = head.split(',').indexOf('license_key');
  const made = await command(['token', 'create', 'honest', '--scopes', 'products:read', '--json']);
  return {
    keys: lines.map((line) => line.split(',')[column] ?? ''),
    token: (JSON.parse(made) as { token: string }).token,
  };
}

const logOf = (scratch: string): string => join(scratch, 'server.log');

function startServer(scratch: string, env: NodeJS.ProcessEnv, output: SiteOptions['output']): ChildProcess {
  const log = openSync(logOf(scratch), 'a');
  const stream = output === 'pipe' ? 'pipe' : log;
  const server = fork(join(DIST, 'server/main.js'), [], {
    env,
    execArgv: ['--import', IN_SERVER],
    stdio: ['ignore', stream, stream, 'ipc'],
  });
  closeSync(log);
  for (const pipe of [server.stdout, server.stderr]) pipe?.resume();
  const kill = (): boolean => server.kill('SIGKILL');
  process.once('exit', kill);
  server.once('exit', () => process.off('exit', kill));
  return server;
}

async function untilReady(server: ChildProcess, port: number, scratch: string): Promise<void> {
  const until = performance.now() + START_MS_MAX;
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok === true) return;
    if (server.exitCode !== null || performance.now() > until) {
      server.kill('SIGKILL');
      throw new Error(`the server does not start: ${endOfLog(logOf(scratch))}`);
    }
    await sleep(LOOK_MS);
  }
}

/** Stops a server. Returns what is wrong with it, if it has not run until now or does not stop as it should. */
async function stop(server: ChildProcess, scratch: string): Promise<string | undefined> {
  if (server.exitCode !== null || server.signalCode !== null)
    return `the server ended under attack: ${endOfLog(logOf(scratch))}`;
  const ended = once(server, 'exit');
  const late = setTimeout(() => server.kill('SIGKILL'), STOP_MS_MAX);
  server.kill('SIGTERM');
  const [code] = (await ended) as [number | null];
  clearTimeout(late);
  return code === 0 ? undefined : `the server ended with ${code} after SIGTERM`;
}

async function signUpAll(port: number, keys: readonly string[]): Promise<void> {
  const page = await (await fetch(`http://127.0.0.1:${port}/signup`)).text();
  const terms = /<input[^>]*name="terms"[^>]*value="([^"]+)"/.exec(page)?.[1] ?? '';
  const connection = new Connection(port);
  for (const [nth, username] of CUSTOMERS.entries()) {
    const typed = { username, password: PASSWORD, licenseKey: keys[nth] ?? '', terms };
    const { status } = await new Browser(port).post(connection, '/signup', HOME, typed);
    if (status !== 200) throw new Error(`/signup answered ${status}`);
  }
  connection.close();
}
