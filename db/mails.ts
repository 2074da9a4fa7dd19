/**
 * The SQL of the mails that wait. A mail is taken by a guarded statement that moves its time, so that of several who ask
 * at once one gets it. When it is due again stands in `server/domain/mail.ts`.
 */

import type { MailQueries } from '../server/domain/mail.ts';
import { columns, insertInto, type SqlFor } from './statements.ts';

export const MAILS: SqlFor<MailQueries> = {
  addMail: { gives: 'count', sql: insertInto('mails') },
  countDueMails: { gives: 'one', sql: 'SELECT COUNT(*) AS due FROM mails WHERE due_second <= :now' },
  listDueMails: {
    gives: 'all',
    sql: `SELECT ${columns('mails')} FROM mails WHERE due_second <= :now ORDER BY due_second, id LIMIT :rows`,
  },
  takeMail: {
    gives: 'count',
    sql: `
      UPDATE mails SET due_second = :nextSecond, tries = tries + 1
      WHERE id = :id AND due_second = :dueSecond`,
  },
  deleteMail: { gives: 'count', sql: 'DELETE FROM mails WHERE id = :mail' },
};
