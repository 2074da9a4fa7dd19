/**
 * Beside each keyed value the generation of the secret that keyed it: without one it could not be told what still
 * depends on an old secret. What was stored before there were generations is of the first. Which value is keyed by what
 * stands in the domain's ports.
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
