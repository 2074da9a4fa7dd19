/**
 * The schema change for demo products, whose activations end after a day. Existing products are none. The index finds the
 * licenses of a demo, whose entitlements are fixed; no other license is in it.
 */

export const migration = {
  serves: 23,
  sql: `
ALTER TABLE products ADD COLUMN demo BIGINT NOT NULL DEFAULT 0 CHECK (demo IN (0, 1));
CREATE INDEX licenses_of_demos ON licenses (product) WHERE entitlements = 'demo';
`,
};
