/** Mail that waits to be sent, sealed for the mailer. */

import type { Id } from './ports.ts';

/** A row of `mails`. */
interface MailRow {
  id: Id;
  sealed: string;
  tries: number;
  dueSecond: number;
  hour: number;
}

export interface MailQueries {
  addMail(row: MailRow): number;
}
