/** `lease().covers()`: which versions of the app a license covers. */

import { expect } from 'chai';
import type { Quietkey } from '../../client-sdk/typescript/index.ts';
import { startFakeServer, type FakeServer } from './support/fake-server.ts';
import { makeIssuer } from './support/issuer.ts';
import { LICENSE_KEY, makeMachine } from './support/machine.ts';

const issuer = makeIssuer();
let server: FakeServer;
let app: Quietkey;

beforeEach(async () => {
  server = await startFakeServer(issuer);
  app = makeMachine(issuer, server.url).start();
  await app.activate(LICENSE_KEY);
});
afterEach(() => server.close());

describe('lease().covers', () => {
  const END = Date.UTC(2026, 5, 2) / 1000;
  const CASES: [build: string | Date, covered: boolean][] = [
    ['2026-06-01', true],
    ['2026-06-02', false],
    ['2026-06-01T23:59:59.999Z', true],
    ['2026-06-02T00:00:00Z', false],
    ['2026-06-02T01:00:00+02:00', true],
    [new Date(END * 1000 - 1), true],
    [new Date(END * 1000), false],
    ['1999-01-01', true],
    ['9999-12-31', false],
  ];
  it('says whether the license covers a version, to the last millisecond', async () => {
    server.seat.leaseChanges = { updates_until: END };
    await app.renew();
    for (const [build, covered] of CASES) expect(app.lease()?.covers(build), String(build)).to.equal(covered);
  });

  it('covers every version without an end of updates', () => {
    expect(app.lease()?.covers('9999-12-31')).to.equal(true);
  });

  it('refuses what is no date', () => {
    for (const wrong of [
      '',
      '2026',
      'June',
      '2026-13-01',
      '2026-06-01 12:00',
      1,
      null,
      undefined,
      new Date('x'),
    ])
      expect(() => app.lease()?.covers(wrong as string), String(wrong)).to.throw(/^covers\(…\) takes a date/);
  });

  it('is not lost or shown where claims are copied', () => {
    const lease = app.lease();
    expect(structuredClone(lease)).to.not.have.property('covers');
    expect(JSON.parse(JSON.stringify(lease))).to.deep.equal(structuredClone(lease));
    expect(Object.keys(lease ?? {})).to.not.include('covers');
  });
});
