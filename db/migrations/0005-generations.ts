/**
 * Adds to each keyed value the generation of the secret with which it was keyed. Without the generation, nothing would
 * show which values still depend on an old secret. Values that were stored before this change belong to the first
 * generation. The domain's ports define which of the two secrets each value is keyed with.
 */

export const migration = {
  serves: 5,
  sql: `
ALTER TABLE licenses ADD COLUMN email_generation BIGINT NOT NULL DEFAULT 1;
ALTER TABLE licenses ADD COLUMN email_wrapped BIGINT NOT NULL DEFAULT 1;
ALTER TABLE licenses ADD COLUMN issue_generation BIGINT NOT NULL DEFAULT 1;
ALTER TABLE license_keys ADD COLUMN generation BIGINT NOT NULL DEFAULT 1;
ALTER TABLE activations ADD COLUMN generation BIGINT NOT NULL DEFAULT 1;
ALTER TABLE operator_tokens ADD COLUMN generation BIGINT NOT NULL DEFAULT 1;
ALTER TABLE idempotency ADD COLUMN generation BIGINT NOT NULL DEFAULT 1;
`,
};
