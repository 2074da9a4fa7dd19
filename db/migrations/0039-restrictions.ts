/** The schema change for restrictions and objections: each is of an account, or of a license that nobody owns. */

export const migration = {
  serves: 16,
  sql: `
CREATE TABLE restrictions (
  id TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  account TEXT REFERENCES accounts (id) ON DELETE CASCADE,
  license TEXT REFERENCES licenses (id) ON DELETE CASCADE,
  since_day BIGINT NOT NULL
) /* walked by its key */;
CREATE UNIQUE INDEX restrictions_by_account ON restrictions (account, kind);
CREATE UNIQUE INDEX restrictions_by_license ON restrictions (license, kind);
`,
};
