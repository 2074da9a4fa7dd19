/**
 * A table of the end dates of licenses about which owners were notified. An owner is notified once about each end date;
 * a renewed license has a new end date.
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
