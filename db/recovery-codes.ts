/** The SQL of recovery codes: a code is used by deleting it. What one is stands in `server/domain/recovery-code.ts`. */

import type { RecoveryCodeQueries } from '../server/domain/recovery-code.ts';
import { insertInto, type SqlFor } from './statements.ts';

export const RECOVERY_CODES: SqlFor<RecoveryCodeQueries> = {
  addRecoveryCode: { gives: 'count', sql: insertInto('recovery_codes') },
  useRecoveryCode: {
    gives: 'count',
    sql: 'DELETE FROM recovery_codes WHERE digest = :digest AND account = :account',
  },
  countRecoveryCodes: {
    gives: 'one',
    sql: 'SELECT COUNT(*) AS held FROM recovery_codes WHERE account = :account',
  },
  dropRecoveryCodes: { gives: 'count', sql: 'DELETE FROM recovery_codes WHERE account = :account' },
};
