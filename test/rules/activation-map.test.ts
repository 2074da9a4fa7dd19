/**
 * The map of an activation in ARCHITECTURE.md, held against a real one: V8 counts which functions run while a server
 * answers one request, and each file with such a function must be on the map. The server writes in this thread, so that
 * one profile sees all. Files of tables and types that a profile cannot see are required by name.
 */

import { expect } from 'chai';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IssueAnswer } from '../../client-sdk/typescript/contract/license-view.ts';
import { PATHS } from '../../client-sdk/typescript/contract/wire.ts';
import { startServer, type RunningServer } from '../../server/composition/server.ts';
import { readConfig } from '../../server/config/config.ts';
import { operations } from '../../server/domain/operations.ts';
import { random22 } from '../support/machine.ts';
import { ROOT } from '../support/root.ts';

/** What replaces the writer's thread and its link where the server writes in this thread. */
const IN_THREAD = ['db/sqlite/store/in-thread-store.ts', 'db/sqlite/store/yield-to-server.ts'];
/** Tables and types that an activation depends on; no function of them need run in it. */
const TABLES_AND_TYPES = [
  'client-sdk/typescript/contract/codes.ts',
  'server/config/settings.ts',
  'server/domain/kernel/generation.ts',
  'client-sdk/typescript/contract/license-refusals.ts',
  'server/domain/kernel/named-operation.ts',
  'server/domain/kernel/ports.ts',
  'server/domain/kernel/refusal-table.ts',
];
/** The most activations whose files are compared. */
const TRIES = 50;

describe('the map of an activation in ARCHITECTURE.md', () => {
  let folder: string;
  let server: RunningServer;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'quietkey-test-'));
    const config = readConfig({ QUIETKEY_DATA: join(folder, 'data'), QUIETKEY_PORT: '0' });
    server = await startServer(config, { threads: 'in-thread', log: () => undefined });
  });
  after(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  it('names every file that one enters', async () => {
    const product = 'sonar';
    await server.world.run(
      operations.licensing.addProduct,
      { product, name: 'Sonar', terms: { seats: TRIES } },
      'server',
    );
    const { licenseKey } = await server.world.run(
      operations.licensing.issueLicense,
      { product, email: 'ada@example.com' },
      'server',
    );
    const map = [...mapped(), ...IN_THREAD];
    let unmapped: readonly string[] | undefined;
    // what timers run meanwhile is not entered each time
    for (let tries = 0; tries < TRIES && unmapped?.length !== 0; tries += 1) {
      const entered = await filesEntered(() => activate(server.url, { product, licenseKey }));
      expect(entered).to.include('server/domain/activation/activate.ts');
      unmapped = (unmapped ?? entered).filter((file) => entered.includes(file) && !map.includes(file));
    }
    expect(unmapped).to.deep.equal([]);
  });

  it('names the tables and types that one depends on', () => {
    expect(mapped()).to.include.members(TABLES_AND_TYPES);
  });
});

async function activate(url: string, request: { product: string } & Pick<IssueAnswer, 'licenseKey'>) {
  const response = await fetch(url + PATHS.activations, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...request, tags: [random22()], nonce: random22() }),
  });
  expect(response.status).to.equal(200);
}

/** Sources of the product in which a function ran meanwhile. */
async function filesEntered(act: () => Promise<void>): Promise<string[]> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  await session.post('Profiler.takePreciseCoverage');
  await act();
  const { result } = await session.post('Profiler.takePreciseCoverage');
  await session.post('Profiler.stopPreciseCoverage');
  session.disconnect();
  return result
    .filter(({ functions }) => functions.some(({ ranges: [range] }) => (range?.count ?? 0) > 0))
    .flatMap(({ url }) => /\/dist\/((?:server|db|client-sdk)\/.+)\.js$/.exec(url)?.[1] ?? [])
    .map((file) => `${file}.ts`);
}

/** The files that the section names. */
function mapped(): string[] {
  const [, section = ''] = readFileSync(new URL('ARCHITECTURE.md', ROOT), 'utf8').split('\n## An activation');
  const [text = ''] = section.split('\n## ');
  return [...text.matchAll(/`([\w./-]+\.ts)`/g)].map(([, file = '']) => file);
}
