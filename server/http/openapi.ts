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
import { rowOfCode, statusOf } from '../domain/kernel/refusal-table.ts';
import { PROBLEM_TYPE } from '../web/problem.ts';
import { commonCodes, takesIdempotencyKey, type Route } from './route.ts';
import { ROUTES } from './routes.ts';
import { problem } from './response-schemas.ts';
import { PATH_PARAMETERS, parametersIn } from './path-parameters.ts';

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
  return {
    operationId: isOperation ? row.operation.name : row.local,
    summary: row.summary,
    tags: [tagOf(row)],
    security: row.enter === 'anyone' ? [] : [{ [SECURITY_SCHEME]: [] }],
    ...descriptionOf(row),
    requestParams: parametersOf(row),
    ...('body' in row && row.body !== undefined
      ? { requestBody: { required: true, content: { 'application/json': { schema: row.body } } } }
      : {}),
    responses: {
      ...(isOperation && row.isRepeat !== undefined ? { 200: goodAnswer(row) } : {}),
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
    ...('reasoned' in row && row.reasoned
      ? { query: z.object({ reason: z.string().max(200).optional() }) }
      : {}),
    ...(takesIdempotencyKey(row)
      ? { header: z.object({ 'Idempotency-Key': z.string().max(128).optional() }) }
      : {}),
  };
}

function goodAnswer(row: Route): ZodOpenApiResponseObject {
  return { description: 'Success', content: { 'application/json': { schema: row.answer } } };
}

/** For each error status of a route, its refusal codes with their sentences. */
function problemsOf(row: Route): Record<string, object> {
  const codes = [...new Set([...row.refusals, ...commonCodes(row)])];
  const problems: Record<string, object> = {};
  for (const status of new Set(codes.map((code) => statusOf(code)))) {
    const descriptions = codes
      .filter((code) => statusOf(code) === status)
      .map((code) => `\`${code}\`: ${rowOfCode(code).sentence}`);
    problems[status] = {
      description: descriptions.join(' '),
      content: { [PROBLEM_TYPE]: { schema: problem } },
    };
  }
  return problems;
}
