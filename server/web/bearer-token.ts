/**
 * Who may enter: anyone, or an operator whose token has the scope that the route names. The token stands in the
 * Authorization header and nowhere else; one in an address would stay in logs and histories, and is refused.
 */

import type { Scope } from '../domain/operator/operator.ts';
import { refuse } from '../domain/kernel/refusal.ts';

export interface Operator {
  actor: string;
  scopes: readonly Scope[];
}

const BEARER = /^Bearer +([\x21-\x7e]{1,200})$/i;
/** A token in its whole form, since a random id may hold its first letters, or a parameter that is there for one. */
const TOKEN_IN_ADDRESS = /qkop_[\w-]{22}(?:\.|%2e)|[?&](?:access_token|token|authorization)=/i;

/** The token of a request. @throws Refusal `token_missing` */
export function tokenOf(authorization: string | undefined): string {
  return BEARER.exec(authorization ?? '')?.[1] ?? refuse('token_missing');
}

/** @throws Refusal `scope_missing` */
export function requireScope({ scopes }: Operator, scope: Scope): void {
  if (!scopes.includes(scope)) refuse('scope_missing', { detail: `The token lacks the scope ${scope}.` });
}

/** @throws Refusal `request_malformed` where an address holds something like an operator token */
export function refuseTokenIn(address: string): void {
  if (TOKEN_IN_ADDRESS.test(address)) {
    refuse('request_malformed', {
      detail: 'A URL must not contain a token. Revoke the token: a log may contain it now.',
    });
  }
}
