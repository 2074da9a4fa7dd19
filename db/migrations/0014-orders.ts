/**
 * The schema change for corrected orders. An order records its original terms once its license differs from them. A
 * license key can end, so that a key made from a wrong email activates nothing.
 */

export const migration = {
  serves: 5,
  sql: `
ALTER TABLE orders ADD COLUMN terms TEXT;
ALTER TABLE license_keys ADD COLUMN ended_day BIGINT;
`,
};
