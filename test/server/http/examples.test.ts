// The examples of the OpenAPI document: each operation has one, and each has the shape that its schema demands.

import { expect } from 'chai';
import type { z } from 'zod';
import { machineName } from '../../../client-sdk/typescript/contract/machine-name.ts';
import { readLicenseKey } from '../../../client-sdk/typescript/contract/license-key.ts';
import type { ActivationView, IssueAnswer } from '../../../client-sdk/typescript/contract/license-view.ts';
import type { Page } from '../../../server/domain/kernel/page.ts';
import { EXAMPLES } from '../../../server/http/examples.ts';
import { writeOpenApi } from '../../../server/http/openapi.ts';
import { problem } from '../../../server/http/response-schemas.ts';
import { ROUTES } from '../../../server/http/routes.ts';

interface Media {
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { $ref: string }>>;
}
interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { name: string; schema: { examples?: unknown[] } }[];
  readonly requestBody?: { content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, { content: Readonly<Record<string, Media>> }>>;
}

describe('the examples of the OpenAPI document', () => {
  const document = JSON.parse(writeOpenApi('0')) as {
    paths: Record<string, Record<string, Operation>>;
    components: { examples: Record<string, { value: { code: string } }> };
  };
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

  const requireShape = (schema: z.ZodType, example: unknown, name: string): void => {
    const read = schema.safeParse(example);
    expect(read.error?.issues, name).to.equal(undefined);
    expect(read.data, name).to.deep.equal(example);
  };

  for (const row of ROUTES) {
    const name = 'operation' in row ? row.operation.name : row.local;
    it(`${name} has a request and an answer as its schemas demand`, () => {
      const { body, answer, repeated } = EXAMPLES[name] ?? {};
      const shape = 'body' in row ? row.body : undefined;
      expect(body !== undefined, 'a request').to.equal(shape !== undefined);
      if (shape !== undefined) requireShape(shape, body, `${name} request`);
      requireShape(row.answer, answer, `${name} answer`);
      const repeats = 'isRepeat' in row && row.isRepeat !== undefined;
      expect(repeated !== undefined, 'a repeated answer').to.equal(repeats);
      if (repeats) requireShape(row.answer, repeated, `${name} repeated`);
    });
  }

  it('are of the operations that there are', () => {
    expect(Object.keys(EXAMPLES)).to.have.members(operations.map(({ operationId }) => operationId));
  });
  it('are part of every body, answer, problem and parameter', () => {
    for (const { operationId, parameters = [], requestBody, responses } of operations) {
      const answers = Object.entries(responses).map(([status, { content }]) => [status, content] as const);
      for (const [where, content] of [...answers, ['request', requestBody?.content ?? {}] as const])
        for (const media of Object.values(content))
          expect(
            'example' in media || Object.keys(media.examples ?? {}).length > 0,
            `${operationId} ${where}`,
          ).to.equal(true);
      for (const { name, schema } of parameters)
        expect(schema.examples, `${operationId} ${name}`).to.be.an('array').that.is.not.empty;
    }
  });
  it('show each problem as it is answered', () => {
    const { examples } = document.components;
    expect(Object.keys(examples).length).to.be.greaterThan(25);
    for (const [code, { value }] of Object.entries(examples)) {
      requireShape(problem, value, code);
      expect(value.code).to.equal(code);
    }
  });
  it('have a license key whose check symbols fit, and a machine with its own name', () => {
    const issued = EXAMPLES['issueLicense']?.answer as IssueAnswer | undefined;
    expect(readLicenseKey(issued?.licenseKey ?? '')).to.have.property('canonical');
    const [view] = (EXAMPLES['listActivations']?.answer as Page<ActivationView> | undefined)?.items ?? [];
    expect(view?.machine).to.equal(machineName(view?.activation ?? ''));
  });
});
