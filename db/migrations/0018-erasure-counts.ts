/** The schema change for the counts of erasures, by which a database that was restored is recognised. */

export const migration = {
  serves: 16,
  sql: `
CREATE TABLE erasure_counts (
  folder TEXT NOT NULL PRIMARY KEY,
  erasures BIGINT NOT NULL CHECK (erasures >= 0)
);
`,
};
