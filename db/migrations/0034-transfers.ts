/**
 * The schema change for transfers of licenses to other accounts: which ones wait for their receiver, and the orders whose
 * licenses have another owner since. The end of an ownership ends its transfer too.
 */

export const migration = {
  serves: 23,
  sql: `
CREATE TABLE transfers (
  license TEXT NOT NULL PRIMARY KEY REFERENCES owners (license) ON DELETE CASCADE,
  account TEXT REFERENCES accounts (id) ON DELETE CASCADE,
  ready_hour BIGINT NOT NULL,
  ends_day BIGINT NOT NULL
) /* walked by its key */;
CREATE INDEX transfers_by_account ON transfers (account);

ALTER TABLE orders ADD COLUMN former_license TEXT REFERENCES licenses (id) ON DELETE SET NULL;
CREATE INDEX orders_by_former_license ON orders (former_license);
`,
};
