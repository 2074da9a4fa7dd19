/** The schema change that drops the year in which releases are counted: it is that of the latest release. */

export const migration = {
  serves: 23,
  sql: `
ALTER TABLE licenses DROP COLUMN release_year;
`,
};
