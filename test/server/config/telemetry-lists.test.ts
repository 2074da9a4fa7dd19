/** The vendor's lists in the data folder, read at the start of a server. */

import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TELEMETRY_PATHS } from '../../../client-sdk/typescript/contract/telemetry-vocabulary.ts';
import { ConfigFault } from '../../../server/config/config.ts';
import { readVendorLists } from '../../../server/config/telemetry-lists.ts';
import { startTestServer } from '../../support/world.ts';

describe('the vendor’s lists', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'quietkey-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (text: string): void => writeFileSync(join(folder, 'telemetry.json'), text);

  it('are empty without the file, and read with it', () => {
    expect(readVendorLists(folder)).to.deep.equal({ versions: [], features: [] });
    write('{"versions": ["1.5.0"], "features": ["export"]}');
    expect(readVendorLists(folder)).to.deep.equal({ versions: ['1.5.0'], features: ['export'] });
  });

  const BAD = [
    ['{', /is not \{"versions"/],
    ['[]', /is not \{"versions"/],
    ['{"versions": ["1"]}', /is not \{"versions"/],
    ['{"versions": [1], "features": []}', /is not \{"versions"/],
    ['{"versions": ["Ada Lovelace"], "features": []}', /small letters/],
  ] as const;
  for (const [text, says] of BAD) {
    it(`stop the start where they are ${text}`, () => {
      write(text);
      expect(() => readVendorLists(folder)).to.throw(ConfigFault, says);
    });
  }

  it('are what a server takes reports of', async () => {
    const server = await startTestServer();
    await server.stop();
    const path = join(server.config.dataFolder, 'telemetry.json');
    writeFileSync(path, '{"versions": ["1.5.0"], "features": []}');
    await server.start();
    const report = (cell: string): Promise<Response> =>
      fetch(server.running().url + TELEMETRY_PATHS.report, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ cells: { [cell]: 1 } }),
      });
    expect([(await report('app/1.5.0')).status, (await report('app/1.6.0')).status]).to.deep.equal([
      200, 400,
    ]);
    await server.end();
  });
});
