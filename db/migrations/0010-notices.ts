/**
 * A table that records the end date of a license for which its owner was notified. So the owner is notified once for
 * each end date, and again after a renewal of the license.
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
