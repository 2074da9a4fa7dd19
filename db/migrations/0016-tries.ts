/**
 * The schema change for failed logins: their number and the hour of the latest one decide when the next login is
 * checked. The second of a login is not stored.
 */

export const migration = {
  serves: 16,
  sql: `
ALTER TABLE attempts DROP COLUMN retry_second;
`,
};
