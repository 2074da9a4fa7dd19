/**
 * For which end of a license its owner was told that it is near: so each is told once, however often the look is repeated,
 * and again when the license was renewed.
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
