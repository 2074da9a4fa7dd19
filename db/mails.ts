/** The SQL of mail that waits. What is sent when stands in `server/domain/mail.ts`. */

import type { MailQueries } from '../server/domain/mail.ts';
import { insertInto, type SqlFor } from './statements.ts';

export const MAILS: SqlFor<MailQueries> = {
  addMail: { gives: 'count', sql: insertInto('mails') },
};
