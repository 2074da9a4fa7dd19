/**
 * The SQL of sign-ins. The statement that stores an answer checks that none is stored, so that a code is used once.
 * The domain decides what a poll gets.
 */

import { signInQueries } from '../../server/domain/ownership/sign-in.ts';
import { columns, insertInto, sqlFor } from '../dialect/statements.ts';

const SIGN_IN = `SELECT ${columns('sign_ins')} FROM sign_ins`;

export const SIGN_INS = sqlFor(signInQueries, {
  addSignIn: { sql: `${insertInto('sign_ins')} ON CONFLICT (code) DO NOTHING` },
  findSignIn: { sql: `${SIGN_IN} WHERE id = :id` },
  findSignInByCode: { sql: `${SIGN_IN} WHERE code = :code` },
  decideSignIn: {
    sql: `
      UPDATE sign_ins SET decision = :decision, account = :account, license = :license, nickname = :nickname
      WHERE id = :id AND decision IS NULL AND ends_second >= :now`,
  },
  dropSignIn: { sql: 'DELETE FROM sign_ins WHERE id = :id' },
  dropSignInsOf: { sql: 'DELETE FROM sign_ins WHERE account = :account AND license = :license' },
  dropSignInsFor: { sql: 'DELETE FROM sign_ins WHERE license = :license' },
  dropEndedSignIns: { sql: 'DELETE FROM sign_ins WHERE ends_second < :now' },
});
