/**
 * The schema change for retired products: the last day on which the data of a product is kept, and the
 * day of which its owners were notified by mail.
 */

export const migration = {
  serves: 20,
  sql: `
ALTER TABLE products ADD COLUMN last_data_day BIGINT;
ALTER TABLE owners ADD COLUMN notified_last_day BIGINT;
`,
};
