/** The schema change for support bundles, which are sealed to the support key. */

export const migration = {
  serves: 16,
  sql: `
CREATE TABLE support_bundles (
  id TEXT NOT NULL PRIMARY KEY,
  request TEXT NOT NULL,
  license TEXT REFERENCES licenses (id) ON DELETE CASCADE,
  activation TEXT,
  received_day BIGINT NOT NULL,
  bytes BIGINT NOT NULL,
  sealed TEXT NOT NULL
) /* walked by its key */;
CREATE UNIQUE INDEX support_bundles_by_request ON support_bundles (request);
CREATE INDEX support_bundles_by_license ON support_bundles (license);
CREATE INDEX support_bundles_by_day ON support_bundles (received_day, id);
`,
};
