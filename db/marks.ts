/** The SQL of the marks by which a database knows its nodes; what they mean stands in `server/domain/admission.ts`. */

import type { AdmissionQueries } from '../server/domain/admission.ts';
import { columns, insertInto, type SqlFor } from './statements.ts';

export const MARKS: SqlFor<AdmissionQueries> = {
  listMarks: { gives: 'all', sql: `SELECT ${columns('marks')} FROM marks ORDER BY mark` },
  putMark: { gives: 'count', sql: `${insertInto('marks')} ON CONFLICT (mark) DO NOTHING` },
};
