/**
 * Rewrites test/vectors/tokens.json and the generated part of test/vectors/ed25519.json; run by hand after a change of
 * the table: `npm run build && node dist/test/support/write-token-vectors.js`. A test compares the frozen files with
 * the generators. The vectors of RFC 8032 in the second file stay unchanged.
 */

import { edgeCases, smallPoints } from './make-ed25519-vectors.ts';
import { makeTokenTable } from './make-token-vectors.ts';
import { readVectors, writeVectors } from './vectors.ts';

const ABOUT = [
  'Ed25519, bytes in hex. rfc8032: the vectors of RFC 8032 section 7.1.',
  'smallPoints: every encoding of the eight points whose order divides 8; as a key each is refused at import.',
  'edgeCases: imported, whether the client takes the key; equation, whether the signature fits if the key is used all the same (S below L, R in its one spelling, no cofactor). Accepted is where both hold. Frozen.',
].join(' ');

const { rfc8032 } = readVectors<{ rfc8032: object[] }>('ed25519');
writeVectors('ed25519', { about: ABOUT, rfc8032, smallPoints: smallPoints(), edgeCases: edgeCases() });
writeVectors('tokens', makeTokenTable());
