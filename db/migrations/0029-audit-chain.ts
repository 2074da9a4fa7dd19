/**
 * The schema change for the audit chain: its leaves and its head, and the purpose, leaf and salt of an operator's action.
 * Actions from before have no leaf.
 */

export const migration = {
  serves: 16,
  sql: `
CREATE TABLE audit_leaves (
  number BIGINT NOT NULL PRIMARY KEY,
  day BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('look', 'act', 'restored')),
  commitment TEXT NOT NULL,
  hash TEXT NOT NULL,
  token TEXT
);
CREATE INDEX audit_leaves_restored ON audit_leaves (number) WHERE kind = 'restored';

CREATE TABLE audit_head (
  chain TEXT NOT NULL PRIMARY KEY,
  leaves BIGINT NOT NULL,
  head TEXT NOT NULL
);

ALTER TABLE operator_actions ADD COLUMN purpose TEXT;
ALTER TABLE operator_actions ADD COLUMN leaf BIGINT;
ALTER TABLE operator_actions ADD COLUMN salt TEXT;
CREATE UNIQUE INDEX operator_actions_by_leaf ON operator_actions (leaf);
`,
};
