/**
 * `Retry-After` in both of its forms (RFC 9110, section 10.2.3): how long the SDK waits, and that a wait which does not
 * fit into the call ends it.
 */

import { expect } from 'chai';
import fc from 'fast-check';
import { judgeResponse } from '../../../client-sdk/typescript/network/response.ts';
import { makeIssuer } from '../support/issuer.ts';
import { errorOf, LICENSE_KEY, makeMachine } from '../support/machine.ts';

const SERVER_TIME = 'Mon, 02 Mar 2026 12:00:00 GMT';
const NOW = Date.parse('2026-03-02T11:00:00Z');

async function waitFor(retryAfter: string | undefined, date?: string): Promise<number | undefined> {
  const headers = { ...(retryAfter !== undefined && { 'retry-after': retryAfter }), ...(date && { date }) };
  const result = await judgeResponse(new Response('', { status: 503, headers }), () => NOW);
  return 'failure' in result ? result.retryAfterMs : undefined;
}

const CASES: [retryAfter: string | undefined, date: string | undefined, milliseconds: number | undefined][] =
  [
    [undefined, SERVER_TIME, undefined],
    ['', SERVER_TIME, undefined],
    ['0', undefined, 0],
    ['1', SERVER_TIME, 1_000],
    ['120', undefined, 120_000],
    ['3601', undefined, 3_601_000],
    ['604800', undefined, 604_800_000],
    ['Mon, 02 Mar 2026 12:00:01 GMT', SERVER_TIME, 1_000],
    ['Tue, 03 Mar 2026 12:00:00 GMT', SERVER_TIME, 86_400_000],
    ['Mon, 02 Mar 2026 12:00:00 GMT', SERVER_TIME, 0],
    ['Sun, 06 Nov 1994 08:49:37 GMT', SERVER_TIME, 0],
    // without the server's time, or with one that is no date, the machine's clock counts
    ['Mon, 02 Mar 2026 12:00:00 GMT', undefined, 3_600_000],
    ['Mon, 02 Mar 2026 12:00:00 GMT', 'yesterday', 3_600_000],
    // neither form
    ['-1', undefined, undefined],
    ['1.5', undefined, undefined],
    ['1e3', undefined, undefined],
    ['soon', undefined, undefined],
    ['2026-03-02T12:00:00Z', SERVER_TIME, undefined],
    ['Mon, 99 Foo 2026 12:00:00 GMT', SERVER_TIME, undefined],
    ['Mon, 02 Mar 2026 12:00:00 CET', SERVER_TIME, undefined],
  ];

describe('Retry-After', () => {
  for (const [retryAfter, date, milliseconds] of CASES) {
    it(`“${retryAfter ?? 'absent'}” at ${date ?? 'a time that the server does not say'}: ${milliseconds ?? 'no'} ms`, async () => {
      expect(await waitFor(retryAfter, date)).to.equal(milliseconds);
    });
  }

  it('is the same in both forms', async () => {
    const seconds = fc.integer({ min: 0, max: 10 ** 9 });
    const start = fc.date({ min: new Date('2000-01-01'), max: new Date('2090-01-01'), noInvalidDate: true });
    await fc.assert(
      fc.asyncProperty(seconds, start, async (wait, date) => {
        const end = new Date(date.getTime() + wait * 1_000).toUTCString();
        expect(await waitFor(end, date.toUTCString())).to.equal(await waitFor(String(wait)));
      }),
    );
  });

  for (const retryAfter of ['31', '7200', new Date(NOW + 7_200_000).toUTCString()]) {
    it(`of ${retryAfter} ends the call, which then sends nothing more`, async () => {
      const sent: string[] = [];
      const machine = makeMachine(makeIssuer(), 'https://license.example');
      machine.now = NOW / 1_000;
      const app = machine.start({
        fetch: async (url) => {
          sent.push(url);
          return new Response('', { status: 503, headers: { 'retry-after': retryAfter } });
        },
        random: (bytes) => new Uint8Array(bytes),
      });
      expect(await errorOf(app.activate(LICENSE_KEY))).to.include({ code: 'server_trouble', status: 503 });
      expect(sent).to.have.lengthOf(1);
    });
  }
});
