/**
 * The type of a row of the route table: who may call the route, its input, its operation, and the schema of its answer.
 * A row is plain data; only `dispatch.ts` touches request and response objects.
 */

import type { z } from 'zod';
import { CODES, routesOf, type Code, type RouteKind } from '../../client-sdk/typescript/contract/codes.ts';
import type { NamedOperation } from '../domain/kernel/named-operation.ts';
import type { PageAsked } from '../domain/kernel/page.ts';
import type { BundleBody } from '../web/bundle-body.ts';
import type { Scope } from '../domain/operator/operator.ts';
import { unknownCodes } from './path-parameters.ts';

/** The parts of a request from which a row of the route table makes the input of its operation. */
export interface Entry<Body> {
  /** The path parameters of a request, already checked. */
  readonly path: Readonly<Record<string, string>>;
  readonly body: Body;
  readonly reason: string | undefined;
  readonly idempotencyKey: string | undefined;
  /** The page of a list that the query asks for. */
  readonly page: PageAsked;
  /** The truncated network of the client; null if no network may be stored. */
  readonly network: string | null;
  /** The support bundle that was sent; undefined for every other route. */
  readonly bundle: BundleBody | undefined;
}

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** The routes that the API answers itself, without an operation of the domain. */
type Local = 'keySet' | 'health' | 'ready' | 'openApi' | 'report' | 'publicTelemetry' | 'telemetrySchema';

interface Described {
  readonly method: Method;
  readonly path: string;
  /** Who may call the route: anyone, or only operators whose token has the named scope. */
  readonly enter: 'anyone' | Scope;
  readonly summary: string;
  /** Details beyond the summary, in Markdown. */
  readonly description?: string;
  /** The status of a successful answer of a route. */
  readonly status: 200 | 201;
  readonly answer: z.ZodType;
  /** The refusal codes of a route's operation, besides the codes that are common to all rows of its kind. */
  readonly refusals: readonly Code[];
  /** Set if the body has a nonce of its own, so that the route takes no idempotency key. */
  readonly hasNonce?: true;
}

export interface LocalRoute extends Described {
  readonly local: Local;
  readonly body?: z.ZodType;
}

export interface OperationRoute extends Described {
  readonly body: z.ZodType | undefined;
  /** Whether the body is a support bundle instead of JSON. */
  readonly isBundle: boolean;
  /** Whether the route reads the query parameter `?reason=`. */
  readonly reasoned: boolean;
  /** Whether the route answers a page of a list, and reads the query parameters `?limit=` and `?after=`. */
  readonly paged: boolean;
  readonly operation: NamedOperation;
  /** Whether an answer belongs to a repeated request, which created nothing; such an answer has the status 200. */
  readonly isRepeat: ((answer: unknown) => boolean) | undefined;
  /** Gets the license key from a request, if it has one. Each license key has its own rate limit. */
  readonly limitedBy: ((entry: Entry<unknown>) => string | undefined) | undefined;
  /**
   * For each guessable text of a request, the name of the object to which the text belongs, such as the username of one
   * license (`web/rate-limits.ts`).
   */
  readonly guessable: ((entry: Entry<unknown>) => readonly string[]) | undefined;
  /** Gets the device code from a poll. Each device code has its own rate limit. */
  readonly polledWith: ((entry: Entry<unknown>) => string) | undefined;
  /** Set if the request starts a trial. Each network has a limit on these. */
  readonly startsTrial?: true;
  /** Gets the sign-in that the answer began. Its network is compared later with the customer's. */
  readonly begins: ((answer: unknown) => string) | undefined;
  /** Writes the answer as JSON; by default `JSON.stringify` does. */
  readonly write: ((answer: unknown) => string) | undefined;
  readonly input: (entry: Entry<unknown>) => unknown;
}

export type Route = LocalRoute | OperationRoute;

interface Row<Input, Answer, Body> extends Pick<
  Described,
  'method' | 'path' | 'enter' | 'summary' | 'description' | 'hasNonce'
> {
  startsTrial?: true;
  status?: 201;
  body?: z.ZodType<Body>;
  isBundle?: true;
  reasoned?: true;
  paged?: true;
  operation: NamedOperation<Input, Answer>;
  isRepeat?: (answer: Answer) => boolean;
  limitedBy?: (entry: Entry<Body>) => string | undefined;
  guessable?: (entry: Entry<Body>) => readonly string[];
  polledWith?: (entry: Entry<Body>) => string;
  begins?: (answer: Answer) => string;
  write?: (answer: Answer) => string;
  input: (entry: Entry<Body>) => NoInfer<Input>;
  answer: z.ZodType<NoInfer<Answer>>;
  refusals?: readonly Code[];
}

/** Type-checks a row of the route table: its input and the schema of its answer must match its operation. */
export function route<Input, Answer, Body = undefined>(row: Row<Input, Answer, Body>): OperationRoute {
  const {
    status = 200,
    refusals = [],
    isBundle = false,
    reasoned = false,
    paged = false,
    body,
    input,
    isRepeat,
    limitedBy,
    guessable,
    polledWith,
    begins,
    write,
    ...rest
  } = row;
  return {
    ...rest,
    status,
    refusals,
    isBundle,
    reasoned,
    paged,
    body,
    isRepeat: isRepeat && ((answer) => isRepeat(answer as Answer)),
    limitedBy: limitedBy && ((entry) => limitedBy(entry as Entry<Body>)),
    guessable: guessable && ((entry) => guessable(entry as Entry<Body>)),
    polledWith: polledWith && ((entry) => polledWith(entry as Entry<Body>)),
    begins: begins && ((answer) => begins(answer as Answer)),
    write: write && ((answer) => write(answer as Answer)),
    input: (entry) => input(entry as Entry<Body>),
  };
}

/** For each `RouteKind` of a refusal code: whether a row can answer with such a code without listing it. */
const ANSWERS: Readonly<Record<RouteKind, (row: Route) => boolean>> = {
  any: () => true,
  operation: (row) => 'operation' in row,
  operator: (row) => row.enter !== 'anyone',
  body: (row) => ('body' in row && row.body !== undefined) || ('operation' in row && row.isBundle),
  idempotency_key: takesIdempotencyKey,
  listed: () => false,
};

/** The refusal codes that a route can answer with because of its kind or its path, without listing them. */
export function commonCodes(row: Route): Code[] {
  return [...CODES.filter((code) => ANSWERS[routesOf(code)](row)), ...unknownCodes(row.path)];
}

/**
 * Whether a route takes an idempotency key: every operator route that changes something does. Requests of clients, even
 * if an operator passes them on, are made idempotent by nonce and sequence number instead.
 */
export function takesIdempotencyKey(row: Route): boolean {
  return row.enter.endsWith(':write') && row.hasNonce === undefined;
}

/**
 * Whether a route is for apps. Apps send most of the requests; `send` already sets the few headers that answers to apps
 * need.
 */
export function isOfApps(row: Route): boolean {
  return row.enter === 'anyone' && 'operation' in row;
}
