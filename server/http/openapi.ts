/**
 * The OpenAPI 3.1 document of the JSON API. The document is generated from the route table, so it cannot differ from
 * what the API does.
 */

import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponseObject,
} from 'zod-openapi';
import { z } from 'zod';
import { BUNDLE_BYTES_MAX, BUNDLE_TYPE } from '../../client-sdk/typescript/contract/bundle.ts';
import type { Code } from '../../client-sdk/typescript/contract/codes.ts';
import { Refusal } from '../domain/kernel/refusal.ts';
import { rowOfCode, statusOf } from '../domain/kernel/refusal-table.ts';
import { presentProblem, PROBLEM_TYPE } from '../web/problem.ts';
import { EXAMPLES, REQUEST_ID } from './examples.ts';
import { commonCodes, takesIdempotencyKey, type Route } from './route.ts';
import { ROUTES } from './routes.ts';
import { cursor, pageLimit, purpose, reason } from './request-schemas.ts';
import { problem } from './response-schemas.ts';
import { PATH_PARAMETERS, parametersIn } from './path-parameters.ts';

const idempotencyKey = z
  .string()
  .max(128)
  .meta({ examples: ['order-A-1017-seats'] });
const bundleHeader = z.string().meta({
  description:
    'A nonce of 22 base64url characters; with a proof also activation, epoch, sequence and proof, separated by dots.',
  examples: ['bm9uY2Utb2YtYS1idW5kbA'],
});
const ZIP = {
  [BUNDLE_TYPE]: {
    schema: { type: 'string', format: 'binary', maxLength: BUNDLE_BYTES_MAX },
    example: 'PK…',
  },
} as const;
const SECURITY_SCHEME = 'operatorToken';

/** Writes the OpenAPI document as JSON text, with the version of Quietkey. */
export function writeOpenApi(version: string): string {
  const document = createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Quietkey',
      version,
      description: 'Activate machines with license keys, renew and release them, and administer licenses.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'This server' }],
    tags: [
      { name: 'clients', description: 'For the SDK in an app' },
      { name: 'operators', description: 'For a vendor’s scripts, with an operator token' },
      { name: 'server', description: 'For monitoring, and about the server itself' },
    ],
    paths: pathsOf(),
    components: {
      examples: problemExamples(),
      securitySchemes: {
        [SECURITY_SCHEME]: {
          type: 'http',
          scheme: 'bearer',
          description: 'An operator token, which the operator of the server creates.',
        },
      },
    },
  });
  return JSON.stringify(document);
}

function pathsOf(): ZodOpenApiPathsObject {
  const paths: ZodOpenApiPathsObject = {};
  for (const row of ROUTES) {
    const path = row.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [row.method]: operationOf(row) };
  }
  return paths;
}

function operationOf(row: Route): ZodOpenApiOperationObject {
  const isOperation = 'operation' in row;
  const operationId = nameOf(row);
  return {
    operationId,
    summary: row.summary,
    tags: [tagOf(row)],
    security: row.enter === 'anyone' ? [] : [{ [SECURITY_SCHEME]: [] }],
    ...descriptionOf(row),
    requestParams: parametersOf(row),
    ...bodyOf(row),
    responses: {
      ...(isOperation && row.isRepeat !== undefined ? { 200: repeatedAnswer(row) } : {}),
      [row.status]: goodAnswer(row),
      ...problemsOf(row),
    },
  };
}

function descriptionOf({ enter, description }: Route): { description?: string } {
  const scope = enter === 'anyone' ? [] : [`Requires the scope \`${enter}\`.`];
  const sentences = [...scope, ...(description === undefined ? [] : [description])];
  return sentences.length === 0 ? {} : { description: sentences.join(' ') };
}

function tagOf(row: Route): string {
  if (row.enter !== 'anyone') return 'operators';
  return /^\/(?:v1|telemetry\/v1)\//.test(row.path) ? 'clients' : 'server';
}

function parametersOf(row: Route): NonNullable<ZodOpenApiOperationObject['requestParams']> {
  const names = parametersIn(row.path);
  const shapes = names.map((name) => [name, PATH_PARAMETERS[name].schema] as const);
  return {
    ...(names.length === 0 ? {} : { path: z.object(Object.fromEntries(shapes)) }),
    ...queryOf(row),
    ...(takesIdempotencyKey(row)
      ? { header: z.object({ 'Idempotency-Key': idempotencyKey.optional() }) }
      : {}),
    ...('operation' in row && row.isBundle ? { header: z.object({ 'Quietkey-Bundle': bundleHeader }) } : {}),
  };
}

function queryOf(row: Route): Pick<NonNullable<ZodOpenApiOperationObject['requestParams']>, 'query'> {
  if (!('operation' in row)) return {};
  const parameters = {
    ...(row.reasoned ? { reason: reason.optional() } : {}),
    ...(row.operation.looks ? { purpose: purpose.optional() } : {}),
    ...(row.paged ? { limit: pageLimit.optional(), after: cursor.optional() } : {}),
  };
  return Object.keys(parameters).length === 0 ? {} : { query: z.object(parameters) };
}

function nameOf(row: Route): string {
  return 'operation' in row ? row.operation.name : row.local;
}

function goodAnswer(row: Route): ZodOpenApiResponseObject {
  return { description: 'Success', content: jsonOf(row.answer, EXAMPLES[nameOf(row)]?.answer) };
}

function repeatedAnswer(row: Route): ZodOpenApiResponseObject {
  return {
    description: 'The answer to a repeated request, which created nothing',
    content: jsonOf(row.answer, EXAMPLES[nameOf(row)]?.repeated),
  };
}

function bodyOf(row: Route): Pick<ZodOpenApiOperationObject, 'requestBody'> {
  if ('operation' in row && row.isBundle) return { requestBody: { required: true, content: ZIP } };
  if (!('body' in row) || row.body === undefined) return {};
  return { requestBody: { required: true, content: jsonOf(row.body, EXAMPLES[nameOf(row)]?.body) } };
}

function jsonOf(schema: z.ZodType, example: unknown): NonNullable<ZodOpenApiResponseObject['content']> {
  return { 'application/json': { schema, example } };
}

/** An example problem for each code, to which the answers refer. */
function problemExamples(): Record<string, { value: object }> {
  return Object.fromEntries(
    ROUTES.flatMap(codesOf).map((code) => [
      code,
      { value: presentProblem(new Refusal({ code }), REQUEST_ID).body },
    ]),
  );
}

function codesOf(row: Route): Code[] {
  return [...new Set([...row.refusals, ...commonCodes(row)])];
}

/** For each error status of a route, its refusal codes with their sentences. */
function problemsOf(row: Route): Record<string, object> {
  const codes = codesOf(row);
  const problems: Record<string, object> = {};
  for (const status of new Set(codes.map((code) => statusOf(code)))) {
    const ofStatus = codes.filter((code) => statusOf(code) === status);
    const descriptions = ofStatus.map((code) => `\`${code}\`: ${rowOfCode(code).sentence}`);
    const examples = Object.fromEntries(
      ofStatus.map((code) => [code, { $ref: `#/components/examples/${code}` }]),
    );
    problems[status] = {
      description: descriptions.join(' '),
      content: { [PROBLEM_TYPE]: { schema: problem, examples } },
    };
  }
  return problems;
}
