/**
 * The schema change for failed logins: their count and its hour say when the next one is checked, so that the second of
 * a login is not stored.
 */

export const migration = {
  serves: 16,
  sql: `
ALTER TABLE attempts DROP COLUMN retry_second;
`,
};
