/** The schema change for the day on which an owner proved the email of a license. Existing owners have proved none. */

export const migration = {
  serves: 23,
  sql: `
ALTER TABLE owners ADD COLUMN proved_day BIGINT;
`,
};
