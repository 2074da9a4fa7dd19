/**
 * The type of a row of the route table: who may call it, its input, its operation, and the schema of its answer. A row is
 * data; only `dispatch.ts` touches requests and responses.
 */

import type { z } from 'zod';
import { CODES, routesOf, type Code, type RouteKind } from '../../client-sdk/typescript/contract/codes.ts';
import type { NamedOperation } from '../domain/kernel/named-operation.ts';
import type { Scope } from '../domain/operator/operator.ts';

/** The parts of a request from which a row makes the input of its operation. */
export interface Entry<Body> {
  /** The parameters of the path, already checked. */
  readonly path: Readonly<Record<string, string>>;
  readonly body: Body;
  readonly reason: string | undefined;
  readonly idempotencyKey: string | undefined;
  /** The truncated network of the client; null if none may be stored. */
  readonly network: string | null;
}

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** Routes that the API answers itself, without an operation. */
type Local = 'keySet' | 'health' | 'ready' | 'openApi' | 'report' | 'publicTelemetry' | 'telemetrySchema';

interface Described {
  readonly method: Method;
  readonly path: string;
  /** Anyone, or operators whose token has this scope. */
  readonly enter: 'anyone' | Scope;
  readonly summary: string;
  /** The status of a successful answer, and its schema. */
  readonly status: 200 | 201;
  readonly answer: z.ZodType;
  /** Refusal codes of this operation, besides those that are common to rows of its kind. */
  readonly refusals: readonly Code[];
}

export interface LocalRoute extends Described {
  readonly local: Local;
  readonly body?: z.ZodType;
}

export interface OperationRoute extends Described {
  readonly body: z.ZodType | undefined;
  /** Whether `?reason=` is read. */
  readonly reasoned: boolean;
  readonly operation: NamedOperation;
  /** The license key of the request, which has its own rate limit. */
  readonly limitedBy: ((entry: Entry<unknown>) => string) | undefined;
  readonly input: (entry: Entry<unknown>) => unknown;
}

export type Route = LocalRoute | OperationRoute;

interface Row<Input, Answer, Body> extends Pick<Described, 'method' | 'path' | 'enter' | 'summary'> {
  status?: 201;
  body?: z.ZodType<Body>;
  reasoned?: true;
  operation: NamedOperation<Input, Answer>;
  limitedBy?: (entry: Entry<Body>) => string;
  input: (entry: Entry<Body>) => NoInfer<Input>;
  answer: z.ZodType<NoInfer<Answer>>;
  refusals?: readonly Code[];
}

/** Type-checks a row: its input and the schema of its answer must match its operation. */
export function route<Input, Answer, Body = undefined>(row: Row<Input, Answer, Body>): OperationRoute {
  const { status = 200, refusals = [], reasoned = false, body, input, limitedBy, ...rest } = row;
  return {
    ...rest,
    status,
    refusals,
    reasoned,
    body,
    limitedBy: limitedBy && ((entry) => limitedBy(entry as Entry<Body>)),
    input: (entry) => input(entry as Entry<Body>),
  };
}

/** The rows that can answer with a code of this kind although they do not list it. */
const ANSWERS: Readonly<Record<RouteKind, (row: Route) => boolean>> = {
  any: () => true,
  operation: (row) => 'operation' in row,
  path_parameter: (row) => row.path.includes(':'),
  operator: (row) => row.enter !== 'anyone',
  body: (row) => 'body' in row && row.body !== undefined,
  idempotency_key: takesIdempotencyKey,
  listed: () => false,
};

/** Refusals that any row of this kind can answer. */
export function commonCodes(row: Route): Code[] {
  return CODES.filter((code) => ANSWERS[routesOf(code)](row));
}

/** Operator routes that change something. Client routes are idempotent by nonce and sequence instead. */
export function takesIdempotencyKey(row: Route): boolean {
  return row.enter.endsWith(':write');
}
