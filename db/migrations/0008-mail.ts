/**
 * An index for the mailer, which looks for due mails every two seconds.
 */

export const MAIL = `
CREATE INDEX mails_by_due ON mails (due_second);
`;
