/**
 * The schema change for the day since when no machine uses a license. A license without a machine at the time of the change
 * counts from the latest day that the database knows.
 */

export const migration = {
  serves: 16,
  sql: `
ALTER TABLE licenses ADD COLUMN idle_day BIGINT;
UPDATE licenses SET idle_day = COALESCE((SELECT MAX(day) FROM tasks), created_day) WHERE used = 0;
`,
};
