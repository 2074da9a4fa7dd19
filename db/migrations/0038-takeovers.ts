/**
 * The schema change for take-overs: who has proved the email of a license that another account owns and shares, and
 * until when. A row outlives the ownership, so that the owner cannot begin the wait again by leaving and coming back.
 */

export const migration = {
  serves: 23,
  sql: `
CREATE TABLE takeovers (
  license TEXT NOT NULL PRIMARY KEY REFERENCES licenses (id) ON DELETE CASCADE,
  account TEXT REFERENCES accounts (id) ON DELETE SET NULL,
  ready_day BIGINT NOT NULL,
  refused_day BIGINT,
  ends_day BIGINT NOT NULL
) /* walked by its key */;
CREATE INDEX takeovers_by_account ON takeovers (account);
CREATE INDEX takeovers_by_ends_day ON takeovers (ends_day, license);
`,
};
