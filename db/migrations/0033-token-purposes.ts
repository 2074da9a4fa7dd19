/**
 * The schema change for the purposes of operators' looks: a token may have one. A token from before has none, and states a
 * purpose with each look until it gets one.
 */

export const migration = {
  serves: 16,
  sql: `
ALTER TABLE operator_tokens ADD COLUMN purpose TEXT;
`,
};
