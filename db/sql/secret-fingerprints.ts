/** The SQL of the marks by which a database knows its nodes; what they mean stands in `server/domain/cluster/node-admission.ts`. */

import { admissionQueries } from '../../server/domain/cluster/node-admission.ts';
import { columns, insertInto, sqlFor } from './statements.ts';

export const SECRET_FINGERPRINTS = sqlFor(admissionQueries, {
  listSecretFingerprints: { sql: `SELECT ${columns('marks')} FROM marks ORDER BY mark` },
  addSecretFingerprint: { sql: `${insertInto('marks')} ON CONFLICT (mark) DO NOTHING` },
});
