/**
 * The SQL of the secret fingerprints by which a database recognises its nodes;
 * `server/domain/cluster/node-admission.ts` defines their meaning.
 */

import { admissionQueries } from '../../server/domain/cluster/node-admission.ts';
import { columns, insertInto, sqlFor } from '../dialect/statements.ts';

export const SECRET_FINGERPRINTS = sqlFor(admissionQueries, {
  listSecretFingerprints: { sql: `SELECT ${columns('marks')} FROM marks ORDER BY mark` },
  addSecretFingerprint: { sql: `${insertInto('marks')} ON CONFLICT (mark) DO NOTHING` },
});
