/** The schema change for the addresses of a product's apps to which the portal may link back. Existing products have none. */

export const migration = {
  serves: 16,
  sql: `
ALTER TABLE products ADD COLUMN return_addresses TEXT NOT NULL DEFAULT '';
`,
};
