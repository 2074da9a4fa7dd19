// Invalid bodies, as a whole or in one member, for every row of the route table that reads one. The answer is a 4xx that
// names the member, never a 5xx.

import { expect } from 'chai';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';
import { KEY_TEXT_CHARACTERS_MAX } from '../../../server/http/request-schemas.ts';
import type { OperationRoute } from '../../../server/http/route.ts';
import { problemIn, type Question } from './asking.ts';
import { addressOf, bodyFor, BODY_ROUTES, openShop, type Shop } from './shop.ts';
import { EMAIL_TYPED_CHARACTERS_MAX } from '../../../server/domain/licensing/email.ts';
import { operations } from '../../../server/domain/operations.ts';

const BODY_BYTES_MAX = 16_384;

describe('the body of', () => {
  let shop: Shop;
  before(async () => {
    shop = await openShop();
  });
  after(() => shop.end());

  const problemOf = async (row: OperationRoute, question: Omit<Question, 'path'>) =>
    problemIn(
      await shop.ask({
        method: row.method.toUpperCase(),
        path: addressOf(row, shop),
        token: row.enter === 'anyone' ? undefined : shop.token,
        ...question,
      }),
    );
  const pointers = async (row: OperationRoute, body: object | string): Promise<string[]> => {
    const { code, errors } = await problemOf(row, { body });
    expect(code).to.equal('request_malformed');
    return (errors ?? []).map(({ pointer }) => pointer);
  };

  for (const row of BODY_ROUTES) {
    describe(`${row.method.toUpperCase()} ${row.path}`, () => {
      const good = () => bodyFor(row, shop);

      it('must be JSON in UTF-8, uncompressed', async () => {
        const text = JSON.stringify(good());
        const kinds: Record<string, string>[] = [
          { 'content-type': 'text/plain' },
          { 'content-type': 'application/x-www-form-urlencoded' },
          { 'content-type': 'multipart/form-data; boundary=x' },
          { 'content-type': 'application/jsonp' },
          { 'content-type': '' },
          { 'content-type': 'application/json; charset=utf-16' },
          { 'content-type': 'application/json; charset=utf-7' },
          { 'content-type': 'application/json; charset=utf-8; charset=utf-16' },
          { 'content-encoding': 'gzip' },
          { 'content-encoding': 'br' },
          { 'content-encoding': 'identity, gzip' },
        ];
        for (const headers of kinds) {
          const { status, code } = await problemOf(row, { body: text, headers });
          expect([status, code], JSON.stringify(headers)).to.deep.equal([415, 'media_type_unsupported']);
        }
        const bomb = { body: gzipSync(' '.repeat(5_000_000)), headers: { 'content-encoding': 'gzip' } };
        expect((await problemOf(row, bomb)).status).to.equal(415);
      });
      it('has at most 16 kB', async () => {
        const fits = `{${' '.repeat(BODY_BYTES_MAX - 2)}x`;
        expect((await problemOf(row, { body: fits })).code).to.equal('request_malformed');
        expect((await problemOf(row, { body: `${fits} ` })).code).to.equal('body_too_large');
        expect((await problemOf(row, { body: ' '.repeat(1_000_000) })).code).to.equal('body_too_large');
        const headers = { 'transfer-encoding': 'chunked' };
        expect((await problemOf(row, { body: `${fits} `, headers })).code).to.equal('body_too_large');
      });
      it('must be an object', async () => {
        for (const body of ['', 'null', '[]', '[{}]', '"{}"', '1', 'true', '{', '\0']) {
          expect(await pointers(row, body), body).to.deep.equal(['']);
        }
        expect((await problemOf(row, { body: undefined })).status).to.be.oneOf([400, 415]);
      });
      it('must not have unknown members', async () => {
        for (const name of ['role', 'id', 'used', 'toString', 'a/b~c', '__proto__', 'constructor']) {
          const body = `${JSON.stringify(good()).replace(/\}$/, '')}${Object.keys(good()).length > 0 ? ',' : ''}"${name}":1}`;
          expect(await pointers(row, body), name).to.deep.equal([
            `/${name.replace('~', '~0').replace('/', '~1')}`,
          ]);
        }
      });
      it('is refused with the name of each member that is missing or has the wrong type', async () => {
        const schema = z.toJSONSchema(row.body as z.ZodType, { unrepresentable: 'any' });
        for (const member of schema.required ?? []) {
          const { [member]: _left, ...body } = good();
          expect(await pointers(row, body), member).to.include(`/${member}`);
        }
        for (const member of Object.keys(schema.properties ?? {})) {
          for (const wrong of [{ x: 1 }, [[]], 1.5, '\u0001']) {
            const body = { ...good(), [member]: wrong };
            const { status, errors = [] } = await problemOf(row, { body });
            const title = `${member} ${JSON.stringify(wrong)}`;
            expect([status, errors[0]?.pointer.split('/')[1]], title).to.deep.equal([
              status === 422 ? 422 : 400,
              member,
            ]);
          }
        }
      });
    });
  }

  it('POST /v1/activations must not have unknown nested members', async () => {
    const row = BODY_ROUTES.find(
      ({ operation }) => operation === operations.activation.activate,
    ) as OperationRoute;
    const held = { activation: 'x', epoch: -1, sequence: 2 ** 40, proof: '', role: 'admin' };
    const found = await pointers(row, { ...bodyFor(row, shop), held });
    expect(found).to.include.members(['/held/activation', '/held/epoch', '/held/proof', '/held/role']);
  });
  it('has tags exactly where the identity says so', async () => {
    const { activate, renewLease, releaseLease } = operations.activation;
    const fits = (tags: string[], identity?: string): boolean =>
      (tags.length === 0) === (identity === 'none');
    for (const row of BODY_ROUTES) {
      if (![activate, renewLease, releaseLease].some((operation) => operation === row.operation)) continue;
      for (const identity of [undefined, 'adapters', 'install', 'none']) {
        for (const tags of [[], ['A'.repeat(22)]]) {
          const body = { ...bodyFor(row, shop), tags, ...(identity === undefined ? {} : { identity }) };
          const heard = await shop.ask({ method: 'POST', path: addressOf(row, shop), body });
          const errors = heard.status === 200 ? [] : (problemIn(heard).errors ?? []);
          const named = errors.map(({ pointer }) => pointer);
          expect(named, `${identity} ${tags.length}`).to.deep.equal(fits(tags, identity) ? [] : ['/tags']);
        }
      }
    }
  });
  // zod counts code points since 4.5.0, and what is behind the schemas counts UTF-16 units: findings/zod-lengths-in-code-points.sh
  it('has texts of at most as many UTF-16 units as the domain takes', async () => {
    const { activate } = operations.activation;
    const { issueLicense, addProduct } = operations.licensing;
    for (const [operation, member, units, behind] of [
      [activate, 'licenseKey', KEY_TEXT_CHARACTERS_MAX, 'license_key_malformed'],
      [issueLicense, 'email', EMAIL_TYPED_CHARACTERS_MAX, 'email_malformed'],
      [addProduct, 'name', 80, undefined],
    ] as const) {
      const row = BODY_ROUTES.find((candidate) => candidate.operation === operation) as OperationRoute;
      const body = { ...bodyFor(row, shop), ...(member === 'name' ? { product: 'astral' } : {}) };
      const atLimit = '😀'.repeat(units / 2);
      for (const text of [`${atLimit}a`, 'a'.repeat(units + 1)]) {
        expect(await pointers(row, { ...body, [member]: text }), member).to.deep.equal([`/${member}`]);
      }
      const heard = await shop.ask({
        method: 'POST',
        path: addressOf(row, shop),
        token: row.enter === 'anyone' ? undefined : shop.token,
        body: { ...body, [member]: atLimit },
      });
      if (behind === undefined) expect(heard.status, heard.text).to.equal(201);
      else expect(problemIn(heard).code).to.equal(behind);
    }
  });
  it('never changes Object.prototype', () => {
    expect(Object.keys(Object.prototype)).to.deep.equal([]);
    expect(({} as Record<string, unknown>)['x']).to.equal(undefined);
  });
});
