/**
 * The parameters of paths: their form, and the code with which a malformed id is refused. A malformed id gets the same
 * answer as an id that does not exist.
 */

import { z } from 'zod';
import type { Code } from '../../client-sdk/typescript/contract/codes.ts';
import { refuse } from '../domain/kernel/refusal.ts';
import { id, ID } from './request-schemas.ts';

interface PathParameter {
  readonly pattern: RegExp;
  readonly schema: z.ZodType<string>;
  readonly unknown: Code;
}

const PRODUCT = /^[a-z0-9-]{1,32}$/;
const ANY_ID = { pattern: ID, schema: id };

export const PATH_PARAMETERS = {
  product: {
    pattern: PRODUCT,
    schema: z
      .string()
      .regex(PRODUCT)
      .meta({ examples: ['sonar'] }),
    unknown: 'product_unknown',
  },
  license: { ...ANY_ID, unknown: 'license_unknown' },
  activation: { ...ANY_ID, unknown: 'activation_unknown' },
  mail: { ...ANY_ID, unknown: 'mail_unknown' },
} as const satisfies Readonly<Record<string, PathParameter>>;

type ParameterName = keyof typeof PATH_PARAMETERS;

/** The names of the parameters of a path, in their order. */
export function parametersIn(path: string): ParameterName[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => name as ParameterName);
}

/** The codes with which malformed ids of a path are refused. */
export function unknownCodes(path: string): Code[] {
  return parametersIn(path).map((name) => PATH_PARAMETERS[name].unknown);
}

/** The ids in the path of a request. @throws Refusal for the first malformed id, with the code of its resource */
export function readPath(params: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries(params)) {
    const { pattern, unknown } = PATH_PARAMETERS[name as ParameterName];
    if (typeof value !== 'string' || !pattern.test(value)) refuse(unknown);
  }
  return params as Readonly<Record<string, string>>;
}
