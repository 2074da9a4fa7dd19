/**
 * Rewrites test/vectors/protocol.json; run by hand after a change of the protocol:
 * `npm run build && node dist/test/support/write-protocol-vectors.js`. A test compares the file with the SDK.
 */

import { writeVectors } from './vectors.ts';
import { makeProtocolVectors } from '../client-sdk/support/protocol-vectors.ts';

writeVectors('protocol', await makeProtocolVectors());
