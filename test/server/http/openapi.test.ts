// Compares the OpenAPI document with the route table: each row with its statuses, and nothing else. `npm run openapi:lint`
// lints it.

import { expect } from 'chai';
import { CODES } from '../../../client-sdk/typescript/contract/codes.ts';
import { statusOf } from '../../../server/domain/kernel/refusal-table.ts';
import { commonCodes, takesIdempotencyKey } from '../../../server/http/route.ts';
import { ROUTES } from '../../../server/http/routes.ts';
import { writeOpenApi } from '../../../server/http/openapi.ts';
import { VERSION } from '../../../server/config/version.ts';
import { openScriptedApi } from './asking.ts';

interface Operation {
  operationId: string;
  summary: string;
  security: object[];
  parameters?: { name: string; in: string; required?: boolean }[];
  requestBody?: { required: boolean; content: Record<string, object> };
  responses: Record<string, { description: string; content: Record<string, object> }>;
}
interface Document {
  openapi: string;
  info: { version: string };
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, { enum?: string[]; properties?: Record<string, { enum?: string[] }> }>;
  };
}

describe('the OpenAPI document', () => {
  const document = JSON.parse(writeOpenApi(VERSION)) as Document;
  const operationOf = (path: string, method: string): Operation =>
    document.paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method] as Operation;
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

  it('is 3.1.0 and has exactly the rows of the table', () => {
    expect(document.openapi).to.equal('3.1.0');
    expect(document.info.version).to.equal(VERSION);
    for (const { path, method } of ROUTES)
      expect(operationOf(path, method), `${method} ${path}`).to.be.an('object');
    expect(operations).to.have.lengthOf(ROUTES.length);
  });
  it('names each operation once', () => {
    expect(new Set(operations.map(({ operationId }) => operationId)).size).to.equal(ROUTES.length);
  });
  for (const row of ROUTES) {
    it(`has the parameters, body and answers of ${row.method.toUpperCase()} ${row.path}`, () => {
      const {
        responses,
        security,
        summary,
        parameters = [],
        requestBody,
      } = operationOf(row.path, row.method);
      expect(summary).to.equal(row.summary);
      expect(security).to.have.lengthOf(row.enter === 'anyone' ? 0 : 1);
      const codes = [...row.refusals, ...commonCodes(row)];
      const good = 'isRepeat' in row && row.isRepeat !== undefined ? [200, row.status] : [row.status];
      const statuses = new Set([...good, ...codes.map((code) => statusOf(code))].map(String));
      expect(Object.keys(responses)).to.have.members([...statuses]);
      for (const code of codes) expect(responses[statusOf(code)]?.description).to.include(code);
      for (const [status, { content }] of Object.entries(responses)) {
        const kind = Number(status) < 400 ? 'application/json' : 'application/problem+json';
        expect(Object.keys(content)).to.deep.equal([kind]);
      }
      const inPath = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
      expect(inPath).to.have.members([...row.path.matchAll(/:(\w+)/g)].map(([, name]) => name));
      expect(parameters.some(({ name }) => name === 'Idempotency-Key')).to.equal(takesIdempotencyKey(row));
      const takesBody = ('body' in row && row.body !== undefined) || ('isBundle' in row && row.isBundle);
      expect(requestBody?.required).to.equal(takesBody ? true : undefined);
    });
  }
  it('lists every code that a problem can have', () => {
    expect(document.components.schemas['Problem']?.properties?.['code']?.enum).to.deep.equal([...CODES]);
  });
  it('is served', async () => {
    const door = await openScriptedApi();
    const heard = await door.ask({ path: '/openapi.json' });
    await door.end();
    expect(heard.headers['content-type']).to.equal('application/json');
    expect(JSON.parse(heard.text)).to.deep.equal(document);
  });
});
