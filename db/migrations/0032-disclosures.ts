/** The schema change for disclosures: to whom personal data were given. The table is empty until an operator adds one. */

export const migration = {
  serves: 16,
  sql: `
CREATE TABLE disclosures (
  id TEXT NOT NULL PRIMARY KEY,
  license TEXT REFERENCES licenses (id) ON DELETE SET NULL,
  is_general BIGINT NOT NULL,
  recipient TEXT NOT NULL,
  classes TEXT NOT NULL,
  ground TEXT NOT NULL,
  day BIGINT NOT NULL,
  last_day BIGINT
) /* walked by its key */;
CREATE INDEX disclosures_by_license ON disclosures (license);
CREATE INDEX disclosures_by_day ON disclosures (day, id);
CREATE INDEX disclosures_by_scope ON disclosures (is_general, day, id);
`,
};
