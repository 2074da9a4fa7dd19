/** The schema change for apps that wait until a customer activates them in the portal. */

export const migration = {
  serves: 16,
  sql: `
CREATE TABLE sign_ins (
  id TEXT NOT NULL PRIMARY KEY,
  product TEXT NOT NULL REFERENCES products (id),
  code TEXT NOT NULL,
  device TEXT NOT NULL,
  decision TEXT CHECK (decision IN ('approved', 'denied')),
  account TEXT REFERENCES accounts (id) ON DELETE CASCADE,
  license TEXT REFERENCES licenses (id) ON DELETE CASCADE,
  nickname TEXT,
  ends_second BIGINT NOT NULL,
  ends_hour BIGINT NOT NULL
) /* walked by its key */;
CREATE UNIQUE INDEX sign_ins_by_code ON sign_ins (code);
CREATE INDEX sign_ins_by_account ON sign_ins (account);
CREATE INDEX sign_ins_by_license ON sign_ins (license);
CREATE INDEX sign_ins_by_end ON sign_ins (ends_second);
`,
};
