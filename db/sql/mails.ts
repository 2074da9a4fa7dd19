/**
 * The SQL of the mail queue, and of license keys whose mail has not been delivered. A mail is taken by a guarded
 * statement that moves its due time, so that only one of several concurrent mailers gets the mail.
 * `server/domain/mail/outbox.ts` decides when the mail is due again.
 */

import { deliveryQueries } from '../../server/domain/mail/delivery.ts';
import { keyMailQueries } from '../../server/domain/mail/key-mail.ts';
import { mailQueries } from '../../server/domain/mail/outbox.ts';
import { pagesOf } from '../dialect/pages.ts';
import { columns, insertInto, sqlFor } from '../dialect/statements.ts';

const NOT_WAITING = 'NOT EXISTS (SELECT 1 FROM mails WHERE mails.id = key_mails.mail)';

export const MAILS = sqlFor(mailQueries, {
  addMail: { sql: insertInto('mails', ['answer']) },
  countDueMails: { sql: 'SELECT COUNT(*) AS due FROM mails WHERE due_second <= :now' },
  listDueMails: {
    sql: `SELECT ${columns('mails')} FROM mails WHERE due_second <= :now ORDER BY due_second, id LIMIT :rows`,
  },
  takeMail: {
    sql: `
      UPDATE mails SET due_second = :nextSecond, tries = tries + 1, answer = NULL
      WHERE id = :id AND due_second = :dueSecond`,
  },
  deleteMail: { sql: 'DELETE FROM mails WHERE id = :mail' },
});

export const KEY_MAILS = sqlFor(keyMailQueries, {
  putKeyMail: {
    sql: `
      ${insertInto('key_mails')}
      ON CONFLICT (license) DO UPDATE SET mail = excluded.mail, answer = NULL, day = excluded.day`,
  },
  findUndelivered: {
    sql: `SELECT license FROM key_mails WHERE license = :license AND ${NOT_WAITING}`,
  },
  noteKeyAnswer: { sql: 'UPDATE key_mails SET answer = :answer WHERE mail = :mail' },
  dropKeyMail: { sql: 'DELETE FROM key_mails WHERE mail = :mail' },
});

export const DELIVERY = sqlFor(deliveryQueries, {
  noteAnswer: { sql: 'UPDATE mails SET answer = :answer WHERE id = :mail' },
  makeDue: { sql: 'UPDATE mails SET due_second = :now WHERE answer IS NOT NULL AND due_second > :now' },
  countByAnswer: {
    sql: `
      SELECT answer, COUNT(*) AS mails, (SELECT COUNT(*) FROM mails) AS waiting FROM mails
      GROUP BY answer ORDER BY COUNT(*) DESC, answer LIMIT :rows`,
  },
  pageUndelivered: {
    sql: pagesOf({
      columns:
        'license, answer, day, ' +
        '(SELECT MIN(reference) FROM orders WHERE orders.license = key_mails.license) AS reference',
      from: 'key_mails',
      where: NOT_WAITING,
      key: ['license'],
    }),
  },
  countUndelivered: { sql: `SELECT COUNT(*) AS keys FROM key_mails WHERE ${NOT_WAITING}` },
});
