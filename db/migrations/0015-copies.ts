/**
 * The schema change that stores, with an activation's latest fork, the sequence and the hardware of a copy that was
 * found.
 */

export const migration = {
  serves: 5,
  sql: `
ALTER TABLE forks ADD COLUMN copy BIGINT;
ALTER TABLE forks ADD COLUMN copy_tags TEXT;
`,
};
