/**
 * The schema change for mails that were not delivered. It stores the mail server's latest answer to each waiting mail
 * and, for each license whose key was mailed, the mail that has the key, until that mail is delivered.
 */

export const migration = {
  serves: 5,
  sql: `
ALTER TABLE mails ADD COLUMN answer TEXT;

CREATE TABLE key_mails (
  license TEXT NOT NULL PRIMARY KEY REFERENCES licenses (id) ON DELETE CASCADE,
  mail TEXT NOT NULL,
  answer TEXT,
  day BIGINT NOT NULL
) /* walked by its key */;
CREATE INDEX key_mails_by_mail ON key_mails (mail);
`,
};
