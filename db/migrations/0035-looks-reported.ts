/**
 * The schema change for the notices of operators' looks: how many leaves of the audit chain have been reported to the
 * customers. Looks from before are not reported.
 */

export const migration = {
  serves: 16,
  sql: `
ALTER TABLE audit_head ADD COLUMN reported BIGINT NOT NULL DEFAULT 0;
UPDATE audit_head SET reported = leaves;
`,
};
