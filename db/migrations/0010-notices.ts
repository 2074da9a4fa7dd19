/**
 * Records for which end date of a license its owner was notified, so that each end date is notified once, and a renewed
 * license again.
 */

export const migration = {
  serves: 5,
  sql: `
CREATE TABLE expiry_notices (
  license TEXT NOT NULL PRIMARY KEY REFERENCES licenses (id) ON DELETE CASCADE,
  ends_day BIGINT NOT NULL
) /* walked by its key */;
`,
};
