/** The schema change that remembers copies which were found, by their sequence and hardware, beside the latest fork. */

export const migration = {
  serves: 5,
  sql: `
ALTER TABLE forks ADD COLUMN copy BIGINT;
ALTER TABLE forks ADD COLUMN copy_tags TEXT;
`,
};
