/**
 * The schema change for farewells, which end the license checks of a product: the root that has signed one, and the token
 * itself once it is published. Existing products have none.
 */

export const migration = {
  serves: 25,
  sql: `
ALTER TABLE products ADD COLUMN farewell_root TEXT;
ALTER TABLE products ADD COLUMN farewell TEXT;
`,
};
