/** The schema change for the term about the notice of a suspension or revocation. Existing products give none. */

export const migration = {
  serves: 16,
  sql: `
ALTER TABLE products ADD COLUMN notice_days BIGINT NOT NULL DEFAULT 0;
`,
};
