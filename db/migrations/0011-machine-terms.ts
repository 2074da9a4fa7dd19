/**
 * The schema change for the terms about machines: the number of days on which an app may run on unconfirmed hardware,
 * and a third choice of the term `forks`. SQLite cannot replace the CHECK of a column, so that term's column is created
 * again. Products keep the choice that they had.
 */

export const migration = {
  serves: 5,
  sql: `
ALTER TABLE products ADD COLUMN machine_grace_days BIGINT NOT NULL DEFAULT 14;
ALTER TABLE products RENAME COLUMN forks TO forks_before;
ALTER TABLE products ADD COLUMN forks TEXT NOT NULL DEFAULT 'new_seat' CHECK (forks IN ('allow', 'new_seat', 'refuse'));
UPDATE products SET forks = forks_before;
ALTER TABLE products DROP COLUMN forks_before;
`,
};
