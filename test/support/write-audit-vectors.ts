/**
 * Rewrites test/vectors/audit.json; run by hand after a change of the table:
 * `npm run build && node dist/test/support/write-audit-vectors.js`. A test compares the frozen file with the generator.
 */

import { makeAuditTable } from './make-audit-vectors.ts';
import { writeVectors } from './vectors.ts';

writeVectors('audit', makeAuditTable());
