/**
 * The schema change for members of licenses: who may use a seat of somebody else's license, what was offered, and which
 * machines are members'. Existing products show no usernames of members.
 */

export const migration = {
  serves: 23,
  sql: `
CREATE TABLE members (
  id TEXT NOT NULL PRIMARY KEY,
  license TEXT NOT NULL REFERENCES licenses (id) ON DELETE CASCADE,
  account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  manager_day BIGINT,
  since_day BIGINT NOT NULL
) /* walked by its key */;
CREATE UNIQUE INDEX members_by_license ON members (license, account);
CREATE INDEX members_by_account ON members (account);

CREATE TABLE member_offers (
  id TEXT NOT NULL PRIMARY KEY,
  license TEXT NOT NULL REFERENCES licenses (id) ON DELETE CASCADE,
  account TEXT REFERENCES accounts (id) ON DELETE CASCADE,
  secret TEXT,
  generation BIGINT,
  name TEXT NOT NULL,
  ends_day BIGINT NOT NULL
) /* walked by its key */;
CREATE INDEX member_offers_by_license ON member_offers (license);
CREATE INDEX member_offers_by_account ON member_offers (account);
CREATE UNIQUE INDEX member_offers_by_secret ON member_offers (secret);

CREATE TABLE member_machines (
  activation TEXT NOT NULL PRIMARY KEY REFERENCES activations (id) ON DELETE CASCADE,
  member TEXT NOT NULL REFERENCES members (id) ON DELETE CASCADE
) /* walked by its key */;
CREATE INDEX member_machines_by_member ON member_machines (member);

ALTER TABLE products ADD COLUMN member_usernames BIGINT NOT NULL DEFAULT 0;
`,
};
