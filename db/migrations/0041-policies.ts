/**
 * The schema change for released policies: what each states, and from which day. A retention period remembers the latest
 * policy at its latest change, so that an earlier policy does not make it longer again.
 */

export const migration = {
  serves: 16,
  sql: `
CREATE TABLE policies (
  version BIGINT NOT NULL PRIMARY KEY,
  released_day BIGINT NOT NULL,
  effective_day BIGINT NOT NULL,
  content TEXT NOT NULL,
  changes TEXT NOT NULL,
  announced TEXT
);
ALTER TABLE retention ADD COLUMN policy BIGINT NOT NULL DEFAULT 0;
`,
};
