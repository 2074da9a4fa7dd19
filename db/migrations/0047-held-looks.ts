/** The schema change for looks that are held back from the customer until a day. */

export const migration = {
  serves: 16,
  sql: `
ALTER TABLE operator_actions ADD COLUMN held_until_day BIGINT;
CREATE INDEX operator_actions_by_held_until_day ON operator_actions (held_until_day);
`,
};
