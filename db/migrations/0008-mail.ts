/**
 * An index for the mailer, which looks for due mails every two seconds.
 */

export const migration = {
  serves: 5,
  sql: `
CREATE INDEX mails_by_due ON mails (due_second);
`,
};
