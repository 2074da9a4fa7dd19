/**
 * The keys of the day: what is sealed opens until its key is destroyed, and never afterwards; several processes that
 * begin a day together end with one key.
 */

import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { linkSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openDayKeys } from '../../../server/crypto/day-keys.ts';
import { scratchFolder } from './scratch.ts';
import { toDay, addDays } from '../../../server/domain/kernel/day.ts';

const DAY = toDay(20_000);
const run = promisify(execFile);

describe('the keys of the day', () => {
  it('seal and open a prefix, also after a restart', () => {
    const folder = scratchFolder();
    const sealed = openDayKeys(folder).seal('203.0.113.0/24', DAY);
    expect(openDayKeys(folder).open(sealed, DAY)).to.equal('203.0.113.0/24');
  });
  it('seal to one length, differently each time', () => {
    const keys = openDayKeys(scratchFolder());
    const sealed = ['1.2.3.0/24', '1.2.3.0/24', '2001:db8:1234::/48'].map((prefix) => keys.seal(prefix, DAY));
    expect(new Set(sealed.map((text) => text.length)).size).to.equal(1);
    expect(new Set(sealed).size).to.equal(3);
    expect(() => keys.seal('x'.repeat(49), DAY)).to.throw(RangeError);
  });
  it('open nothing that was altered, or sealed for another day', () => {
    const keys = openDayKeys(scratchFolder());
    const sealed = keys.seal('203.0.113.0/24', DAY);
    keys.seal('203.0.113.0/24', addDays(DAY, 1));
    const altered = Buffer.from(sealed, 'base64url');
    altered.writeUInt8(altered.readUInt8(20) ^ 1, 20);
    expect(keys.open(altered.toString('base64url'), DAY)).to.equal(undefined);
    expect(keys.open(sealed, addDays(DAY, 1))).to.equal(undefined);
    expect(keys.open('short', DAY)).to.equal(undefined);
  });
  it('make no key when asked to open', () => {
    const folder = scratchFolder();
    expect(openDayKeys(folder).open('x', DAY)).to.equal(undefined);
    expect(readdirSync(folder)).to.deep.equal([]);
  });
  it('are private files', () => {
    const folder = scratchFolder();
    openDayKeys(folder).seal('1.2.3.0/24', DAY);
    expect(statSync(join(folder, 'day-keys')).mode & 0o777).to.equal(0o700);
    expect(statSync(join(folder, 'day-keys', String(DAY))).mode & 0o777).to.equal(0o600);
    expect(readdirSync(join(folder, 'day-keys'))).to.deep.equal([String(DAY)]);
  });
  it('are destroyed before a day, for other holders of the folder too', () => {
    const folder = scratchFolder();
    const [server, purge] = [openDayKeys(folder), openDayKeys(folder)];
    const sealed = [0, 1, 2].map((days) => server.seal('1.2.3.0/24', addDays(DAY, days)));
    expect(purge.destroyBefore(addDays(DAY, 2))).to.equal(2);
    expect(sealed.map((text, i) => server.open(text, addDays(DAY, i)))).to.deep.equal([
      undefined,
      undefined,
      '1.2.3.0/24',
    ]);
    expect(purge.destroyBefore(addDays(DAY, 2))).to.equal(0);
  });
  it('are destroyed with what a crash left of their making', () => {
    const folder = scratchFolder();
    const keys = openDayKeys(folder);
    keys.seal('1.2.3.0/24', DAY);
    const path = join(folder, 'day-keys', String(DAY));
    linkSync(path, `${path}.left`);
    expect(keys.destroyBefore(addDays(DAY, 1))).to.equal(1);
    expect(readdirSync(join(folder, 'day-keys'))).to.deep.equal([]);
  });
  it('are one key when several processes begin the day together', async () => {
    const folder = scratchFolder();
    const module = new URL('../../../server/crypto/day-keys.js', import.meta.url).href;
    const script = `import { openDayKeys } from ${JSON.stringify(module)};
      console.log(openDayKeys(process.argv[1]).seal(process.argv[2], ${DAY}));`;
    const prefixes = Array.from({ length: 6 }, (_, i) => `10.0.${i}.0/24`);
    const sealed = await Promise.all(
      prefixes.map((prefix) => run(process.execPath, ['--input-type=module', '-e', script, folder, prefix])),
    );
    const keys = openDayKeys(folder);
    expect(sealed.map(({ stdout }) => keys.open(stdout.trim(), DAY))).to.deep.equal(prefixes);
  });
});
