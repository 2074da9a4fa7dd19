/** The schema change for the retention periods that the vendor has shortened. */

export const migration = {
  serves: 16,
  sql: `
CREATE TABLE retention (
  class TEXT NOT NULL PRIMARY KEY,
  days BIGINT CHECK (days >= 0),
  next_days BIGINT CHECK (next_days >= 0)
);
`,
};
