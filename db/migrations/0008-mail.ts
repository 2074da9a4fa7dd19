/**
 * What the mailer needs beside the mails themselves: it looks for those that are due every two seconds, so an index finds
 * them.
 */

export const migration = {
  serves: 5,
  sql: `
CREATE INDEX mails_by_due ON mails (due_second);
`,
};
