/**
 * The SQL of the mail queue. A mail is taken by a guarded statement that moves its due time, so that only one of
 * several concurrent mailers gets the mail. `server/domain/mail/outbox.ts` decides when the mail is due again.
 */

import { mailQueries } from '../../server/domain/mail/outbox.ts';
import { columns, insertInto, sqlFor } from '../dialect/statements.ts';

export const MAILS = sqlFor(mailQueries, {
  addMail: { sql: insertInto('mails') },
  countDueMails: { sql: 'SELECT COUNT(*) AS due FROM mails WHERE due_second <= :now' },
  listDueMails: {
    sql: `SELECT ${columns('mails')} FROM mails WHERE due_second <= :now ORDER BY due_second, id LIMIT :rows`,
  },
  takeMail: {
    sql: `
      UPDATE mails SET due_second = :nextSecond, tries = tries + 1
      WHERE id = :id AND due_second = :dueSecond`,
  },
  deleteMail: { sql: 'DELETE FROM mails WHERE id = :mail' },
});
