// Thousands of requests, valid, nearly valid and absurd, generated from the schemas of the route table and sent to a real
// server. No answer may have a 5xx or a status that its row does not declare.

import { expect } from 'chai';
import fc from 'fast-check';
import { z } from 'zod';
import { writeOpenApi } from '../../../server/http/openapi.ts';
import { VERSION } from '../../../server/config/version.ts';
import type { Route } from '../../../server/http/route.ts';
import { ROUTES } from '../../../server/http/routes.ts';
import { random22 } from '../../support/machine.ts';
import { rounds } from '../../support/rounds.ts';
import type { Question } from './asking.ts';
import { bodyFor, openShop, type Shop } from './shop.ts';
import { operations } from '../../../server/domain/operations.ts';

type Schema = z.core.JSONSchema.BaseSchema;
const REQUESTS = 20_000;
const AT_ONCE = 16;

/** Values that a schema accepts, as far as JSON Schema expresses it. */
function valuesOf(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(valuesOf));
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const {
    type,
    minimum = -5,
    maximum = 1_000,
    minItems = 0,
    maxItems = 5,
    properties = {},
    required = [],
  } = schema;
  if (type === 'string') return textsOf(schema);
  if (type === 'integer') return fc.integer({ min: minimum, max: Math.min(maximum, 2 ** 31 - 1) });
  if (type === 'boolean') return fc.boolean();
  if (type === 'array') {
    return fc.array(valuesOf(schema.items as Schema), { minLength: minItems, maxLength: maxItems });
  }
  if (type !== 'object') return fc.constant(null);
  const members: Record<string, fc.Arbitrary<unknown>> = {};
  for (const [name, one] of Object.entries(properties)) members[name] = valuesOf(one as Schema);
  return fc.record(members, { requiredKeys: required, noNullPrototype: true });
}

function textsOf({ pattern, maxLength = 60 }: Schema): fc.Arbitrary<string> {
  if (pattern === undefined || pattern.includes('\\p')) return fc.string({ maxLength, minLength: 1 });
  return fc.stringMatching(new RegExp(pattern));
}

const ABSURD: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    -0,
    1e308,
    2 ** 53,
    -1,
    0.5,
    '',
    '\u202e',
    "'; --",
    '=1+1',
    'x'.repeat(3_000),
    [],
    {},
    [[[]]],
  ),
  fc.constantFrom<unknown>('2026-02-30', '9999-12-31', '0000-01-01', '275760-09-13', 'ada@example.com', '😀'),
);

/** A body that is valid, or valid except for one or two members. */
function bodiesFrom(schema: Schema, known: Record<string, unknown>): fc.Arbitrary<object | string> {
  const good = fc.oneof(
    fc.constant(known),
    valuesOf(schema).map((made) => ({ ...(made as object) })),
    valuesOf(schema).map((made) => ({ ...(made as object), ...known })),
    valuesOf(schema).map((made) => ({ ...known, ...(made as object) })),
  );
  const names = [...Object.keys(schema.properties ?? {}), 'role', '__proto__', ''];
  const near = fc
    .tuple(good, fc.array(fc.tuple(fc.constantFrom(...names), ABSURD), { minLength: 1, maxLength: 2 }))
    .map(([body, changes]) => Object.fromEntries([...Object.entries(body), ...changes]));
  const text = fc.oneof(
    fc.json(),
    fc.string(),
    fc.constantFrom('', '{', '{"a":1e999}', '{"a":1,"a":2}', '[[[['),
  );
  return fc.oneof(
    { weight: 3, arbitrary: good },
    { weight: 4, arbitrary: near },
    { weight: 1, arbitrary: text },
  );
}

function questionsFor(row: Route, shop: Shop): fc.Arbitrary<Question> {
  const part = (...known: string[]): fc.Arbitrary<string> =>
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...known) },
      fc.constant(null).map(() => random22()),
      fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => !/^\.+$|\p{Surrogate}/u.test(text)),
    );
  const parts: Record<string, fc.Arbitrary<string>> = {
    product: part('sonar', 'radar'),
    license: part(shop.issued.license.license),
    activation: part(shop.activated.activation),
    mail: part(random22()),
  };
  const names = [...row.path.matchAll(/:(\w+)/g)].map(([, name]) => name as string);
  const path = fc
    .record(Object.fromEntries(names.map((name) => [name, parts[name] as fc.Arbitrary<string>])))
    .map((values: Record<string, string>) =>
      row.path.replaceAll(/:(\w+)/g, (_all, name: string) => encodeURIComponent(values[name] ?? '')),
    );
  const query = fc.oneof(
    { weight: 4, arbitrary: fc.constant('') },
    fc.constantFrom(
      '?reason=asked',
      '?reason=a&reason=b',
      '?reason=',
      '?x',
      '?__proto__[x]=1',
      '?reason=%zz',
      '?a[]=1',
    ),
  );
  const headers = fc.record(
    {
      'idempotency-key': fc.oneof(fc.stringMatching(/^[a-d]$/), fc.stringMatching(/^[ -~]{1,140}$/)),
      'content-type': fc.constantFrom(
        'application/json',
        'application/json; charset=utf-8',
        'text/plain',
        'x',
      ),
      'content-encoding': fc.constantFrom('identity', 'gzip'),
      'x-forwarded-for': fc.constantFrom('203.0.113.7', ',,,', 'x'.repeat(2_000)),
    },
    { requiredKeys: [] },
  );
  const token = fc.oneof(
    { weight: 9, arbitrary: fc.constant(shop.token) },
    fc.constantFrom(undefined, 'x', 'qkop_'),
  );
  const schema =
    'body' in row && row.body !== undefined
      ? z.toJSONSchema(row.body, { unrepresentable: 'any' })
      : undefined;
  const body =
    schema === undefined || !('operation' in row)
      ? fc.constantFrom<undefined | string>(undefined, undefined, '{}', 'x')
      : bodiesFrom(schema, bodyFor(row, shop));
  return fc
    .record({ path: fc.tuple(path, query).map((both) => both.join('')), headers, token, body })
    .map(({ headers: sent, ...question }) => ({
      ...question,
      method: row.method.toUpperCase(),
      headers: Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined)) as Record<
        string,
        string
      >,
    }));
}

describe('generated requests', function () {
  let shop: Shop;
  before(async () => {
    shop = await openShop();
    await shop.server.run(operations.licensing.addProduct, {
      product: 'radar',
      name: 'Radar',
      terms: { seats: 2 },
    });
  });
  after(() => shop.end());

  it('are answered with a status that their row declares, never with a 5xx', async () => {
    const document = JSON.parse(writeOpenApi(VERSION)) as {
      paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
    };
    const declared = (row: Route): string[] =>
      Object.keys(document.paths[row.path.replaceAll(/:(\w+)/g, '{$1}')]?.[row.method]?.responses ?? {});
    const requestsPerRoute = Math.ceil(rounds(REQUESTS) / ROUTES.length);
    const seen = new Map<number, number>();
    for (const row of ROUTES) {
      const statuses = declared(row);
      const questions = fc.sample(questionsFor(row, shop), { numRuns: requestsPerRoute });
      for (let index = 0; index < questions.length; index += AT_ONCE) {
        await Promise.all(
          questions.slice(index, index + AT_ONCE).map(async (question) => {
            const { status, text } = await shop.ask(question);
            seen.set(status, (seen.get(status) ?? 0) + 1);
            const asked = `${row.path} ${JSON.stringify(question)} ${text}`;
            expect(status, asked).to.be.below(500);
            expect(statuses, asked).to.include(String(status));
          }),
        );
      }
    }
    // the generator is useful only if some requests are accepted and some are refused
    for (const status of [200, 201, 400, 401, 404, 415, 422])
      expect(seen.get(status) ?? 0, `${status}`).to.be.above(0);
  });
  it('leave the seat counts correct and Object.prototype unchanged', async () => {
    const { license } = shop.issued.license;
    const list = (await shop.server.run(operations.activation.listActivations, { license })).items;
    const { used } = await shop.server.run(operations.licensing.showLicense, { license });
    expect(list.filter(({ status }) => status === 'active')).to.have.lengthOf(used);
    expect(({} as Record<string, unknown>)['x']).to.equal(undefined);
    expect(Object.keys(Object.prototype)).to.deep.equal([]);
  });
});
