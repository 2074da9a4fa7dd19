/** The schema change for wrong passwords that were typed in known browsers, each counted by itself. */

export const migration = {
  serves: 16,
  sql: `
CREATE TABLE known_browsers (
  digest TEXT NOT NULL PRIMARY KEY,
  account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  failures BIGINT NOT NULL CHECK (failures >= 0),
  day BIGINT NOT NULL
) /* walked by its key */;
CREATE INDEX known_browsers_by_account ON known_browsers (account);
`,
};
