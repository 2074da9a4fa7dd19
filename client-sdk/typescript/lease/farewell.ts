/**
 * Reads a farewell: the vendor's statement that licenses of a product are no longer verified. The root signs it, so that
 * it stays valid when every signing key is gone. From its day on an app that has it runs for ever.
 */
import type { FarewellClaims } from '../contract/wire.ts';
import { TOKEN_TYPES } from '../contract/wire.ts';
import type { Instant } from '../primitives/clock.ts';
import { instantClaim, textClaim, textsClaim } from './claims.ts';
import type { Trust } from './key-set.ts';
import { ENTITLEMENTS_MAX } from './lease.ts';
import { refused, verifyToken, type Refused } from './token.ts';

/** A farewell whose signature, issuer, product and claims were verified. */
export interface Farewell extends FarewellClaims {
  effective: Instant;
}

/** Verifies a farewell against the root key. Its day is judged by `check.ts`. */
export function readFarewell(token: unknown, trust: Trust): { ok: true; farewell: Farewell } | Refused {
  const verified = verifyToken(token, TOKEN_TYPES.farewell, (kid) =>
    kid === trust.root.kid ? trust.root.key : 'unknown_key',
  );
  if (!verified.ok) return verified;
  const { claims } = verified;
  const { issuer: iss, product: aud } = trust;
  if (textClaim(claims, 'iss') !== iss) return refused('wrong_issuer');
  if (textClaim(claims, 'aud') !== aud) return refused('wrong_product');
  const effective = instantClaim(claims, 'effective');
  const entitlements = textsClaim(claims, 'entitlements', ENTITLEMENTS_MAX);
  if (effective === undefined || entitlements === undefined) return refused('claims_malformed');
  return { ok: true, farewell: { iss, aud, effective, entitlements } };
}
