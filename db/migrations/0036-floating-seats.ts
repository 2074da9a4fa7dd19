/** The schema change for floating licenses: three terms of a product, and the minute in which a floating seat ends. */

export const migration = {
  serves: 23,
  sql: `
ALTER TABLE products ADD COLUMN floating_minutes BIGINT;
ALTER TABLE products ADD COLUMN floating_grace_hours BIGINT NOT NULL DEFAULT 72;
ALTER TABLE products ADD COLUMN borrow_days BIGINT NOT NULL DEFAULT 0;
ALTER TABLE activations ADD COLUMN seat_ends_second BIGINT;
`,
};
