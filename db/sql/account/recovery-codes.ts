/**
 * The SQL of recovery codes. A code is used by deleting it. `server/domain/account/recovery-code.ts` defines the form
 * of a code.
 */

import { recoveryCodeQueries } from '../../../server/domain/account/recovery-code.ts';
import { insertInto, sqlFor } from '../../dialect/statements.ts';

export const RECOVERY_CODES = sqlFor(recoveryCodeQueries, {
  addRecoveryCode: { sql: insertInto('recovery_codes') },
  useRecoveryCode: {
    sql: 'DELETE FROM recovery_codes WHERE digest = :digest AND account = :account',
  },
  findRecoveryCode: {
    sql: 'SELECT account FROM recovery_codes WHERE digest = :digest AND account = :account',
  },
  countRecoveryCodes: {
    sql: 'SELECT COUNT(*) AS held FROM recovery_codes WHERE account = :account',
  },
  dropRecoveryCodes: { sql: 'DELETE FROM recovery_codes WHERE account = :account' },
});
