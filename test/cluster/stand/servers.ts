/**
 * The servers of the stand: three processes of this checkout with the variables of OPERATIONS.md. Secrets and signing
 * keys are made once; the folders are the stand's.
 */

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { IssueAnswer } from '../../../client-sdk/typescript/contract/license-view.ts';
import { makeSecretText } from '../../../server/config/secret.ts';
import type { LicenseToUse } from './clients.ts';
import { configurationOf, substituted, variablesOf } from './configurations.ts';
import type { Machine } from './network.ts';
import type { Place } from './place.ts';
import { endOfLog, startProgram, waitUntil } from './processes.ts';
import { PROXIES } from './proxies.ts';
import { runFile } from './run-file.ts';

const DIST = fileURLToPath(new URL('../../../', import.meta.url));
const PORT = 8787;
const START_MS_MAX = 60_000;
const READY_MS_MAX = 60_000;
const LOOK_MS_MAX = 2_000;

export const SERVER_MACHINES = ['server1', 'server2', 'server3'] as const satisfies readonly Machine[];
export type ServerMachine = (typeof SERVER_MACHINES)[number];

export class Servers {
  readonly #place: Place;
  readonly #running = new Map<ServerMachine, ChildProcess>();
  /** Where the servers reach the database: the address of OPERATIONS.md, or a pooler. */
  #address: string | undefined;

  constructor(place: Place) {
    this.#place = place;
  }

  async start(): Promise<void> {
    const secrets = join(this.#place.scratch, 'secrets');
    mkdirSync(secrets, { mode: 0o700 });
    mkdirSync(join(this.#place.scratch, 'data'));
    writeFileSync(join(secrets, 'quietkey'), makeSecretText('lookUp'), { mode: 0o600 });
    writeFileSync(join(secrets, 'quietkey-issue'), makeSecretText('issue'), { mode: 0o600 });
    await this.command(['init']);
    await this.command(['product', 'add', 'sonar', '--name', 'Sonar']);
    for (const machine of SERVER_MACHINES) this.startServer(machine);
    await this.untilReady(START_MS_MAX);
  }

  /** Restarts the servers, if they use another address of the database. */
  async useDatabaseAt(address: string | undefined): Promise<void> {
    if (address === this.#address) return;
    this.#address = address;
    const ended = [...this.#running.values()].map((child) => once(child, 'close'));
    for (const machine of SERVER_MACHINES) await this.#place.network.signalAll(machine, 'SIGTERM');
    await Promise.all(ended);
    for (const machine of SERVER_MACHINES) this.startServer(machine);
    await this.untilReady(START_MS_MAX);
  }

  startServer(machine: ServerMachine): void {
    const program = { name: machine, machine, command: this.#command(), env: this.#variablesOf(machine) };
    this.#running.set(machine, startProgram(this.#place, program));
  }

  /** @throws Error with the end of a log, if a server ended */
  async untilReady(limitMs = READY_MS_MAX): Promise<void> {
    await waitUntil({ what: 'all servers ready', limitMs }, async () => {
      const ready = await Promise.all(SERVER_MACHINES.map((machine) => this.isReady(machine)));
      return ready.every(Boolean);
    }).catch((error: unknown) => {
      const logs = SERVER_MACHINES.map((machine) => endOfLog(this.#place.logOf(machine)));
      throw new Error(`${String(error)}\n${logs.join('\n')}`, { cause: error });
    });
  }

  async isReady(machine: ServerMachine): Promise<boolean> {
    const url = `http://${this.#place.network.addressOf(machine)}:${PORT}/readyz`;
    const signal = AbortSignal.timeout(LOOK_MS_MAX);
    const answer = await fetch(url, { signal }).catch(() => undefined);
    await answer?.arrayBuffer();
    return answer?.status === 200;
  }

  async issue(email: string, seats: number): Promise<LicenseToUse> {
    const words = ['license', 'issue', 'sonar', email, '--seats', String(seats), '--json'];
    const { license, licenseKey } = JSON.parse(await this.command(words)) as IssueAnswer;
    return { license: license.license, licenseKey };
  }

  /** Runs `quietkey` on the client's machine. */
  async command(words: readonly string[]): Promise<string> {
    const args = ['--enable-source-maps', join(DIST, 'scripts/quietkey.js'), ...words];
    const env = { HOME: this.#place.scratch, ...this.#variablesOf('operator') };
    const { stdout } = await runFile(process.execPath, args, { env });
    return stdout;
  }

  /** As the unit of OPERATIONS.md starts a server. */
  #command(): string[] {
    const unit = variablesOf(configurationOf(this.#place.operations, 'Install: ini'));
    return (unit['ExecStart'] ?? '')
      .split(' ')
      .map((word) => word.replace('/usr/bin/node', process.execPath).replace('/opt/quietkey/dist/', DIST));
  }

  #variablesOf(name: ServerMachine | 'operator'): Record<string, string> {
    const { scratch, operations, network } = this.#place;
    const proxies = PROXIES.map((proxy) => network.addressOf(proxy));
    const own = substituted(configurationOf(operations, 'Moving to PostgreSQL: ini'), {
      '/run/secrets/': `${join(scratch, 'secrets')}/`,
      '/srv/quietkey-keys': join(scratch, 'quietkey-keys'),
      '/var/lib/quietkey': join(scratch, 'data', name),
      [network.addressOf('server1')]: name === 'operator' ? '127.0.0.1' : network.addressOf(name),
      [network.addressOf('nginx')]: [...proxies, '127.0.0.1'].join(','),
    });
    const { DATABASE_URL: url = '', ...others } = variablesOf(own);
    const address = name === 'operator' ? undefined : this.#address;
    const through =
      address === undefined ? url : substituted(url, { [network.addressOf('database')]: address });
    return { DATABASE_URL: through, ...others };
  }
}
