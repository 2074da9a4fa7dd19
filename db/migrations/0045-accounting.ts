/** The schema change for orders that outlive their person for accounting. Both columns stay empty unless the vendor sets it. */

export const migration = {
  serves: 20,
  sql: `
ALTER TABLE orders ADD COLUMN seats BIGINT;
ALTER TABLE orders ADD COLUMN severed_day BIGINT;
`,
};
