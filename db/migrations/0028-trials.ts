/** The schema change for trials: the term of a product, and what is stored of a trial. Existing products offer none. */

export const migration = {
  serves: 16,
  sql: `
ALTER TABLE products ADD COLUMN trial_days BIGINT NOT NULL DEFAULT 0;
CREATE TABLE trials (
  tag TEXT NOT NULL PRIMARY KEY,
  day BIGINT NOT NULL
) /* walked by its key */;
`,
};
